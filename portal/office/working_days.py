"""When the office works: weekdays that are no public holiday, no turn of the year and no closed day."""

import datetime
import functools
from dataclasses import dataclass

import jpholiday
from django.utils import timezone

from portal.office.models import ClosedDay, Office

_LOOK_AHEAD = 60  # days; no office is closed for two months on end


def is_turn_of_the_year(date: datetime.date) -> bool:
    """29 December to 3 January, when municipal offices are closed by ordinance (条例で定める休日)."""
    return (date.month, date.day) >= (12, 29) or (date.month, date.day) <= (1, 3)


@functools.lru_cache(maxsize=2000)
def is_public_holiday(date: datetime.date) -> bool:
    return bool(jpholiday.is_holiday(date))


def last_working_day(until: datetime.date) -> datetime.date:
    """The last day at or before ``until`` on which the office works; ``until`` itself when every day of the
    two months before it is closed."""
    closed = _closed_days(until - datetime.timedelta(days=_LOOK_AHEAD), until)
    days = (until - datetime.timedelta(days=offset) for offset in range(_LOOK_AHEAD))
    return next((day for day in days if _is_working_day(day, closed)), until)


def _closed_days(first: datetime.date, last: datetime.date) -> set[datetime.date]:
    return set(ClosedDay.objects.filter(date__range=(first, last)).values_list("date", flat=True))


def _is_working_day(date: datetime.date, closed: set[datetime.date]) -> bool:
    is_closed = date.weekday() >= 5 or date in closed or is_turn_of_the_year(date)
    return not (is_closed or is_public_holiday(date))


def working_day_before(date: datetime.date) -> datetime.date:
    """The last day before ``date`` on which the office worked. One query."""
    earliest = date - datetime.timedelta(days=_LOOK_AHEAD)
    closed = _closed_days(earliest, date)
    day = date - datetime.timedelta(days=1)
    while day > earliest and not _is_working_day(day, closed):
        day -= datetime.timedelta(days=1)
    return day


def next_working_moment(after: datetime.datetime) -> datetime.datetime | None:
    """The first moment at or after ``after`` at which somebody is in the office, in local time.

    None while the office's hours are not filled in, or when every day of the next two months is closed.
    """
    office = Office.objects.current()
    if office.opens_at is None or office.closes_at is None:
        return None
    local = timezone.localtime(after)
    first = local.date()
    closed = _closed_days(first, first + datetime.timedelta(days=_LOOK_AHEAD))
    for offset in range(_LOOK_AHEAD):
        date = first + datetime.timedelta(days=offset)
        if not _is_working_day(date, closed):
            continue
        opens = datetime.datetime.combine(date, office.opens_at, local.tzinfo)
        closes = datetime.datetime.combine(date, office.closes_at, local.tzinfo)
        if local < closes:
            return max(local, opens)
    return None


def end_of_working_day(after: datetime.datetime, days: int) -> datetime.datetime:
    """When the office closes on the ``days``-th working day after the day of ``after``, in local time.

    Never at night, at a weekend, on a holiday or a closed day. 17:00 while the office's hours are not filled in.
    """
    local = timezone.localtime(after)
    date = local.date()
    last = date + datetime.timedelta(days=_LOOK_AHEAD + 2 * days)
    closed = _closed_days(date, last)
    while days > 0 and date < last:
        date += datetime.timedelta(days=1)
        days -= _is_working_day(date, closed)
    return datetime.datetime.combine(date, _closing_time(), local.tzinfo)


def end_of_day_after_hours(after: datetime.datetime, hours: int) -> datetime.datetime:
    """When the office closes on the day on which it has worked ``hours`` hours since ``after``, in local time.

    Where its hours are not filled in, eight hours count as a day.
    """
    office = Office.objects.current()
    start = next_working_moment(after)
    if office.opens_at is None or office.closes_at is None or start is None:
        return end_of_working_day(after, max(1, -(-hours // 8)))
    day = datetime.datetime.combine(start, office.closes_at) - datetime.datetime.combine(
        start, office.opens_at
    )
    left = datetime.timedelta(hours=hours) - (end_of_working_day(start, 0) - start)
    days = 0 if left <= datetime.timedelta() else -(-left // day)
    return end_of_working_day(start, days)


def last_closing_before(moment: datetime.datetime) -> datetime.datetime:
    """The last time before ``moment`` at which the office closes for the day, in local time."""
    local = timezone.localtime(moment)
    closed = _closed_days(local.date() - datetime.timedelta(days=_LOOK_AHEAD), local.date())
    for offset in range(_LOOK_AHEAD):
        date = local.date() - datetime.timedelta(days=offset)
        closes = datetime.datetime.combine(date, _closing_time(), local.tzinfo)
        if closes < local and _is_working_day(date, closed):
            return closes
    return local


def _closing_time() -> datetime.time:
    return Office.objects.current().closes_at or datetime.time(17)


@dataclass(frozen=True)
class Reading:
    """When a message that is sent now will first be read."""

    moment: datetime.datetime
    is_now: bool


def first_reading(now: datetime.datetime) -> Reading | None:
    """When somebody will first read what is sent at ``now``; None where the office's hours are not known."""
    moment = next_working_moment(now)
    return None if moment is None else Reading(moment, is_now=moment == now)
