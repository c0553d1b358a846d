"""When people are reminded of what they have a seat for. Rules only; ``actions.remind`` does it."""

import datetime
from collections.abc import Iterable
from itertools import pairwise

from django.utils import timezone

from portal.bookings.models.occasion import Occasion
from portal.bookings.models.occasion_date import OccasionDate
from portal.correspondence.actions import A_LETTER_TAKES
from portal.office.working_days import last_working_day
from portal.people.models import ContactWish

# Nobody hears from us by night: from nine in the morning until eight in the evening.
_FROM, _UNTIL = datetime.time(9), datetime.time(20)
_A_DAY = datetime.timedelta(days=1)

Run = list[OccasionDate]


def runs_of(dates: Iterable[OccasionDate]) -> list[Run]:
    """The dates that take place, those on consecutive days (or the same) together: one reminder for each run."""
    dates = sorted((date for date in dates if not date.off), key=lambda date: (date.starts_at, date.pk))
    runs: list[Run] = [[date] for date in dates[:1]]
    for before, date in pairwise(dates):
        if day_of(date) - day_of(before) <= _A_DAY:
            runs[-1].append(date)
        else:
            runs.append([date])
    return runs


def day_of(date: OccasionDate) -> datetime.date:
    return timezone.localdate(date.starts_at)


def is_daytime(now: datetime.datetime) -> bool:
    """Whether a reminder may go out at this hour at all."""
    return _FROM <= timezone.localtime(now).time() < _UNTIL


def announced_moment(run: Run, days: int) -> datetime.datetime:
    """When those who read mail are reminded, and what staff read as the moment of the reminder."""
    return _at_nine(day_of(run[0]) - days * _A_DAY)


def moment_for(run: Run, days: int, way: ContactWish | None) -> datetime.datetime:
    """When somebody whom one reaches in this ``way`` is reminded.

    A mail goes out on any day. Whoever has to be called is put on the list on a working day, and whoever
    wants a letter gets it early enough that it arrives.
    """
    day = day_of(run[0]) - days * _A_DAY
    if way == ContactWish.MAIL:
        return _at_nine(day)
    if way == ContactWish.LETTER:
        latest = timezone.localtime(run[0].starts_at) - A_LETTER_TAKES
        day = min(day, latest.date() if latest.time() >= _FROM else latest.date() - _A_DAY)
    return _at_nine(last_working_day(day))


def first_moment(run: Run, days: int) -> datetime.datetime:
    """The earliest of these moments: before it there is nothing to do."""
    ways = (ContactWish.MAIL, ContactWish.LETTER, ContactWish.TELEPHONE)
    return min(moment_for(run, days, way) for way in ways)


def may_write(run: Run, now: datetime.datetime) -> bool:
    """Whether a letter written now still arrives in time."""
    return now + A_LETTER_TAKES <= run[0].starts_at


def runs_ahead(occasion: Occasion, now: datetime.datetime) -> list[Run]:
    """The runs that have not begun, of an occasion whose dates are days to come to."""
    if occasion.state != Occasion.State.PUBLISHED:
        return []
    return [run for run in runs_of(occasion.dates.all()) if run[0].starts_at > now]


def _at_nine(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, _FROM, timezone.get_default_timezone())
