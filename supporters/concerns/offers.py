"""What other apps can do with a worry. They stand above this one, so they register here at start-up."""

from collections.abc import Callable
from dataclasses import dataclass

from portal.accounts.models import User
from supporters.models import Concern


@dataclass(frozen=True)
class ConcernAction:
    """A button on the page of a worry: its words, and the page that does it (opened by GET, asks before it
    writes)."""

    label: str
    url: str


_offers: list[Callable[[Concern, User], ConcernAction | None]] = []


def on_concern_actions(offer: Callable[[Concern, User], ConcernAction | None]) -> None:
    """Register what an app can do with a worry; called at start-up. ``offer`` gives None where it can do
    nothing with this one, or where ``user`` may not. A text with ``names_kept`` may hold somebody's name."""
    _offers.append(offer)


def forget_concern_actions(offer: Callable[[Concern, User], ConcernAction | None]) -> None:
    """For tests that registered their own."""
    _offers.remove(offer)


def actions_for(concern: Concern, user: User) -> list[ConcernAction]:
    return [action for offer in _offers if (action := offer(concern, user)) is not None]
