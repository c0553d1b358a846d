"""The years that the city counts in: a 年度 goes from 1 April to 31 March, in local time."""

import datetime
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.ui.dates import format_era_date

_FIRST_MONTH = 4


@dataclass(frozen=True)
class Period:
    """Days from ``first`` to ``last``, both included."""

    first: datetime.date
    last: datetime.date

    @property
    def starts_at(self) -> datetime.datetime:
        return _midnight(self.first)

    @property
    def ends_before(self) -> datetime.datetime:
        """The first moment that belongs to it no more."""
        return _midnight(self.last + datetime.timedelta(days=1))

    @property
    def year(self) -> int | None:
        """The fiscal year that this is, or None for any other days."""
        return self.first.year if self == fiscal_year(self.first.year) else None

    def has_ended(self) -> bool:
        return timezone.localdate() > self.last

    def year_before(self) -> "Period":
        """The same days of the year before."""
        return Period(_year_before(self.first), _year_before(self.last))

    @property
    def name(self) -> str:
        """令和8年度, or the days."""
        return year_name(self.year) if self.year is not None else self.days

    @property
    def days(self) -> str:
        """2026年4月1日〜2027年3月31日"""
        return f"{_day(self.first)}〜{_day(self.last)}"


def fiscal_year(year: int) -> Period:
    """The 年度 that begins on 1 April of ``year``."""
    return Period(
        datetime.date(year, _FIRST_MONTH, 1),
        datetime.date(year + 1, _FIRST_MONTH, 1) - datetime.timedelta(days=1),
    )


def current_year() -> int:
    today = timezone.localdate()
    return today.year if today.month >= _FIRST_MONTH else today.year - 1


def year_name(year: int) -> str:
    """令和8年度 for 2026, 令和元年度 for 2019: the era's year in which most of it lies, as offices write it."""
    name = format_era_date(datetime.date(year, 5, 1)).partition("年")[0]
    return _("%(year)s年度") % {"year": name}


def _year_before(day: datetime.date) -> datetime.date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year - 1, day=28)


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time.min, timezone.get_default_timezone())


def _day(day: datetime.date) -> str:
    return _("%(year)d年%(month)d月%(day)d日") % {"year": day.year, "month": day.month, "day": day.day}
