"""When the office works: weekdays that are no public holiday, no turn of the year and no closed day."""

import datetime
from dataclasses import dataclass

import jpholiday
from django.utils import timezone

from portal.office.models import ClosedDay, Office

_LOOK_AHEAD = 60  # days; no office is closed for two months on end


def is_turn_of_the_year(date: datetime.date) -> bool:
    """29 December to 3 January, when municipal offices are closed by ordinance (条例で定める休日)."""
    return (date.month, date.day) >= (12, 29) or (date.month, date.day) <= (1, 3)


def next_working_moment(after: datetime.datetime) -> datetime.datetime | None:
    """The first moment at or after ``after`` at which somebody is in the office, in local time.

    None while the office's hours are not filled in, or when every day of the next two months is closed.
    """
    office = Office.objects.current()
    if office.opens_at is None or office.closes_at is None:
        return None
    local = timezone.localtime(after)
    first = local.date()
    closed = set(
        ClosedDay.objects.filter(
            date__range=(first, first + datetime.timedelta(days=_LOOK_AHEAD))
        ).values_list("date", flat=True)
    )
    for offset in range(_LOOK_AHEAD):
        date = first + datetime.timedelta(days=offset)
        if date.weekday() >= 5 or date in closed or is_turn_of_the_year(date) or jpholiday.is_holiday(date):
            continue
        opens = datetime.datetime.combine(date, office.opens_at, local.tzinfo)
        closes = datetime.datetime.combine(date, office.closes_at, local.tzinfo)
        if local < closes:
            return max(local, opens)
    return None


@dataclass(frozen=True)
class Reading:
    """When a message that is sent now will first be read."""

    moment: datetime.datetime
    is_now: bool


def first_reading(now: datetime.datetime) -> Reading | None:
    """When somebody will first read what is sent at ``now``; None where the office's hours are not known."""
    moment = next_working_moment(now)
    return None if moment is None else Reading(moment, is_now=moment == now)
