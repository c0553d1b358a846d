"""What comes next for an application: a check, the draw, the review, a seat, or the queue."""

from dataclasses import dataclass

from django.utils import timezone

from portal.bookings.actions.seats import count_seats
from portal.bookings.errors import PlaceKindUnknown
from portal.bookings.models import Booking, Occasion

Status = Booking.Status
Awaits = Booking.Awaits


@dataclass(frozen=True)
class Step:
    status: Booking.Status
    awaits: str = ""


def next_step(
    occasion: Occasion,
    *,
    place_kind_id: int,
    size: int,
    needs_check: bool,
    queue_no: int | None = None,
) -> Step:
    """What a party of ``size`` gets now, under the occasion's lock. ``queue_no`` is None for newcomers.

    Nobody is overtaken: a seat only if it is free and no one waits for it in front of this party. While there
    is no day to come to, everybody waits. Raises ``PlaceKindUnknown``.
    """
    seats = count_seats(occasion, timezone.now()).get(place_kind_id)
    if seats is None:
        raise PlaceKindUnknown
    if needs_check and occasion.eligibility == Occasion.Eligibility.SUPPORTERS:
        return Step(Status.RECEIVED, Awaits.CHECK)
    if occasion.selection == Occasion.Selection.REVIEW:
        return Step(Status.RECEIVED, Awaits.REVIEW)
    if occasion.selection == Occasion.Selection.LOTTERY and not is_drawn(occasion):
        return Step(Status.RECEIVED, Awaits.DRAW)
    takes_place = occasion.state == Occasion.State.PUBLISHED
    fits = (
        takes_place
        and size <= seats.free
        and not (seats.waiting and _is_behind(occasion, place_kind_id, queue_no))
    )
    return Step(Status.CONFIRMED if fits else Status.WAITLISTED)


def _is_behind(occasion: Occasion, place_kind_id: int, queue_no: int | None) -> bool:
    ahead = occasion.bookings.in_queue().filter(place_kind_id=place_kind_id)
    if queue_no is not None:
        ahead = ahead.filter(queue_no__lt=queue_no)
    return ahead.exists()


def is_drawn(occasion: Occasion) -> bool:
    """Whether the lottery has been held and counts."""
    return occasion.draws.filter(drawn_at__isnull=False, voided_at__isnull=True).exists()
