"""Removing what is due: each record in a transaction of its own, counted in the same transaction.

Two at once are harmless: a row that another one holds is passed over, and one that was removed is not due any
more. Stopped half-way, the next minute goes on.
"""

import datetime
import logging
import time
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Min, ProtectedError, RestrictedError
from django.utils import timezone

from portal import periodic
from portal.figures.actions import freeze_for_retention
from portal.figures.periods import current_year, fiscal_year
from portal.retention.models import RetentionCount, RetentionRun
from portal.retention.periods import months_by_kind
from portal.retention.registry import Kind, retention_kinds

logger = logging.getLogger(__name__)

# Other periodic work, mails above all, waits no longer than this for a large clearing.
SECONDS = 20
_FROM_HOUR = 3


@dataclass(frozen=True)
class Waiting:
    """What is due of one kind: numbers of records, never names."""

    kind: Kind
    months: int
    before: datetime.datetime
    numbers: list[int]


def run_daily() -> None:
    """Once a day, at night: remove everything that is due. For the periodic run. The demo's past, which is
    years old on its first day, stays as it is told."""
    now = timezone.localtime()
    if settings.DEMO or now.hour < _FROM_HOUR:
        return
    run, _created = RetentionRun.objects.get_or_create(day=now.date())
    if run.ended_at is None and remove_due(run, seconds=SECONDS):
        RetentionRun.objects.filter(pk=run.pk, ended_at=None).update(ended_at=timezone.now())


def what_is_due() -> list[Waiting]:
    """What the next run would remove."""
    periods = months_by_kind()
    found = []
    for kind in retention_kinds():
        before = _before(kind, periods[kind.name])
        numbers = list(kind.rows_due(before).values_list("pk", flat=True))
        found.append(Waiting(kind, periods[kind.name], before, numbers))
    return found


def remove_due(run: RetentionRun, *, seconds: float | None = None) -> bool:
    """Remove what is due, kind by kind; returns whether that was all. Years that count it are frozen first."""
    ends = None if seconds is None else time.monotonic() + seconds
    periods = months_by_kind()
    for kind in retention_kinds():
        before = _before(kind, periods[kind.name])
        _freeze_years(kind, before)
        last = 0
        while (pk := _remove_next(run, kind, before, last)) is not None:
            last = pk
            if periodic.stopping.is_set() or (ends is not None and time.monotonic() > ends):
                return False
    return True


def _remove_next(run: RetentionRun, kind: Kind, before: datetime.datetime, last: int) -> int | None:
    """Remove the next record after number ``last``; returns its number, or None when there is no more."""
    with transaction.atomic():
        rows = kind.rows_due(before).filter(pk__gt=last)
        row: Any = rows.select_for_update(skip_locked=True, of=("self",)).first()
        if row is None:
            return None
        pk: int = row.pk
        try:
            with transaction.atomic():
                kind.remove(row)
        except (ProtectedError, RestrictedError, IntegrityError) as error:
            # Something points to it that its app does not know: it stays, and staff see that it does.
            logger.error("retention of %s #%d failed: %s", kind.name, pk, type(error).__name__)
            _count(run, kind, failed=1)
        else:
            _count(run, kind, removed=1)
    return pk


def _count(run: RetentionRun, kind: Kind, *, removed: int = 0, failed: int = 0) -> None:
    RetentionCount.objects.get_or_create(run=run, kind=kind.name)
    RetentionCount.objects.filter(run=run, kind=kind.name).update(
        removed=F("removed") + removed, failed=F("failed") + failed
    )


def _before(kind: Kind, months: int) -> datetime.datetime:
    """What ended before this moment is due. What a year counts stays until that year has ended."""
    now = timezone.localtime()
    back = now.year * 12 + now.month - 1 - months
    first = datetime.date(back // 12, back % 12 + 1, 1)
    day = min(now.day, _days_of_month(first))
    before = now.replace(year=first.year, month=first.month, day=day)
    return min(before, fiscal_year(current_year()).starts_at) if kind.counted_by else before


def _days_of_month(first: datetime.date) -> int:
    return ((first + datetime.timedelta(days=32)).replace(day=1) - first).days


def _freeze_years(kind: Kind, before: datetime.datetime) -> None:
    if not kind.counted_by:
        return
    oldest = kind.rows_due(before).order_by().aggregate(oldest=Min(kind.counted_by))["oldest"]
    if oldest is None:
        return
    day = timezone.localdate(oldest) if isinstance(oldest, datetime.datetime) else oldest
    latest = timezone.localdate(before - datetime.timedelta(microseconds=1))
    for year in range(_fiscal_year_of(day), _fiscal_year_of(latest) + 1):
        freeze_for_retention(year=year)


def _fiscal_year_of(day: datetime.date) -> int:
    return day.year if day >= fiscal_year(day.year).first else day.year - 1
