"""Removing one person on request, through what the apps registered for it."""

from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import ProtectedError, QuerySet
from django.utils import timezone
from django.utils.functional import Promise

from portal.accounts.models import User
from portal.accounts.retention import forget_account
from portal.people.errors import HasBeenErased
from portal.people.forgetting import forget, nobody
from portal.people.models import Person
from portal.retention.models import ErasureWish, PersonRequest
from portal.retention.registry import personal_parts

# Of the advisory locks that say who is being erased: any number that nothing else here uses.
_ERASING = 7_501


@dataclass(frozen=True)
class Found:
    """How much there is of one sort, how much of it goes, and why the rest stays."""

    label: str | Promise
    goes: int
    stays: int
    why: str | Promise


def what_there_is(person: Person) -> list[Found]:
    """What erasing would do, without what is kept apart. Two queries for each sort."""
    found = []
    for part in personal_parts():
        if part.is_kept_apart:
            continue
        everything = part.rows(person.pk)
        there, goes = everything.count(), part.may_go(everything).count()
        if there:
            found.append(Found(part.label, goes, there - goes, part.stays))
    return found


@transaction.atomic
def erase_person(*, person_id: int, by: User, reason: str) -> PersonRequest:
    """Remove all of a person that can go now, and the person when nothing stays; all or nothing. On record; an open
    wish of the person's own is answered with it. Two at once follow one another. Raises ``HasBeenErased``."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashint8(%s))", [_ERASING, person_id])
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise HasBeenErased
    instead = nobody(person)
    removed = 0
    for part in personal_parts():
        pks = list(part.may_go(part.rows(person_id)).values_list("pk", flat=True))
        rows: QuerySet = part.rows(person_id).model._base_manager.filter(pk__in=pks)
        for row in rows.select_for_update(no_key=True):
            part.remove(row, person, instead)
            removed += not part.is_kept_apart
    stayed = sum(found.stays for found in what_there_is(person))
    _open_wishes(person_id).update(closed_at=timezone.now(), outcome=ErasureWish.Outcome.ERASED, closed_by=by)
    is_whole = _forget_if_nothing_stays(person)
    if is_whole:
        forget_account(person.email)
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
    """Whoever is just applying for this person is waited for, and then counts as something that stays; who comes
    after waits for us and finds nobody."""
    merged = Person.objects.filter(merged_into=person.pk)
    list(Person.objects.select_for_update().filter(pk__in=[person.pk, *merged.values_list("pk", flat=True)]))
    try:
        with transaction.atomic():
            for one in merged:
                forget(one)
            # A copy: the caller's keeps its number.
            forget(Person.objects.get(pk=person.pk))
    except ProtectedError:
        return False
    return True


def _open_wishes(person_id: int) -> "QuerySet[ErasureWish]":
    return ErasureWish.objects.filter(person=person_id, closed_at=None)
