"""By when the office will have read what somebody wrote: what the form says, what the receipt promises."""

import datetime

from django.db.models import BooleanField, Case, Q, Value, When
from django.utils import timezone

from portal.office.working_days import end_of_working_day, first_reading

# What comes shortly before the office closes cannot be promised for the same day.
_ENOUGH = datetime.timedelta(hours=1)


def promised_reading(now: datetime.datetime, *, is_urgent: bool = False) -> datetime.datetime:
    """The moment by which somebody reads what is sent at ``now``, in local time.

    By the end of the next working day; what has to be read today, and what comes while the office is closed,
    by the end of the day on which somebody is there first.
    """
    reading = first_reading(now)
    if reading is None:
        return end_of_working_day(now, 1)
    end = end_of_working_day(reading.moment, 0)
    if reading.is_now and (not is_urgent or end - timezone.localtime(now) < _ENOUGH):
        return end_of_working_day(now, 1)
    return end


def is_open_now(now: datetime.datetime) -> bool:
    """Whether somebody is in the office. Where its hours are not known nobody counts as being there."""
    reading = first_reading(now)
    return reading is not None and reading.is_now


# --- rows with ``read_by`` (None: nothing was promised) and ``first_read_at`` ------------------------------


def read_late(now: datetime.datetime) -> Q:
    """The condition on rows that nobody has read by the time that was promised."""
    return Q(first_read_at__isnull=True, read_by__lt=now)


def flag(condition: Q) -> Case:
    """``condition`` as a column to sort by."""
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())
