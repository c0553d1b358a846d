"""The days of an occasion as people read them: what holds now, and what was announced before."""

import datetime
from dataclasses import dataclass

from portal.bookings.models.occasion import Occasion
from portal.bookings.models.occasion_date import OccasionDate

Period = tuple[datetime.datetime, datetime.datetime]


@dataclass(frozen=True)
class Day:
    date: OccasionDate
    # None while the occasion is postponed to a day still to be found, and for a single day that is off.
    period: Period | None
    # Every period that was announced before and holds no more, the oldest first.
    former: tuple[Period, ...]


def schedule_of(occasion: Occasion) -> list[Day]:
    """The days in their order. No query for occasions with ``dates__changes`` prefetched."""
    is_open = occasion.state == Occasion.State.POSTPONED
    return [_day(date, is_open=is_open) for date in occasion.dates.all()]


def _day(date: OccasionDate, *, is_open: bool) -> Day:
    current = (date.starts_at, date.ends_at)
    changes = sorted(date.changes.all(), key=lambda change: change.pk)
    # A day postponed twice before a new one was found was announced once.
    former = dict.fromkeys((change.old_starts_at, change.old_ends_at) for change in changes)
    if is_open:
        return Day(date, None, tuple(former) or (current,))
    if date.off:
        return Day(date, None, tuple(former) or (current,))
    former.pop(current, None)
    return Day(date, current, tuple(former))
