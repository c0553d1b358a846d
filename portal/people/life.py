"""Life happens: what every app does when somebody has died, moved away or wants to hear no more.

People know nothing of bookings, letters or registrations; the apps that hold these say at start-up what they do.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from portal.accounts.models import User
from portal.people.models import PersonMark


@dataclass(frozen=True)
class Consequence:
    """One thing that follows from a mark, in words without a tense, so that they serve before and after.

    It is kept, so it names nobody. ``url`` is where staff look at it; ``needs_staff`` where they have to.
    """

    text: str
    url: str = ""
    needs_staff: bool = False

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class LifeStep(Protocol):
    def __call__(self, *, person_id: int, kind: PersonMark.Kind, by: User) -> list[Consequence]: ...


@dataclass(frozen=True)
class _App:
    stop: LifeStep
    undo: LifeStep | None
    remains: Callable[[int], bool] | None


_apps: list[_App] = []


def on_life_event(
    stop: LifeStep, *, undo: LifeStep | None = None, remains: Callable[[int], bool] | None = None
) -> None:
    """Register what an app stops for a person, in the marking transaction; called at start-up.

    ``stop`` and ``undo`` run in reverse order of registration, before the person is locked: the apps that stand
    on others lock first, as in merging. Doing it twice is harmless. ``undo`` gives back what can be given back
    when a mark is taken away. ``remains`` says whether something has come since ``stop`` looked; then all of
    it is done again.
    """
    _apps.append(_App(stop, undo, remains))


def stop_everything(*, person_id: int, kind: PersonMark.Kind, by: User) -> list[Consequence]:
    """Let every app stop what it has for this person; returns what followed."""
    return [one for app in reversed(_apps) for one in app.stop(person_id=person_id, kind=kind, by=by)]


def give_back(*, person_id: int, kind: PersonMark.Kind, by: User) -> list[Consequence]:
    """Let every app give back what it can; returns what it did."""
    undos = [app.undo for app in reversed(_apps) if app.undo]
    return [one for undo in undos for one in undo(person_id=person_id, kind=kind, by=by)]


def anything_remains(person_id: int) -> bool:
    """Whether an app has something again that it has stopped already."""
    return any(app.remains(person_id) for app in _apps if app.remains)
