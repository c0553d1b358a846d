"""What can be found at ``/search/``: each app registers at start-up what of its own everybody may read.

A source gives rows, it does not search: it asks the one query method that its public pages use, in a number of
queries that does not depend on how many rows there are. ``finding`` folds and compares them all in one way.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Findable:
    """Something public: ``texts`` are its own words, ``keywords`` others by which it is found and that are not
    shown; ``note`` says when it is or that it is over."""

    title: str
    path: str
    texts: tuple[str, ...] = ()
    keywords: str = ""
    note: str = ""
    is_past: bool = False


Rows = Callable[[datetime.datetime], Iterable[Findable]]


@dataclass(frozen=True)
class Source:
    """``name`` stands in addresses; of two kinds that fit as well the one with the smaller ``rank`` comes first.
    ``more`` is the path of the page that lists them all."""

    name: str
    label: str | Promise
    rank: int
    rows: Rows
    more: str = ""


_sources: dict[str, Source] = {}


def register_search(name: str, label: str | Promise, rank: int, rows: Rows, *, more: str = "") -> None:
    """Let ``rows`` be found under the heading ``label``; called at start-up. Raises ``ValueError`` for a name that
    is taken."""
    if name in _sources:
        raise ValueError(f"search source {name} is registered twice")
    _sources[name] = Source(name, label, rank, rows, more)


def sources() -> Iterable[Source]:
    return _sources.values()
