from django.db import transaction

from portal.accounts.models import User
from portal.bookings.actions.apply import Application, apply
from portal.bookings.actions.attendance import mark_attendance
from portal.bookings.actions.promote import promote_by_hand
from portal.bookings.errors import LikelyOnRoster, SeatUndecided
from portal.bookings.models import Attendance, Booking, OccasionDate


@transaction.atomic
def walk_in(
    *,
    date: OccasionDate,
    application: Application,
    submission_key: str,
    by: User,
    above_capacity: bool = False,
) -> Booking:
    """Somebody stands at the door without an application (飛び込み): a seat, and present at once.

    Who stands there goes before those who wait at home; the journal keeps who was passed over, and whether
    staff went above capacity. Nothing is stored unless there is a seat. Raises ``NoPlaceFree``,
    ``LikelyOnRoster``, ``SeatUndecided`` and what ``apply`` raises.
    """
    booking = apply(
        occasion_id=date.occasion_id,
        application=application,
        submission_key=submission_key,
        by=by,
        told=True,
    )
    if booking.status == Booking.Status.RECEIVED:
        raise LikelyOnRoster if booking.awaits == Booking.Awaits.TWIN else SeatUndecided
    if booking.status == Booking.Status.WAITLISTED:
        booking = promote_by_hand(booking_id=booking.pk, by=by, above_capacity=above_capacity, told=True)
    if booking.status != Booking.Status.CONFIRMED:
        raise SeatUndecided
    present = {attendee.pk: Attendance.Status.PRESENT for attendee in booking.attendees.live()}
    mark_attendance(date=date, marks=present, by=by)
    return booking
