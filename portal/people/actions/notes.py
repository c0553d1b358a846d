"""What the office writes down about somebody beside the record itself."""

from django.db.models import F
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.people.errors import NoteIsEmpty, NoteIsTooLong
from portal.people.models import Person, PersonNote

NOTE_LENGTH: int = PersonNote._meta.get_field("text").max_length or 0


def leave_note(*, person: Person, text: str, by: User) -> PersonNote:
    """Leave a short note about ``person`` for whoever answers next time. A record that was merged passes it
    on to the one that was kept. Raises ``NoteIsEmpty`` and ``NoteIsTooLong``.
    """
    text = " ".join(text.split())
    if not text:
        raise NoteIsEmpty
    if len(text) > NOTE_LENGTH:
        raise NoteIsTooLong(
            _("伝言は%(most)s字までです。いま%(given)s字あります。")
            % {"most": NOTE_LENGTH, "given": len(text)}
        )
    return PersonNote.objects.create(person=person.kept(), text=text, by=by)


def mark_telephone_wrong(*, person: Person) -> None:
    """Somebody else answered: the number is not called again until staff write another one."""
    Person.objects.filter(pk=person.pk, telephone_is_wrong=False).update(
        telephone_is_wrong=True, revision=F("revision") + 1
    )
