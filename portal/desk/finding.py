"""Who is calling? One box for whatever the caller can say."""

import re
from dataclasses import dataclass

from portal.bookings.models import Attendee, Booking
from portal.people.models import Person
from portal.search.folding import fold
from portal.search.models import SearchableQuerySet
from portal.ui.text import InvalidInput, fold_digits, fold_telephone

# More than a caller can be asked about: then another word narrows it down.
MOST = 20
_LONGEST = 100
_NUMBER = re.compile(r"\+?[0-9]{4,}")
_RECEIPT_NUMBER = re.compile("[0-9]{8}")
_KANA = re.compile(r"[ぁ-ゖァ-ヺｦ-ﾟー・\s]+")


@dataclass(frozen=True)
class Found:
    """``people`` are the first ``MOST`` at most; ``has_more`` says that there are others."""

    query: str
    people: list[Person]
    has_more: bool

    @property
    def only_one(self) -> Person | None:
        return self.people[0] if len(self.people) == 1 else None


def find_people(query: str) -> Found:
    """People with this number (telephone, FAX, receipt number) or this name or reading, in any width.

    A whole number finds exactly those who have it; part of one, everybody whose number holds it. Who begins
    with the reading comes before who has it somewhere. Records that were merged are left out. At most two
    queries, by indexes, whatever the number of people.
    """
    query = query.strip()[:_LONGEST]
    people: list[Person] = []
    if number := number_in(query):
        people = _with_number(number)
    elif query:
        people = _with_reading(query)
    if fold(query) and not people:
        people = _cut(_known().matching(number or query))
    return Found(query, people[:MOST], len(people) > MOST)


def number_in(query: str) -> str:
    """The digits of ``query`` if it is nothing but a number, else nothing."""
    digits = fold_digits(query)
    return digits if _NUMBER.fullmatch(digits) else ""


def what_was_typed(query: str) -> dict[str, str]:
    """For the form of a caller whom nobody knows yet: what was typed, under the field that it belongs to."""
    if not query:
        return {}
    if number := number_in(query):
        return {} if _RECEIPT_NUMBER.fullmatch(number) else {"telephone": number}
    return {"kana" if _KANA.fullmatch(query) else "name": query}


def _known() -> SearchableQuerySet:
    return Person.objects.filter(merged_into__isnull=True, is_contact_only=False).select_related("district")


def _cut(people: SearchableQuerySet) -> list[Person]:
    return list(people[: MOST + 1])


def _with_number(number: str) -> list[Person]:
    if _RECEIPT_NUMBER.fullmatch(number):
        booked = Booking.objects.filter(receipt_number=number)
        of_booking = booked.values("contact").union(
            Attendee.objects.filter(booking__receipt_number=number).values("person")
        )
        return _cut(_known().filter(pk__in=of_booking))
    try:
        telephone = fold_telephone(number)
    except InvalidInput:
        return []
    by_telephone = Person.objects.filter(telephone=telephone).order_by().values("pk")
    by_fax = Person.objects.filter(fax=telephone).order_by().values("pk")
    return _cut(_known().filter(pk__in=by_telephone.union(by_fax)))


def _with_reading(query: str) -> list[Person]:
    key = fold(query)
    if not key:
        return []
    first = _cut(_known().filter(kana_key__startswith=key))
    if len(first) > MOST or len(key) < 2:
        return first
    others = _known().matching(query).exclude(pk__in=[person.pk for person in first])
    return [*first, *others[: MOST + 1 - len(first)]]
