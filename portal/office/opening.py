"""When a helpline is answered, by the office's clock."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone

from portal.office.models import Helpline, HelplineHours
from portal.office.working_days import is_public_holiday, is_turn_of_the_year

Period = tuple[datetime.datetime, datetime.datetime]

_DAY = datetime.timedelta(days=1)
# A day of the month comes again within 31 days, and a few more where it falls into a holiday.
_LOOK_AHEAD = 40  # days


@dataclass(frozen=True)
class Status:
    """``is_open`` is None where the office does not know. Open: ``until`` when, None without an end in sight.
    Closed: ``opens_at`` next, as far as it is known."""

    is_open: bool | None
    until: datetime.datetime | None = None
    opens_at: datetime.datetime | None = None


def status_at(helpline: Helpline, now: datetime.datetime) -> Status:
    """Whether somebody answers at ``now``. Reads prefetched hours and windows."""
    opening = helpline.opening
    is_unknown = opening == Helpline.Opening.UNKNOWN
    if is_unknown or (opening == Helpline.Opening.HOURS and not helpline.hours.all()):
        return Status(None)
    now = timezone.localtime(now)
    horizon = now + _LOOK_AHEAD * _DAY
    for start, end in _merged(_within_validity(helpline, _periods(helpline, now, horizon))):
        if end > now:
            if start > now:
                return Status(False, opens_at=start)
            return Status(True, until=end if end < horizon - 2 * _DAY else None)
    return Status(False)


def _periods(helpline: Helpline, now: datetime.datetime, horizon: datetime.datetime) -> Iterator[Period]:
    """What may matter at ``now``, in the order of the beginnings."""
    if helpline.opening == Helpline.Opening.ALWAYS:
        yield now - _DAY, horizon
    elif helpline.opening == Helpline.Opening.WINDOWS:
        for window in helpline.windows.all():
            yield timezone.localtime(window.opens_at), timezone.localtime(window.closes_at)
    else:
        rows = helpline.hours.all()
        date = now.date() - _DAY
        while date < horizon.date():
            yield from sorted(_on(row, date, now.tzinfo) for row in rows if _applies(row, date))
            date += _DAY


def _applies(row: HelplineHours, date: datetime.date) -> bool:
    if is_turn_of_the_year(date) and not row.at_new_year:
        return False
    is_holiday = is_public_holiday(date)
    if row.on_holidays == HelplineHours.OnHolidays.ONLY:
        return is_holiday
    if is_holiday and row.on_holidays == HelplineHours.OnHolidays.NO:
        return False
    return date.weekday() in row.weekdays or date.day == row.month_day


def _on(row: HelplineHours, date: datetime.date, zone: datetime.tzinfo | None) -> Period:
    last = date if row.closes_at > row.opens_at else date + _DAY
    return (
        datetime.datetime.combine(date, row.opens_at, zone),
        datetime.datetime.combine(last, row.closes_at, zone),
    )


def _within_validity(helpline: Helpline, periods: Iterator[Period]) -> Iterator[Period]:
    for start, end in periods:
        if helpline.valid_from is not None:
            start = max(start, datetime.datetime.combine(helpline.valid_from, datetime.time(), start.tzinfo))
        if helpline.valid_until is not None:
            gone = datetime.datetime.combine(helpline.valid_until + _DAY, datetime.time(), end.tzinfo)
            end = min(end, gone)
        if start < end:
            yield start, end


def _merged(periods: Iterator[Period]) -> Iterator[Period]:
    """Periods that touch or overlap as one: nobody is told of an end at midnight that is none."""
    current: Period | None = None
    for start, end in periods:
        if current is not None and start <= current[1]:
            current = current[0], max(current[1], end)
        else:
            if current is not None:
                yield current
            current = start, end
    if current is not None:
        yield current
