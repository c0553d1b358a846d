from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet

from portal.correspondence.models import CallListLine, CallTry, Message, OutboxMail, PaperItem


def erase_all_about(subject: Model) -> None:
    """Remove every message about ``subject``, sent or not, with all that came of it: for what is removed from
    the records whole. Part of the caller's transaction."""
    content_type = ContentType.objects.get_for_model(subject)
    _erase(Message.objects.filter(subject_type=content_type, subject_id=subject.pk))


def erase_message(message: Message) -> None:
    """Remove one message with all that came of it. Part of the caller's transaction."""
    _erase(Message.objects.filter(pk=message.pk))


def _erase(messages: "QuerySet[Message]") -> None:
    CallTry.objects.filter(line__message__in=messages).delete()
    CallListLine.objects.filter(message__in=messages).delete()
    PaperItem.objects.filter(message__in=messages).delete()
    OutboxMail.objects.filter(message__in=messages).delete()
    messages.delete()
