"""Days of the demo: likely ones, seen from today."""

import datetime

import jpholiday
from django.utils import timezone

from portal.office.working_days import is_turn_of_the_year

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)

Period = tuple[datetime.datetime, datetime.datetime]

_CALLS_A_DAY = 8


def at(day: datetime.date, clock: str) -> datetime.datetime:
    """``clock`` (13:30) on ``day`` in local time."""
    return datetime.datetime.combine(day, datetime.time.fromisoformat(clock), timezone.get_default_timezone())


def period(day: datetime.date, starts: str, ends: str) -> Period:
    return at(day, starts), at(day, ends)


def day_ahead(days: int, weekday: int) -> datetime.date:
    """The first ``weekday`` at least ``days`` from today that is neither a holiday nor the turn of the year."""
    day = timezone.localdate() + datetime.timedelta(days=days)
    day += datetime.timedelta(days=(weekday - day.weekday()) % 7)
    while jpholiday.is_holiday(day) or is_turn_of_the_year(day):
        day += datetime.timedelta(days=7)
    return day


def days_ago(days: int) -> datetime.date:
    return timezone.localdate() - datetime.timedelta(days=days)


def arrival(opened: datetime.date, number: int) -> datetime.datetime:
    """When application ``number`` (from 0) arrived: eight each weekday from ``opened`` on, none in the future."""
    day = opened
    for _full_day in range(number // _CALLS_A_DAY + 1):
        while day.weekday() >= SATURDAY:
            day += datetime.timedelta(days=1)
        day += datetime.timedelta(days=1)
    day -= datetime.timedelta(days=1)
    moment = at(day, f"{9 + number % _CALLS_A_DAY:02d}:{number * 7 % 60:02d}")
    return min(moment, timezone.now())
