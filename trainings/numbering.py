"""Numbers of certificates: without a gap within each fiscal year (年度, April to March)."""

import datetime

from django.db.models import Max

from portal.ui.dates import format_era_date
from trainings.models import Certificate
from trainings.wording import fill_number


def fiscal_year_of(day: datetime.date) -> int:
    """The 年度 of a day: 2026 from 1 April 2026 to 31 March 2027."""
    return day.year if day.month >= 4 else day.year - 1


def next_seq(fiscal_year: int) -> int:
    """The number that follows. Call under the lock of the settings' row: then none is given twice or left out."""
    last = Certificate.objects.filter(fiscal_year=fiscal_year).aggregate(last=Max("seq"))["last"]
    return (last or 0) + 1


def number_of(number_format: str, *, fiscal_year: int, seq: int) -> str:
    """第2026-001号 or 令和8年度第1号, as the office writes it."""
    # By the end of the calendar year, so that 2019年度 is 令和元 and not 平成31.
    era_year = format_era_date(datetime.date(fiscal_year, 12, 31))
    return fill_number(number_format, year=fiscal_year, era_year=era_year.partition("年")[0], seq=seq)
