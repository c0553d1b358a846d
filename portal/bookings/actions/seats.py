"""The ground of every action that takes or frees a seat: one lock, one count, one journal.

Lock order everywhere: occasions (ids ascending), then bookings. ``no_key`` lets other rows go on being
inserted under a locked occasion: only those who count seats wait for one another.
"""

import datetime
from dataclasses import dataclass
from functools import partial

from django.db import transaction
from django.db.models import Max

from portal.accounts.models import User
from portal.bookings.errors import OccasionIsOver
from portal.bookings.models import Booking, JournalEntry, Occasion, PlaceKind


@dataclass(frozen=True)
class Seats:
    """Seats of one kind of place at one moment, counted in people."""

    capacity: int
    taken: int
    waiting: int

    @property
    def free(self) -> int:
        """Seats that nobody has; never below zero, also where staff went above capacity."""
        return max(self.capacity - self.taken, 0)


def lock_occasion(occasion_id: int) -> Occasion:
    """The occasion, locked until the transaction ends: call before counting anything of it.

    Raises ``Occasion.DoesNotExist``.
    """
    return Occasion.objects.select_for_update(no_key=True, of=("self",)).get(pk=occasion_id)


def lock_booking(booking_id: int) -> tuple[Occasion, Booking]:
    """The occasion of a booking and then the booking, both locked and read afresh.

    Raises ``Booking.DoesNotExist``.
    """
    occasion_id = Booking.objects.values_list("occasion_id", flat=True).get(pk=booking_id)
    occasion = lock_occasion(occasion_id)
    booking = (
        Booking.objects.select_for_update(no_key=True, of=("self",))
        .select_related("place_kind", "contact")
        .get(pk=booking_id)
    )
    return occasion, booking


def count_seats(occasion: Occasion, now: datetime.datetime) -> dict[int, Seats]:
    """Seats by kind of place, counted afresh; meaningful only under the occasion's lock."""
    return {
        row.pk: Seats(row.capacity, row.taken, row.waiting)
        for row in PlaceKind.objects.filter(occasion=occasion).with_counts(now)
    }


def next_queue_no(occasion: Occasion) -> int:
    """The next place in the order of arrival; unique because the occasion is locked."""
    last = Booking.objects.filter(occasion=occasion).aggregate(last=Max("queue_no"))["last"]
    return (last or 0) + 1


def require_changeable(occasion: Occasion) -> None:
    """Raise ``OccasionIsOver`` unless seats of the occasion can still change hands."""
    if occasion.state not in {Occasion.State.PUBLISHED, Occasion.State.POSTPONED}:
        raise OccasionIsOver


def record(
    verb: JournalEntry.Verb,
    occasion: Occasion,
    booking: Booking | None = None,
    *,
    by: User | None = None,
    note: str = "",
) -> JournalEntry:
    """Write one line of the journal. ``by`` is None for the person and for the portal's own rules."""
    return JournalEntry.objects.create(
        verb=verb, occasion=occasion, booking=booking, actor=by, note=note[:300]
    )


def promote_after_commit(occasion: Occasion) -> None:
    """Let the next in line have what was freed, once this transaction is safe.

    A failure here is made good by the periodic sweep and must not spoil the answer to the caller.
    """
    from portal.bookings.actions.promote import promote

    transaction.on_commit(partial(promote, occasion_id=occasion.pk), robust=True)
