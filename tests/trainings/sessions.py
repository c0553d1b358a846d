"""Trainings that are over, with people who were there or not."""

import itertools
from typing import Any

from portal.accounts.models import User
from portal.bookings import actions as seats
from portal.bookings.models import Attendance, Attendee
from tests.factories import in_days, make_booking, make_date, make_person, make_training
from trainings.models import TrainingSession

STATUSES = {
    "p": Attendance.Status.PRESENT,
    "a": Attendance.Status.ABSENT,
    "e": Attendance.Status.EXCUSED,
}
_numbers = itertools.count(1)


def past_session(days: int = 1, **fields: Any) -> TrainingSession:
    """A training whose dates are all over, the last of them yesterday."""
    session = make_training(dated=False, **fields)
    for number in range(days):
        make_date(session, in_days(number - days))
    return session


def somebody(session: TrainingSession, marks: str = "", *, by: User | None = None, **person: Any) -> Attendee:
    """Somebody with a place, with one letter for each date: p, a, e, or - for unmarked."""
    person.setdefault("kana", f"ミホン{chr(ord('ア') + 2 * (next(_numbers) % 30))}")
    booking = make_booking(session, contact=make_person(**person))
    attendee = booking.attendees.get()
    assert by is not None or not marks.strip("-")
    for date, letter in zip(session.dates.all(), marks, strict=False):
        if letter in STATUSES and by is not None:
            seats.mark_attendance(date=date, marks={attendee.pk: STATUSES[letter]}, by=by)
    return attendee
