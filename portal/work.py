"""What waits for the office today: each app says at start-up what of its own may wait, the start page shows it.

Like ``portal.periodic`` this stands below all rooms and imports none of them.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse


@dataclass(frozen=True)
class WorkLine:
    """One line of the start page: something of which some are waiting. ``url`` is empty where the reader may know
    how many there are but not which; ``stays``: the line is there with none waiting too."""

    label: str
    count: int
    unit: str
    url: str
    stays: bool = False


Source = Callable[[HttpRequest], list[WorkLine]]

_sources: list[tuple[int, Source]] = []


def register_work(rank: int, source: Source) -> None:
    """Have the lines of ``source`` on the start page, the lower ``rank`` the higher up. It looks at the rights
    of ``request.user`` itself. Called once, at start-up."""
    _sources.append((rank, source))
    _sources.sort(key=lambda each: each[0])


def waiting_work(request: HttpRequest) -> list[WorkLine]:
    """What is shown to this reader, the most urgent first."""
    lines = [line for _rank, source in _sources for line in source(request)]
    return [line for line in lines if line.count or line.stays]


def line_of(
    label: str, rows: QuerySet, unit: str, changelist: str, query: str = "", *, stays: bool = False
) -> list[WorkLine]:
    """The usual line: so many rows, and the admin list that shows them. One query."""
    return [WorkLine(label, rows.count(), unit, reverse(f"admin:{changelist}_changelist") + query, stays)]
