from collections.abc import Iterable

from django.utils import timezone

from portal.accounts.models import User
from portal.bookings.actions.cancel import cancel_locked
from portal.bookings.actions.seats import lock_occasion, promote_after_commit
from portal.bookings.models import Attendee, Booking, Occasion

# The better place first.
_ORDER = [
    Booking.Status.CONFIRMED,
    Booking.Status.OFFERED,
    Booking.Status.WAITLISTED,
    Booking.Status.RECEIVED,
    Booking.Status.NOT_SELECTED,
]


def bring_bookings_together(*, keep_id: int, drop_id: int, by: User) -> None:
    """Two records of one person become one: everything booked under ``drop_id`` belongs to ``keep_id``.

    Where both have a live place at one occasion the better one stays (a seat before the queue, earlier
    before later) and the other is released. Locks the occasions, ids ascending; call within a transaction.
    """
    for occasion in lock_occasions_of({keep_id, drop_id}):
        both = list(
            Attendee.objects.live()
            .filter(occasion=occasion, person_id__in=(keep_id, drop_id))
            .select_related("booking")
        )
        if {a.person_id for a in both} == {keep_id, drop_id}:
            both.sort(key=lambda a: (_ORDER.index(Booking.Status(a.booking.status)), a.booking.queue_no))
            _release(occasion, both[1:])
    Attendee.objects.filter(person_id=drop_id).update(person_id=keep_id)
    Booking.objects.filter(contact_id=drop_id).update(contact_id=keep_id)


def lock_occasions_of(person_ids: Iterable[int]) -> list[Occasion]:
    """Every occasion that one of these people has or had a place at, locked in the one order."""
    return [lock_occasion(occasion_id) for occasion_id in sorted(occasion_ids_of(person_ids))]


def occasion_ids_of(person_ids: Iterable[int]) -> set[int]:
    return set(Attendee.objects.filter(person_id__in=person_ids).values_list("occasion_id", flat=True))


def _release(occasion: Occasion, attendees: list[Attendee]) -> None:
    for attendee in attendees:
        booking = attendee.booking
        if booking.attendees.live().exclude(pk=attendee.pk).exists():
            Attendee.objects.filter(pk=attendee.pk).update(is_live=False, left_at=timezone.now())
        else:
            cancel_locked(occasion, booking, cancelled_by=Booking.CancelledBy.TWIN)
    promote_after_commit(occasion)
