"""The ground of every action that takes or frees a seat: one lock, one count, one journal.

Lock order everywhere: occasions (ids ascending), then bookings. A wait group needs no lock of its own:
whoever changes one holds all occasions of its bookings. ``no_key`` lets other rows go on being
inserted under a locked occasion: only those who count seats wait for one another.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.db import transaction
from django.db.models import Max, Q

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


def lock_with_groups(occasion_id: int) -> Occasion:
    """The occasion, locked together with every other one where somebody of its queue waits as well.

    What confirms a party of a wait group must hold them all, because it releases the party's other bookings.
    Raises ``Occasion.DoesNotExist``.
    """
    _lock_all(lambda: {occasion_id} | _neighbours(Q(wait_group__bookings__occasion=occasion_id)))
    return Occasion.objects.get(pk=occasion_id)


def lock_together(booking_id: int, occasion_id: int) -> None:
    """Lock the occasions of a booking and of all its wait group, and one more, in the one order."""

    def wanted() -> set[int]:
        own = Booking.objects.values_list("occasion_id", flat=True).get(pk=booking_id)
        return {own, occasion_id} | _neighbours(Q(wait_group__bookings=booking_id))

    _lock_all(wanted)


def _neighbours(condition: Q) -> set[int]:
    return set(Booking.objects.live().filter(condition).values_list("occasion_id", flat=True))


def _lock_all(wanted: Callable[[], set[int]]) -> None:
    """Lock what is wanted, ids ascending. If more is wanted once these are held, give them back and begin anew:
    going on would lock against the order."""
    while True:
        ids = wanted()
        try:
            # Rolling back to the savepoint gives up the locks that were taken after it.
            with transaction.atomic():
                for occasion_id in sorted(ids):
                    lock_occasion(occasion_id)
                if not wanted() <= ids:
                    raise _WantsMoreError
        except _WantsMoreError:
            continue
        return


class _WantsMoreError(Exception):
    pass


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
