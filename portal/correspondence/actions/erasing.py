from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet

from portal.correspondence.models import CallListLine, CallTry, Message, OutboxMail, PaperItem
from portal.people.forgetting import nobody
from portal.people.models import Person


def erase_all_about(subject: Model) -> None:
    """Remove every message about ``subject``, sent or not, with all that came of it: for what is removed from
    the records whole. Part of the caller's transaction."""
    content_type = ContentType.objects.get_for_model(subject)
    _erase(Message.objects.filter(subject_type=content_type, subject_id=subject.pk))


def erase_message(message: Message) -> None:
    """Remove one message with all that came of it. Part of the caller's transaction."""
    _erase(Message.objects.filter(pk=message.pk))


def take_person_off(
    row: Model, field: str, instead: Person | None = None, *, clear: tuple[str, ...] = ()
) -> None:
    """Let nobody be known by a row that stays for counting: an empty record (``instead``, or one of its own) in the
    place of the person in ``field``, empty texts in those of ``clear``, and every message about it gone. Part of the
    caller's transaction."""
    erase_all_about(row)
    setattr(row, field, instead or nobody(getattr(row, field)))
    for name in clear:
        setattr(row, name, "")
    row.save(update_fields=[field, *clear])


def _erase(messages: "QuerySet[Message]") -> None:
    CallTry.objects.filter(line__message__in=messages).delete()
    CallListLine.objects.filter(message__in=messages).delete()
    PaperItem.objects.filter(message__in=messages).delete()
    OutboxMail.objects.filter(message__in=messages).delete()
    messages.delete()
