"""How dates and times are shown: the same way on every page, in every mail and in print.

Times have twenty-four hours: 13:30 needs no 午後 beside it that could be overlooked.
"""

import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

WEEKDAYS = "月火水木金土日"
# Newest first. A new era is one more line.
ERAS = (
    ("令和", datetime.date(2019, 5, 1)),
    ("平成", datetime.date(1989, 1, 8)),
    ("昭和", datetime.date(1926, 12, 25)),
    ("大正", datetime.date(1912, 7, 30)),
    ("明治", datetime.date(1868, 1, 25)),
)


def _local(value: datetime.datetime) -> datetime.datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value


def _local_date(value: datetime.date) -> datetime.date:
    """The calendar day in Japan of a date or a moment."""
    return _local(value).date() if isinstance(value, datetime.datetime) else value


def format_weekday(value: datetime.date) -> str:
    """土"""
    return WEEKDAYS[_local_date(value).weekday()]


def format_date(value: datetime.date) -> str:
    """2026年12月5日（土）"""
    day = _local_date(value)
    return _("%(year)d年%(month)d月%(day)d日（%(weekday)s）") % {
        "year": day.year,
        "month": day.month,
        "day": day.day,
        "weekday": format_weekday(day),
    }


def format_short_date(value: datetime.date) -> str:
    """12月5日（土）"""
    return format_date(value).partition("年")[2]


def format_era_date(value: datetime.date) -> str:
    """令和8年12月5日; the first year of an era is 元年. Before 1868 the western year stays."""
    day = _local_date(value)
    for era, start in ERAS:
        if day >= start:
            year = day.year - start.year + 1
            return f"{era}{'元' if year == 1 else year}年{day.month}月{day.day}日"
    return f"{day.year}年{day.month}月{day.day}日"


def format_time(value: datetime.datetime | datetime.time) -> str:
    """13:30"""
    if isinstance(value, datetime.datetime):
        value = _local(value).time()
    return f"{value.hour}:{value.minute:02}"


def format_time_range(
    start: datetime.datetime | datetime.time, end: datetime.datetime | datetime.time
) -> str:
    """13:30〜15:00"""
    return f"{format_time(start)}〜{format_time(end)}"


def format_moment(value: datetime.datetime) -> str:
    """2026年12月5日（土）13:30"""
    return format_date(value) + format_time(value)


def format_period(start: datetime.datetime, end: datetime.datetime) -> str:
    """2026年12月5日（土）13:30〜15:00; names the second day only where it differs."""
    text = f"{format_date(start)}{format_time(start)}〜"
    if _local_date(start) != _local_date(end):
        text += format_short_date(end) if start.year == end.year else format_date(end)
    return text + format_time(end)


def format_soon(value: datetime.datetime, now: datetime.datetime, *, is_end: bool = False) -> str:
    """きょう8:30, あす8:30, 12月5日（土）8:30. What ends at midnight ends at 24:00 of the day before."""
    value = _local(value)
    day, time = value.date(), format_time(value)
    if is_end and value.time() == datetime.time():
        day, time = day - datetime.timedelta(days=1), "24:00"
    days = (day - _local_date(now)).days
    words = {0: _("きょう"), 1: _("あす")}.get(days) or format_short_date(day)
    return f"{words}{time}"


def format_months(months: int) -> str:
    """How long something lasts or is kept: 「3年」「6か月」「1年6か月」."""
    years, rest = divmod(months, 12)
    words = _("%(years)d年") % {"years": years} if years else ""
    return words + (_("%(months)dか月") % {"months": rest} if rest else "")
