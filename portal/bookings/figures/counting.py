"""Whom the yearly report counts, and as what.

An occasion belongs to the period in which its first day lies. What was never public, what was called off and
what waits for a new day is left out of the numbers of people.
"""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from portal.bookings.models import Attendance, Attendee, Booking, Occasion, OccasionDate, PlaceKind
from portal.figures.periods import Period

# Who has a place now: what the reports call 決定.
PLACED = Q(is_live=True, booking__status=Booking.Status.CONFIRMED)


@dataclass
class Tally:
    """People of one line: those who applied, and what became of them. Everybody who applied is in exactly
    one of the others, those who have a place in exactly one of came, stayed away and unmarked."""

    applied: int = 0
    placed: int = 0
    came: int = 0
    stayed_away: int = 0
    cancelled: int = 0
    other_place: int = 0
    not_selected: int = 0
    not_served: int = 0
    pending: int = 0

    @property
    def unmarked(self) -> int:
        return self.placed - self.came - self.stayed_away

    def add(self, other: "Tally") -> None:
        for name in self.__dataclass_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(frozen=True)
class Held:
    """One occasion of the period, as far as its figures go."""

    pk: int
    kind: str
    title: str
    first_start: datetime.datetime
    is_over: bool
    capacity: int
    tally: Tally = field(default_factory=Tally)


def public_occasions(period: Period) -> QuerySet[Occasion]:
    """Public occasions whose first day lies in the period."""
    places = (
        PlaceKind.objects.filter(occasion=OuterRef("pk"))
        .order_by()
        .values("occasion")
        .annotate(people=Sum("capacity"))
        .values("people")
    )
    dates = OccasionDate.objects.filter(occasion=OuterRef("pk")).order_by().values("occasion")
    return (
        Occasion.objects.exclude(state=Occasion.State.PLANNED)
        .annotate(
            first_start=Subquery(dates.annotate(at=Min("starts_at")).values("at")),
            last_end=Subquery(dates.annotate(at=Max("ends_at")).values("at")),
            capacity=Coalesce(Subquery(places), 0),
        )
        .filter(first_start__gte=period.starts_at, first_start__lt=period.ends_before)
        .order_by("first_start", "pk")
    )


def occasions_of(period: Period) -> list[Held]:
    """The occasions of the period that count, each with what became of its applicants. Two queries."""
    return held_occasions(public_occasions(period))


def held_occasions(occasions: Iterable[Occasion]) -> list[Held]:
    now = timezone.now()
    left_out = {Occasion.State.CANCELLED, Occasion.State.POSTPONED}
    held = {
        occasion.pk: Held(
            pk=occasion.pk,
            kind=occasion.kind,
            title=occasion.title,
            first_start=occasion.first_start,  # type: ignore[attr-defined]
            is_over=occasion.state == Occasion.State.CLOSED or occasion.last_end <= now,  # type: ignore[attr-defined]
            capacity=occasion.capacity,  # type: ignore[attr-defined]
        )
        for occasion in occasions
        if occasion.state not in left_out
    }
    rows = (
        with_marks(counted_attendees(held))
        .order_by()
        .values("occasion", "is_live", "booking__status", "booking__cancelled_by")
        .annotate(
            people=Count("pk"),
            came_=Count("pk", filter=Q(came=True)),
            away_=Count("pk", filter=Q(came=False, was_marked=True)),
        )
    )
    for row in rows:
        occasion = held[row["occasion"]]
        occasion.tally.add(_tally(row, is_over=occasion.is_over))
    return list(held.values())


def counted_attendees(occasion_ids: Collection[int]) -> QuerySet[Attendee]:
    """Everybody who applied for these occasions, those who cancelled too; the second application of one
    person, found to be the same, counts once."""
    return Attendee.objects.filter(occasion__in=list(occasion_ids)).exclude(
        booking__cancelled_by__in=(Booking.CancelledBy.TWIN,)
    )


def with_marks(attendees: QuerySet[Attendee]) -> QuerySet[Attendee]:
    marks = Attendance.objects.filter(attendee=OuterRef("pk"))
    return attendees.annotate(
        came=Exists(marks.filter(status=Attendance.Status.PRESENT)),
        was_marked=Exists(marks.exclude(status=Attendance.Status.UNMARKED)),
    )


def _tally(row: Any, *, is_over: bool) -> Tally:
    people = int(row["people"])
    status = row["booking__status"]
    tally = Tally(applied=people)
    if not row["is_live"]:
        if row["booking__cancelled_by"] == Booking.CancelledBy.OTHER_PLACE:
            tally.other_place = people
        else:
            tally.cancelled = people
    elif status == Booking.Status.CONFIRMED:
        tally.placed, tally.came, tally.stayed_away = people, int(row["came_"]), int(row["away_"])
    elif status == Booking.Status.NOT_SELECTED:
        tally.not_selected = people
    elif status == Booking.Status.WAITLISTED and is_over:
        tally.not_served = people
    else:
        tally.pending = people
    return tally


def counts_by_part(attendees: QuerySet[Attendee], part: Any, *also: Q) -> dict[Any, tuple[int, ...]]:
    """For each value of the expression ``part`` how many applied, have a place and came, and how many meet
    each condition of ``also``. One query."""
    more: dict[str, Any] = {
        f"also_{number}": Count("pk", filter=condition) for number, condition in enumerate(also)
    }
    rows = (
        with_marks(attendees)
        .annotate(part=part)
        .order_by()
        .values("part")
        .annotate(
            applied_=Count("pk"),
            placed_=Count("pk", filter=PLACED),
            came_=Count("pk", filter=PLACED & Q(came=True)),
            **more,
        )
        .values_list("part", "applied_", "placed_", "came_", *more)
    )
    return {part: tuple(numbers) for part, *numbers in rows}
