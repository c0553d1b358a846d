"""What becomes of people whom nothing needs any more, and who stands in their place where rows stay for counting."""

import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.people.models import CareAccess, Person, PersonMark, PersonMerge, PersonNote
from portal.retention.pointers import unpointed
from portal.retention.registry import register_retention

# They say something about the person only, and go with the person.
_OWN = (PersonNote, PersonMark, CareAccess, PersonMerge)
_NAME = _("（削除済み）")


def nobody(like: Person) -> Person:
    """An empty record in place of a person, in no list and found by no search. One for each, so that people who
    were two are still counted as two, and in the same district."""
    return Person.objects.create(name=str(_NAME), is_contact_only=True, district=like.district)


def unneeded(before: datetime.datetime) -> "QuerySet[Person]":
    """People known since before that moment to whom nothing points any more, with no newer note either."""
    people = Person.objects.filter(created_at__lt=before)
    people = people.filter(~Exists(PersonNote.objects.filter(person=OuterRef("pk"), at__gte=before)))
    return unpointed(people, apart_from=_OWN)


def forget(person: Person) -> None:
    """Remove a person and what says something about the person only. Raises ``ProtectedError`` where something
    has come to point to them."""
    PersonNote.objects.filter(person=person).delete()
    PersonMark.objects.filter(person=person).delete()
    CareAccess.objects.filter(person=person).delete()
    PersonMerge.objects.filter(keep=person).delete()
    PersonMerge.objects.filter(drop=person).delete()
    person.delete()


def register() -> None:
    register_retention(
        "people",
        _("人の記録（申込・登録などが何も残っていない人）"),
        months=12,
        why=_("申込・登録・連絡がすべてなくなり、最後の伝言からも1年たつと、持っている目的がない"),
        due=unneeded,
        remove=forget,
    )
