import datetime
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.bookings.actions.seats import lock_booking, promote_after_commit, record, require_changeable
from portal.bookings.messages import tell_attendee_left, tell_cancelled
from portal.bookings.models import Attendee, Booking, JournalEntry, Occasion, PlaceOffer

UNDO_PERIOD = datetime.timedelta(minutes=10)


@transaction.atomic
def cancel(
    *,
    booking_id: int,
    attendee_ids: Collection[int] | None = None,
    by: User | None = None,
    told: bool = False,
) -> Booking:
    """Cancel a party, or those of it named in ``attendee_ids``.

    Staff (``by``) can undo for ten minutes: until then the seats count as taken and nobody is promoted
    into them, and the message waits. A person who cancels frees the seats at once. Cancelling what is
    cancelled already changes nothing. ``told``: staff have said so to the person already.
    Raises ``Booking.DoesNotExist`` and ``OccasionIsOver``.
    """
    occasion, booking = lock_booking(booking_id)
    leaving = _leaving(booking, attendee_ids)
    if not leaving:
        return booking
    require_changeable(occasion)
    now = timezone.now()
    held_until = now + UNDO_PERIOD if by and booking.status == Booking.Status.CONFIRMED else None
    stays = booking.attendees.live().exclude(pk__in=[a.pk for a in leaving]).exists()
    told_by = by if told else None
    if stays:
        leave(leaving, now, held_until)
        names = "、".join(str(a) for a in leaving)
        entry = record(JournalEntry.Verb.ATTENDEE_LEFT, occasion, booking, by=by, note=names)
        tell_attendee_left(booking, entry, told_by=told_by, not_before=held_until)
    else:
        cancelled_by = Booking.CancelledBy.STAFF if by else Booking.CancelledBy.PERSON
        cancel_locked(occasion, booking, cancelled_by=cancelled_by, now=now, held_until=held_until)
        entry = record(JournalEntry.Verb.CANCELLED, occasion, booking, by=by)
        tell_cancelled(booking, entry, told_by=told_by, not_before=held_until)
    promote_after_commit(occasion)
    return booking


def cancel_locked(
    occasion: Occasion,
    booking: Booking,
    *,
    cancelled_by: Booking.CancelledBy,
    now: datetime.datetime | None = None,
    held_until: datetime.datetime | None = None,
) -> None:
    """Cancel a whole booking that the caller has locked; journal, message and promotion are the caller's."""
    now = now or timezone.now()
    leave(list(booking.attendees.live()), now, held_until)
    booking.status_before = booking.status
    if booking.status == Booking.Status.OFFERED:
        # Whoever comes back waits as before: the place has gone on to the next.
        booking.status_before = Booking.Status.WAITLISTED
        booking.place_offers.filter(state=PlaceOffer.State.PENDING).update(
            state=PlaceOffer.State.WITHDRAWN, answered_at=now
        )
    booking.status = Booking.Status.CANCELLED
    booking.cancelled_by = cancelled_by
    booking.cancelled_at = now
    booking.revision += 1
    booking.save()


def _leaving(booking: Booking, attendee_ids: Collection[int] | None) -> list[Attendee]:
    live = booking.attendees.live()
    return list(live if attendee_ids is None else live.filter(pk__in=attendee_ids))


def leave(attendees: list[Attendee], now: datetime.datetime, held_until: datetime.datetime | None) -> None:
    Attendee.objects.filter(pk__in=[a.pk for a in attendees]).update(
        is_live=False, left_at=now, held_until=held_until
    )
