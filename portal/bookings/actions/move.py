from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.bookings.actions.seats import (
    count_seats,
    lock_booking,
    next_queue_no,
    promote_after_commit,
    record,
    require_changeable,
)
from portal.bookings.errors import AlreadyDecided, NoPlaceFree, PlaceKindUnknown
from portal.bookings.messages import tell_moved
from portal.bookings.models import Booking, JournalEntry

_MOVABLE = (Booking.Status.RECEIVED, Booking.Status.CONFIRMED, Booking.Status.WAITLISTED)


@transaction.atomic
def move(
    *,
    booking_id: int,
    place_kind_id: int,
    by: User | None = None,
    above_capacity: bool = False,
    told: bool = False,
) -> Booking:
    """Move a party to another kind of place of the same occasion; the old seat stays until the new is sure.

    A party with a seat needs room there that nobody waits for, or ``above_capacity`` (on record). A waiting
    party joins the end of the other queue. Moving to where one is changes nothing. ``by`` is None when the
    person does it. Raises ``PlaceKindUnknown``, ``NoPlaceFree``, ``AlreadyDecided`` (cancelled, not selected, or
    asked about a place) and ``OccasionIsOver``.
    """
    occasion, booking = lock_booking(booking_id)
    require_changeable(occasion)
    if booking.status not in _MOVABLE:
        raise AlreadyDecided
    now = timezone.now()
    all_seats = count_seats(occasion, now)
    if place_kind_id not in all_seats:
        raise PlaceKindUnknown
    if place_kind_id == booking.place_kind_id:
        return booking

    seats = all_seats[place_kind_id]
    verb = JournalEntry.Verb.MOVED
    if booking.status == Booking.Status.CONFIRMED:
        fits = seats.waiting == 0 and booking.attendees.live().count() <= seats.free
        if not fits:
            if not above_capacity:
                raise NoPlaceFree
            verb = JournalEntry.Verb.MOVED_ABOVE_CAPACITY
    elif booking.status == Booking.Status.WAITLISTED:
        booking.queue_no = next_queue_no(occasion)
    # Seats kept for an undo belong to the old kind of place: a later return is an ordinary restoring.
    booking.attendees.filter(held_until__gt=now).update(held_until=now)
    booking.place_kind_id = place_kind_id
    booking.revision += 1
    booking.save()
    booking.refresh_from_db(fields=["place_kind"])
    entry = record(verb, occasion, booking, by=by, note=str(booking.place_kind))
    tell_moved(booking, entry, told_by=by if told else None)
    promote_after_commit(occasion)
    return booking
