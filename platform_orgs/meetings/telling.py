"""What the people of organisations are told about meetings. Texts: ``templates/platform_orgs/meetings/messages/``."""

import datetime
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from platform_orgs.models import Meeting, Membership, Organisation
from portal.correspondence.actions import tell
from portal.correspondence.kinds import MessageKind, NoLongerTrue, Text, register, render_texts
from portal.correspondence.models import Message
from portal.office.models import Office
from portal.ui.dates import format_moment, format_time

_PREFIX = "platform_orgs.meeting_"


def tell_called(meeting: Meeting) -> None:
    _tell("called", meeting, str(meeting.pk))


def tell_changed(meeting: Meeting) -> None:
    _tell("changed", meeting, f"{meeting.pk}:{meeting.sequence}")


def tell_cancelled(meeting: Meeting) -> None:
    _tell("cancelled", meeting, str(meeting.pk))


def tell_minutes(meeting: Meeting) -> None:
    _tell("minutes", meeting, str(meeting.pk))


def tell_unanswered(meeting: Meeting, organisations: Iterable[Organisation]) -> None:
    _tell("unanswered", meeting, f"{meeting.pk}:{meeting.starts_at:%Y%m%d}", organisations)


def tell_reminder(meeting: Meeting, organisations: Iterable[Organisation]) -> None:
    _tell("reminder", meeting, f"{meeting.pk}:{meeting.starts_at:%Y%m%d}", organisations)


def _tell(kind: str, meeting: Meeting, key: str, organisations: Iterable[Organisation] | None = None) -> None:
    """Everybody who acts for an organisation, each person once however many organisations they act for."""
    memberships = Membership.objects.acting().select_related("person").order_by("id")
    if organisations is not None:
        memberships = memberships.filter(organisation__in=organisations)
    name = _PREFIX + kind
    for person in {membership.person_id: membership.person for membership in memberships}.values():
        tell(kind=name, recipient=person, subject=meeting, dedupe_key=f"{name}:{key}:{person.pk}")


def meeting_url(meeting: Meeting) -> str:
    return settings.SITE_URL + reverse("platform:meeting", args=[meeting.slug])


def _context(kind: str, message: Message, state: Meeting.State) -> dict[str, Any]:
    meeting: Any = message.subject
    acting = Membership.objects.acting().filter(person=message.recipient)
    if meeting.state != state or not acting.exists():
        raise NoLongerTrue
    if kind == "unanswered":
        # Somebody has answered in the meantime, by telephone perhaps.
        answered = meeting.replies.values("organisation")
        if not acting.exclude(organisation__in=answered).exists():
            raise NoLongerTrue
    return {
        "meeting": meeting,
        "when": f"{format_moment(meeting.starts_at)}〜{format_time(meeting.ends_at)}",
        "url": meeting_url(meeting),
    }


def _renderer(kind: str, state: Meeting.State) -> Callable[[Message], Text]:
    def render(message: Message) -> Text:
        shared = {"recipient": message.recipient, "office": Office.objects.current()}
        return render_texts(
            f"platform_orgs/meetings/messages/{kind}", shared | _context(kind, message, state)
        )

    return render


def _starts_at(meeting: Any) -> datetime.datetime:
    return meeting.starts_at


def register_kinds() -> None:
    """Called once at start-up."""
    called, cancelled = Meeting.State.CALLED, Meeting.State.CANCELLED
    for kind, label, state in (
        ("called", _("会議のご案内"), called),
        ("changed", _("会議の日時・場所の変更"), called),
        ("cancelled", _("会議の中止"), cancelled),
        ("unanswered", _("会議の出欠のお願い"), called),
        ("reminder", _("会議が近いお知らせ"), called),
        ("minutes", _("会議の記録の公開"), called),
    ):
        register(
            MessageKind(
                name=_PREFIX + kind,
                label=str(label),
                render=_renderer(kind, state),
                subjects=Meeting.objects.all,
                about=str,
                # The minutes come when the meeting is over; they are not late for it.
                needed_by=None if kind == "minutes" else _starts_at,
            )
        )
