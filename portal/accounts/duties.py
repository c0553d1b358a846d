"""What somebody of the office looks after (担当). Apps say at start-up what is open and how it passes to another."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.utils.functional import Promise

from portal.accounts.models import User


@dataclass(frozen=True)
class Duty:
    """One thing that is open. ``title`` is one line that may be printed and kept: a number, a title, no person's
    name and nothing that they told."""

    title: str
    since: datetime.date | None = None
    url: str = ""


class Move(Protocol):
    def __call__(self, *, from_user: User, to_user: User, by: User) -> int: ...


@dataclass(frozen=True)
class DutyKind:
    name: str
    title: str | Promise
    rows: Callable[[User], Sequence[Duty]]
    move: Move


_kinds: dict[str, DutyKind] = {}


def register_duties(
    name: str, title: str | Promise, *, rows: Callable[[User], Sequence[Duty]], move: Move
) -> None:
    """Have an app's open work appear on the handover list and move with it; called at start-up.

    ``rows`` gives what is open for a user in the order in which it should be read. ``move`` runs in the
    handing-over transaction, moves all of it, and returns how many; twice is harmless. Raises
    ``ValueError`` for a name that is taken.
    """
    if name in _kinds:
        raise ValueError(f"duties {name} are registered twice")
    _kinds[name] = DutyKind(name, title, rows, move)


def unregister_duties(name: str) -> None:
    """Forget a kind: for tests that registered their own."""
    del _kinds[name]


def duty_kinds() -> list[DutyKind]:
    return list(_kinds.values())


def duties_of(user: User) -> list[tuple[DutyKind, list[Duty]]]:
    """Everything that is open for a user, by kind; kinds with nothing are left out."""
    found = ((kind, list(kind.rows(user))) for kind in duty_kinds())
    return [(kind, rows) for kind, rows in found if rows]
