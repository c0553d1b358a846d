"""What became of the yearly question to each manager: which address fails stands beside who is overdue."""

from collections.abc import Sequence
from typing import NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _

from platform_orgs.models import YearlyCheck
from portal.correspondence.models import CallListLine, Message, OutboxMail, PaperItem
from portal.people.models import Person
from portal.ui.dates import format_date


class Telling(NamedTuple):
    person: Person
    text: str
    fails: bool


def tellings(checks: Sequence[YearlyCheck]) -> dict[int, list[Telling]]:
    """For each check whom it was told and with what success. Three queries, whatever their number."""
    messages = (
        Message.objects.filter(
            subject_type=ContentType.objects.get_for_model(YearlyCheck),
            subject_id__in=[check.pk for check in checks],
        )
        .select_related("recipient", "call_line")
        .prefetch_related("mails", "papers")
        .order_by("id")
    )
    found: dict[int, list[Telling]] = {check.pk: [] for check in checks}
    for message in messages:
        found[message.subject_id].append(_telling(message))
    return found


def _telling(message: Message) -> Telling:
    person = message.recipient
    if message.told_at:
        day = format_date(message.told_at)
        return Telling(person, _("%(way)sで伝わった（%(day)s）") % {"way": _way(message), "day": day}, False)
    mail = max(message.mails.all(), key=lambda mail: mail.pk, default=None)
    if mail is not None and mail.state in (OutboxMail.State.FAILED, OutboxMail.State.UNKNOWN):
        return Telling(person, _("メール：%(state)s") % {"state": mail.get_state_display()}, True)
    if mail is not None and mail.not_received_at:
        return Telling(person, _("メール：届いていない"), True)
    line = getattr(message, "call_line", None)
    if line is not None and line.state == CallListLine.State.OPEN:
        return Telling(person, line.reason or _("電話する相手の一覧にある"), bool(line.reason))
    if any(paper.state == PaperItem.State.WAITING for paper in message.papers.all()):
        return Telling(person, _("手紙・FAXの印刷を待っている"), False)
    return Telling(person, _("送っている"), False)


def _way(message: Message) -> str:
    return str(message.get_way_display())
