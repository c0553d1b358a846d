"""One mail a week that says how much waits, and nothing of what it is. Never a mail with nothing in it."""

import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from platform_orgs.home.waiting import lines
from platform_orgs.links import digest_stop_url
from platform_orgs.models import Digest, Membership
from portal.bookings.reminders import is_daytime
from portal.correspondence.actions import tell
from portal.correspondence.kinds import MessageKind, NoLongerTrue, Text, register, render_texts
from portal.correspondence.models import Message
from portal.office.models import Office

_KIND = "platform_orgs.digest"
_WORKDAYS = 5


def send_digests() -> int:
    """Once a week, on Monday or as soon as the machine runs again; returns how many. For the periodic run."""
    now = timezone.localtime()
    if now.weekday() >= _WORKDAYS or not is_daytime(now):
        return 0
    monday = now.date() - datetime.timedelta(days=now.weekday())
    due = (
        Membership.objects.acting()
        .filter(digest=Digest.WEEKLY, user__isnull=False, since__lt=monday)
        .exclude(person__email="")
        .filter(_not_since(monday))
    )
    return sum(_send(pk, monday) for pk in due.values_list("pk", flat=True))


def _not_since(monday: datetime.date) -> Q:
    return Q(digested_on__isnull=True) | Q(digested_on__lt=monday)


@transaction.atomic
def _send(membership_id: int, monday: datetime.date) -> bool:
    rows = Membership.objects.live().select_for_update(no_key=True).filter(pk=membership_id)
    membership = rows.filter(_not_since(monday), digest=Digest.WEEKLY).first()
    if membership is None:
        return False
    membership.digested_on = timezone.localdate()
    membership.save(update_fields=["digested_on"])
    if not lines(membership.organisation):
        return False
    key = f"{_KIND}:{membership.pk}:{monday:%Y%m%d}"
    tell(kind=_KIND, recipient=membership.person, subject=membership, dedupe_key=key, only_by_mail=True)
    return True


def set_digest(*, membership: Membership, digest: Digest) -> None:
    """Weekly or never; one's own decision."""
    membership.digest = digest
    membership.save(update_fields=["digest"])


def _render(message: Message) -> Text:
    membership: Any = message.subject
    is_wanted = membership.ended_at is None and membership.digest == Digest.WEEKLY
    waiting = lines(membership.organisation) if is_wanted and membership.organisation.is_active else []
    if not waiting:
        raise NoLongerTrue
    context = {
        "recipient": message.recipient,
        "office": Office.objects.current(),
        "organisation": membership.organisation,
        "lines": waiting,
        "url": settings.SITE_URL + reverse("platform:home"),
        "stop_url": digest_stop_url(membership),
    }
    return render_texts("platform_orgs/home/digest", context)


def _headers(message: Message) -> dict[str, str]:
    """RFC 8058: mail programmes offer a button that stops the mails without opening a page."""
    membership: Any = message.subject
    return {
        "List-Unsubscribe": f"<{digest_stop_url(membership)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def register_kind() -> None:
    """Called once at start-up."""
    register(
        MessageKind(
            name=_KIND,
            label=str(_("団体の人への週に一度のお知らせ")),
            render=_render,
            subjects=lambda: Membership.objects.select_related("organisation__published"),
            headers=_headers,
            by_mail_only=True,
        )
    )
