"""Messages with their mails, calls and papers: how long the office can say who was told what."""

import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.correspondence.actions import erase_message
from portal.correspondence.models import CallListLine, Message, OutboxMail, PaperItem
from portal.retention.registry import register_personal, register_retention


def _at_rest(messages: "QuerySet[Message]") -> "QuerySet[Message]":
    """Those about which nothing is under way."""
    of_message = {"message": OuterRef("pk")}
    on_its_way = OutboxMail.objects.filter(
        **of_message, state__in=(OutboxMail.State.QUEUED, OutboxMail.State.SENDING)
    )
    to_call = CallListLine.objects.filter(**of_message, state=CallListLine.State.OPEN)
    to_print = PaperItem.objects.filter(**of_message, state=PaperItem.State.WAITING)
    return messages.filter(~Exists(on_its_way), ~Exists(to_call), ~Exists(to_print))


def _due(before: datetime.datetime) -> "QuerySet[Message]":
    return _at_rest(Message.objects.filter(created_at__lt=before))


def register() -> None:
    register_retention(
        "messages",
        _("連絡の記録（メール、電話、手紙・FAX）"),
        months=24,
        why=_("だれに何を知らせたかを、次の年度の終わりまで答えられるように"),
        due=_due,
        remove=erase_message,
    )
    register_personal(
        _("連絡の記録（メール、電話、手紙・FAX）"),
        rows=lambda person_id: Message.objects.filter(recipient=person_id),
        may_go=_at_rest,
        remove=lambda message, person, instead: erase_message(message),
        stays=_("まだ送っていないものは、先に取りやめます"),
    )
