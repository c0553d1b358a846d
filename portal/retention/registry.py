"""What is kept how long (保存期間). Apps say at start-up what they hold about people; nothing here knows them.

Like ``portal.work`` this stands below all rooms and imports none of them.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

Due = Callable[[datetime.datetime], "QuerySet[Any]"]
Restrict = Callable[["QuerySet[Any]"], "QuerySet[Any]"]


@dataclass(frozen=True)
class Kind:
    name: str
    label: str | Promise
    months: int
    why: str | Promise
    due: Due
    remove: Callable[[Any], None]
    counted_by: str
    held_by: list[Restrict] = field(default_factory=list)

    def rows_due(self, before: datetime.datetime) -> "QuerySet[Any]":
        """What ended before that moment and nobody else still needs, the oldest record first."""
        return not_held_back(self.name, self.due(before)).order_by("pk")


@dataclass(frozen=True)
class Part:
    """What there is of one person and can be removed on request (消去の求め)."""

    label: str | Promise
    rows: Callable[[int], "QuerySet[Any]"]
    may_go: Restrict
    remove: Callable[[Any, Any, Any], None]
    stays: str | Promise
    is_kept_apart: bool


@dataclass(frozen=True)
class Fixed:
    """What a job of its own removes after a time that nobody sets."""

    name: str
    label: str | Promise
    period: str | Promise


_parts: list[Part] = []
_kinds: dict[str, Kind] = {}
_fixed: dict[str, Fixed] = {}


def register_retention(
    name: str,
    label: str | Promise,
    *,
    months: int,
    why: str | Promise,
    due: Due,
    remove: Callable[[Any], None],
    counted_by: str = "",
) -> None:
    """Have a kind of record removed when its time has passed; called at start-up, in the order of removal.

    ``due(before)`` gives the rows whose matter ended before that moment. ``remove`` gets one of them, locked, in
    a transaction of its own; afterwards it must not be due any more. ``months`` and ``why`` are the default that the
    office may change. ``counted_by`` is the path to the date by which the yearly report counts such rows, empty
    where it does not: those years are frozen first. Raises ``ValueError`` for a name that is taken.
    """
    if name in _kinds or name in _fixed:
        raise ValueError(f"retention of {name} is registered twice")
    _kinds[name] = Kind(name, label, months, why, due, remove, counted_by)


def hold_back(name: str, restrict: Restrict) -> None:
    """Have rows of a kind kept as long as another app needs them: ``restrict`` leaves out those."""
    _kinds[name].held_by.append(restrict)


def register_fixed(name: str, label: str | Promise, period: str | Promise) -> None:
    """Say what a job of its own removes after a time that nobody sets; called at start-up. Raises ``ValueError`` for
    a name that is taken."""
    if name in _kinds or name in _fixed:
        raise ValueError(f"retention of {name} is registered twice")
    _fixed[name] = Fixed(name, label, period)


def register_personal(
    label: str | Promise,
    *,
    rows: Callable[[int], "QuerySet[Any]"],
    may_go: Restrict,
    remove: Callable[[Any, Any, Any], None],
    stays: str | Promise = "",
    is_kept_apart: bool = False,
) -> None:
    """Have what an app holds of one person removed on that person's request; called at start-up.

    ``rows`` gives all of a person's, ``may_go`` leaves those that can go now; ``stays`` says in words why the others
    stay. ``remove`` gets one of them, locked, the person, and the empty one who stands in their place where rows stay
    for counting. ``is_kept_apart``: not even that there is any is shown.
    """
    _parts.append(Part(label, rows, may_go, remove, stays, is_kept_apart))


def personal_parts() -> list[Part]:
    return list(_parts)


def not_held_back(name: str, rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """Those of a kind that no other app needs."""
    for restrict in _kinds[name].held_by:
        rows = restrict(rows)
    return rows


def unregister_retention(name: str) -> None:
    """Forget a kind: for tests that registered their own."""
    del _kinds[name]


def retention_kinds() -> list[Kind]:
    return list(_kinds.values())


def fixed_periods() -> list[Fixed]:
    return list(_fixed.values())
