import datetime
from collections.abc import Collection

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
from portal.bookings.actions.steps import is_drawn
from portal.bookings.errors import AlreadyHasPlace, NothingToRestore
from portal.bookings.messages import (
    tell_attendee_left,
    tell_postponed,
    tell_restored,
    withdraw_messages_of,
)
from portal.bookings.models import Attendee, Booking, JournalEntry, PostponementAnswer


@transaction.atomic
def restore(
    *,
    booking_id: int,
    by: User,
    attendee_ids: Collection[int] | None = None,
    told: bool = False,
) -> JournalEntry:
    """Take a cancellation back: of the whole party, or of those named in ``attendee_ids``.

    Within ten minutes of staff's own cancelling this is an undo: the seat was kept and the message is
    withdrawn. Later, who waited returns to the old place in the queue; who had a seat gets one, if need be
    above capacity and then on record: nobody is thrown out. The journal entry says which it was. Who missed
    a postponement is asked about the new day like everybody.
    Raises ``NothingToRestore``, ``AlreadyHasPlace`` and ``OccasionIsOver``.
    """
    occasion, booking = lock_booking(booking_id)
    require_changeable(occasion)
    returning = _returning(booking, attendee_ids)
    if not returning:
        raise NothingToRestore
    _require_no_other_place(booking, returning)

    now = timezone.now()
    is_undo = all(a.held_until is not None and a.held_until > now for a in returning)
    had_seat = (booking.status_before or booking.status) == Booking.Status.CONFIRMED
    free = count_seats(occasion, now)[booking.place_kind_id].free
    verb = _verb(is_undo=is_undo, needs_seat=had_seat, size=len(returning), free=free)
    cancelled_at = booking.cancelled_at

    _return(booking, returning)
    entry = record(verb, occasion, booking, by=by)
    _tell(booking, entry, returning, told_by=by if told else None)
    if cancelled_at is not None:
        _ask_again(booking, cancelled_at)
    promote_after_commit(occasion)
    return entry


def _returning(booking: Booking, attendee_ids: Collection[int] | None) -> list[Attendee]:
    left = booking.attendees.filter(is_live=False)
    if attendee_ids is not None:
        left = left.filter(pk__in=attendee_ids)
    elif booking.cancelled_at:
        # Of a cancelled party those come back who left with it, not one who had left before.
        left = left.filter(left_at=booking.cancelled_at)
    else:
        return []
    # Two members who turned out to be one person since then come back as one.
    by_person = {attendee.person_id: attendee for attendee in left.order_by("-position")}
    return sorted(by_person.values(), key=lambda attendee: attendee.position)


def _require_no_other_place(booking: Booking, returning: list[Attendee]) -> None:
    elsewhere = Attendee.objects.live().filter(
        occasion_id=booking.occasion_id, person_id__in=[a.person_id for a in returning]
    )
    if elsewhere.exists():
        raise AlreadyHasPlace


def _verb(*, is_undo: bool, needs_seat: bool, size: int, free: int) -> JournalEntry.Verb:
    if is_undo:
        return JournalEntry.Verb.UNDONE
    if needs_seat and size > free:
        return JournalEntry.Verb.RESTORED_ABOVE_CAPACITY
    return JournalEntry.Verb.RESTORED


def _return(booking: Booking, returning: list[Attendee]) -> None:
    Attendee.objects.filter(pk__in=[a.pk for a in returning]).update(
        is_live=True, left_at=None, held_until=None
    )
    if booking.status == Booking.Status.CANCELLED:
        booking.status = Booking.Status(booking.status_before)
        booking.status_before = ""
        # Whoever comes back does so beside what they have or wait for elsewhere.
        booking.wait_group = None
        if booking.awaits == Booking.Awaits.DRAW and is_drawn(booking.occasion):
            # The draw took place without them.
            booking.status, booking.awaits = Booking.Status.WAITLISTED, ""
            booking.queue_no = next_queue_no(booking.occasion)
        booking.cancelled_by = ""
        booking.cancelled_at = None
    booking.revision += 1
    booking.save()


def _tell(booking: Booking, entry: JournalEntry, returning: list[Attendee], *, told_by: User | None) -> None:
    """Of an undo nobody hears, unless they had heard of the cancelling or somebody stays away."""
    since = min(a.left_at for a in returning if a.left_at)
    is_undo = entry.verb == JournalEntry.Verb.UNDONE
    if not (is_undo and withdraw_messages_of(booking, since=since)):
        tell_restored(booking, entry, told_by=told_by)
    elif booking.attendees.filter(is_live=False, left_at__gte=since).exists():
        tell_attendee_left(booking, entry, told_by=told_by)


def _ask_again(booking: Booking, cancelled_at: datetime.datetime) -> None:
    """A 行けない is taken back with the cancellation; a postponement announced meanwhile is made up for."""
    booking.postponement_answers.filter(answer=PostponementAnswer.Answer.CANNOT).update(
        answer=PostponementAnswer.Answer.PENDING, answered_at=None
    )
    missed = booking.occasion.postponements.filter(made_at__gte=cancelled_at).last()
    if missed is None:
        return
    answer, is_new = PostponementAnswer.objects.get_or_create(postponement=missed, booking=booking)
    if is_new:
        tell_postponed(answer)


def undo_deadline(booking: Booking) -> datetime.datetime | None:
    """Until when the last cancellation by staff can be undone for free; None when there is nothing to undo."""
    held = booking.attendees.filter(held_until__gt=timezone.now()).order_by("-held_until").first()
    return held.held_until if held else None
