"""What somebody was told, as staff read it: on the page of a booking and at the telephone desk."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.correspondence.kinds import label_of
from portal.correspondence.models import CallListLine, CallTry, Message, OutboxMail, PaperItem
from portal.ui.dates import format_moment

# What can be sent once more: it has left, or should have.
_HAS_LEFT = frozenset({OutboxMail.State.SENT, OutboxMail.State.FAILED, OutboxMail.State.UNKNOWN})


@dataclass(frozen=True)
class Told:
    """One message: what it was about, how far it has come, and what came of calling."""

    label: str
    state: str
    is_settled: bool
    created_at: datetime.datetime
    url: str
    tries: Sequence[CallTry] = ()
    # The mail that staff may send once more; None where there is none.
    resend_id: int | None = None


def with_states(answers: Sequence[Any], messages: QuerySet[Message]) -> list[tuple[Any, str]]:
    """Each answer with how far the one of ``messages`` that carries it has come, in words; empty where none does.
    Five queries."""
    states = dict(
        zip(
            messages.values_list("subject_id", flat=True),
            (told.state for told in told_about(messages)),
            strict=True,
        )
    )
    return [(answer, states.get(answer.pk, "")) for answer in answers]


def told_about(messages: QuerySet[Message]) -> list[Told]:
    """``messages`` in their order, with mails, papers and tries: four queries whatever their number."""
    found = messages.select_related("told_by", "call_line").prefetch_related(
        "mails", "papers", Prefetch("call_line__tries", CallTry.objects.select_related("made_by"))
    )
    return [_told(message) for message in found]


def _told(message: Message) -> Told:
    mails = sorted(message.mails.all(), key=lambda mail: mail.pk)
    mail = mails[-1] if mails else None
    papers = sorted(message.papers.all(), key=lambda paper: paper.pk)
    line: CallListLine | None = getattr(message, "call_line", None)
    is_open = line is not None and line.state == CallListLine.State.OPEN
    if is_open:
        url = reverse("admin:correspondence_calllistline_changelist")
    elif mail is not None:
        url = reverse("admin:correspondence_outboxmail_change", args=[mail.pk])
    else:
        url = ""
    can_resend = mail is not None and mail.state in _HAS_LEFT and message.withdrawn_at is None
    return Told(
        label=label_of(message.kind),
        state=_state(message, mail, papers[-1] if papers else None, is_open=is_open),
        is_settled=bool(message.told_at or message.withdrawn_at),
        created_at=message.created_at,
        url=url,
        tries=list(line.tries.all()) if line else (),
        resend_id=mail.pk if mail and can_resend else None,
    )


def _state(message: Message, mail: OutboxMail | None, paper: PaperItem | None, *, is_open: bool) -> str:
    if message.told_at:
        how = (
            _("%(who)sが伝えた") % {"who": message.told_by} if message.told_by else message.get_way_display()
        )
        return f"{how}（{format_moment(message.told_at)}）"
    if message.withdrawn_at:
        return _("取りやめ")
    if is_open:
        return _("電話する相手の一覧にある")
    if paper:
        return f"{paper.get_medium_display()}：{paper.get_state_display()}"
    return mail.get_state_display() if mail else _("まだ")
