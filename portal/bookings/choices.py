"""What somebody could have in place of, or beside, the place that they have or wait for."""

import datetime
from dataclasses import dataclass

from django.db import models

from portal.bookings.models import Attendee, Booking, Occasion, PlaceKind
from portal.bookings.offers import Places, offer_for
from portal.bookings.schedule import Day, schedule_of

Status = Booking.Status
_SWAPPABLE = frozenset({Status.CONFIRMED, Status.WAITLISTED, Status.OFFERED})
_MOVABLE = frozenset({Status.CONFIRMED, Status.WAITLISTED, Status.RECEIVED})


class Way(models.TextChoices):
    """What choosing does: another kind of place here, a seat elsewhere, or the queue elsewhere besides."""

    MOVE = "move"
    SWAP = "swap"
    WAIT = "wait"


@dataclass(frozen=True)
class Choice:
    occasion: Occasion
    places: Places
    way: Way
    days: list[Day]

    @property
    def first_day(self) -> Day | None:
        """The day that stands for the occasion: the first that takes place."""
        return next((day for day in self.days if day.period), self.days[0] if self.days else None)

    @property
    def is_at_the_venue(self) -> bool:
        return self.places.place_kind.kind != PlaceKind.Kind.ONLINE


def choices_for(booking: Booking, *, size: int, now: datetime.datetime) -> list[Choice]:
    """Other kinds of place here with room for a party of ``size``, then other open occasions of the same kind.

    A forecast: whether a place is still free is decided by the action. Costs the same few queries for any
    number of occasions.
    """
    return _here(booking, size, now) + _elsewhere(booking, size, now)


def _here(booking: Booking, size: int, now: datetime.datetime) -> list[Choice]:
    if booking.status not in _MOVABLE:
        return []
    kinds = PlaceKind.objects.with_counts(now).filter(occasion=booking.occasion_id)
    days = schedule_of(booking.occasion)
    return [
        Choice(booking.occasion, places, Way.MOVE, days)
        for places in (Places(kind, kind.capacity, kind.taken, kind.waiting) for kind in kinds)
        # What is not decided yet takes no seat, here or there.
        if places.place_kind.pk != booking.place_kind_id
        and (booking.status == Status.RECEIVED or places.left >= size)
    ]


def _elsewhere(booking: Booking, size: int, now: datetime.datetime) -> list[Choice]:
    if booking.status not in _SWAPPABLE:
        return []
    party = booking.attendees.live().values("person")
    there_already = Attendee.objects.live().filter(person__in=party).values("occasion")
    occasions = (
        Occasion.objects.upcoming(now)
        .with_days()
        .with_seats(now)
        .filter(
            kind=booking.occasion.kind,
            eligibility__in={Occasion.Eligibility.EVERYONE, booking.occasion.eligibility},
        )
        .exclude(pk__in=there_already)
    )
    found = []
    for occasion in occasions:
        offer = offer_for(occasion, now=now)
        if not offer.takes_applications or not offer.is_first_come:
            continue
        for places in offer.places:
            way = Way.SWAP if places.left >= size else Way.WAIT
            # Whoever is asked about a place answers first, before joining another queue.
            if way == Way.SWAP or booking.status != Status.OFFERED:
                found.append(Choice(occasion, places, way, schedule_of(occasion)))
    return found
