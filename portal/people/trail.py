"""Whose record is whose, for the record of who saw it."""

from collections.abc import Iterable

from portal.people.models import CareAccess, Person


def records_of(person_ids: set[int]) -> dict[str, Iterable[int]]:
    accesses = CareAccess.objects.filter(person__in=person_ids).order_by()
    return {"people.person": person_ids, "people.careaccess": accesses.values_list("pk", flat=True)}


def merged_into(person_id: int) -> set[int]:
    """The numbers of all records that became part of this one, directly or by way of another."""
    found: set[int] = set()
    step = {person_id}
    while step:
        step = (
            set(Person.objects.filter(merged_into__in=step).order_by().values_list("pk", flat=True)) - found
        )
        found |= step
    return found
