"""The chapter of the yearly report about worries: by month, and what came of them."""

import datetime
from collections import Counter

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.figures.periods import Period
from portal.figures.tables import Column, Row, Table
from supporters.models import Concern


def chapter(period: Period) -> list[Table]:
    """Two tables of what came in within ``period``. One query."""
    came = Concern.objects.filter(received_at__gte=period.starts_at, received_at__lt=period.ends_before)
    rows = list(came.order_by().values_list("received_at", "way", "outcome"))
    return [_by_month(period, rows), _by_outcome(rows)]


def _by_month(period: Period, rows: list[tuple[datetime.datetime, str, str]]) -> Table:
    total: Counter[tuple[int, int]] = Counter()
    calls: Counter[tuple[int, int]] = Counter()
    for received_at, way, _outcome in rows:
        month = _month(timezone.localdate(received_at))
        total[month] += 1
        calls[month] += way == Concern.Way.CALL
    months = _months(period)
    return Table(
        "month",
        _("気づき（月別）"),
        _(
            "受け付けた月に数えた件数です。Web・電話・FAX・窓口・郵便のすべてを数えます。"
            "「電話で話したい」は、電話を希望した件数です。"
        ),
        _("月"),
        (Column("received", _("受付")), Column("calls", _("電話で話したい"), is_published=False)),
        tuple(
            # By its place, so that the same month of the year before stands beside it.
            Row(f"{place:02d}", _label(months, year, month), (total[year, month], calls[year, month]))
            for place, (year, month) in enumerate(months, start=1)
        ),
        chart_column="received",
    )


def _by_outcome(rows: list[tuple[datetime.datetime, str, str]]) -> Table:
    count = Counter(outcome for _received_at, _way, outcome in rows)
    lines = [*Concern.Outcome.choices, ("", _("まだ終わっていない"))]
    return Table(
        "outcome",
        _("気づき（結果別）"),
        _(
            "期間のあいだに受け付けたものが、いまどうなったかの件数です。もう一度始めたものは、終わっていない方に数えます。"
        ),
        _("結果"),
        (Column("concerns", _("件数")),),
        tuple(Row(str(key) or "open", str(label), (count[key],)) for key, label in lines),
        chart_column="concerns",
    )


def _label(months: list[tuple[int, int]], year: int, month: int) -> str:
    if len(months) > 12:
        return _("%(year)d年%(month)d月") % {"year": year, "month": month}
    return _("%(month)d月") % {"month": month}


def _month(day: datetime.date) -> tuple[int, int]:
    return day.year, day.month


def _months(period: Period) -> list[tuple[int, int]]:
    """Every month of which ``period`` holds a day, in order."""
    year, month = _month(period.first)
    found = []
    while (year, month) <= _month(period.last):
        found.append((year, month))
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return found
