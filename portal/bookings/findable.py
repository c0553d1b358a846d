"""An occasion as ``/search/`` finds it. Trainings and events add what is special to them."""

import datetime
from collections.abc import Iterable
from typing import TypeVar

from django.utils.translation import gettext as _

from portal.bookings.addresses import occasion_path
from portal.bookings.models import Occasion
from portal.bookings.schedule import schedule_of
from portal.search.sources import Findable
from portal.ui.dates import format_date
from portal.ui.rich_text import plain_text

_Some = TypeVar("_Some", bound=Occasion)


def nearest_first(occasions: Iterable[_Some], now: datetime.datetime) -> list[_Some]:
    """What is to come or was held closest to ``now`` first. No query for occasions with their days."""

    def distance(occasion: _Some) -> datetime.timedelta:
        starts = (abs(date.starts_at - now) for date in occasion.dates.all())
        return min(starts, default=datetime.timedelta.max)

    return sorted(occasions, key=distance)


def findable_occasion(occasion: Occasion, now: datetime.datetime, *texts: str) -> Findable:
    """No query for an occasion with its days. ``texts`` are what its page says beyond every occasion's."""
    days = schedule_of(occasion)
    periods = [day.period for day in days if day.period]
    is_over = occasion.is_over or bool(periods and max(end for _start, end in periods) < now)
    venues = dict.fromkeys(f"{day.date.venue_name} {day.date.venue_address}".strip() for day in days)
    return Findable(
        title=occasion.title,
        path=occasion_path(occasion),
        texts=(
            occasion.title_kana,
            occasion.summary,
            plain_text(occasion.description),
            *texts,
            occasion.audience,
            occasion.organiser,
            *venues,
        ),
        note=_note(occasion, periods, is_over=is_over),
        is_past=is_over,
    )


def _note(
    occasion: Occasion, periods: list[tuple[datetime.datetime, datetime.datetime]], *, is_over: bool
) -> str:
    """2026年12月5日（土）から, with what became of it."""
    if occasion.state in {Occasion.State.POSTPONED, Occasion.State.CANCELLED} or not periods:
        return str(occasion.get_state_display()) if occasion.state != Occasion.State.PUBLISHED else ""
    day = format_date(min(start for start, _end in periods))
    if is_over:
        return _("%(day)s（終わりました）") % {"day": day}
    return (
        _("%(day)sから（%(count)d日間）") % {"day": day, "count": len(periods)} if len(periods) > 1 else day
    )
