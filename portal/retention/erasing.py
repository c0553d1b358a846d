"""Removing one person on request, through what the apps registered for it."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.functional import Promise

from portal.accounts.models import User
from portal.people.forgetting import forget, nobody
from portal.people.models import Person
from portal.retention.models import PersonRequest
from portal.retention.registry import personal_parts


@dataclass(frozen=True)
class Found:
    """How much there is of one sort, how much of it goes, and why the rest stays."""

    label: str | Promise
    goes: int
    stays: int
    why: str | Promise


def what_there_is(person: Person) -> list[Found]:
    """What erasing would do, without what is kept apart."""
    found = []
    for part in personal_parts():
        if part.is_kept_apart:
            continue
        everything = part.rows(person.pk)
        goes = part.may_go(everything).count()
        if goes or everything.exists():
            found.append(Found(part.label, goes, everything.count() - goes, part.stays))
    return found


@transaction.atomic
def erase_person(*, person_id: int, by: User, reason: str) -> PersonRequest:
    """Remove all of a person that can go now, and the person when nothing stays; all or nothing. On record."""
    person = Person.objects.get(pk=person_id)
    instead = nobody(person)
    removed = 0
    for part in personal_parts():
        pks = list(part.may_go(part.rows(person_id)).values_list("pk", flat=True))
        for row in part.rows(person_id).model._base_manager.select_for_update(no_key=True).filter(pk__in=pks):
            part.remove(row, person, instead)
            removed += not part.is_kept_apart
    stayed = sum(found.stays for found in what_there_is(person))
    is_whole = _forget_if_nothing_stays(person)
    # Nobody stands in for somebody of whom nothing was counted.
    _forget_if_nothing_stays(instead)
    return PersonRequest.objects.create(
        verb=PersonRequest.Verb.ERASED,
        person_number=person_id,
        reason=reason,
        removed=removed,
        stayed=stayed,
        is_whole=is_whole,
        by=by,
    )


def _forget_if_nothing_stays(person: Person) -> bool:
    try:
        with transaction.atomic():
            for merged in person.merged.all():
                forget(merged)
            forget(person)
    except ProtectedError:
        return False
    return True
