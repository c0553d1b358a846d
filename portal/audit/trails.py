"""Whose records an entry is about. Apps say at start-up which of their numbers belong to somebody."""

from collections.abc import Callable, Iterable

from portal.audit.models import Entry, EntryQuerySet

# For the numbers of one person's records (the one kept and those merged into it): numbers by ``app.model``.
Trail = Callable[[set[int]], dict[str, Iterable[int]]]

_trails: list[Trail] = []
_together: list[Callable[[int], set[int]]] = []


def register_trail(trail: Trail) -> None:
    """Called once by each app, at start-up."""
    _trails.append(trail)


def tell_kept_together(together: Callable[[int], set[int]]) -> None:
    """People say which records became one with a record; called once, at start-up."""
    _together.append(together)


def kept_together(person_id: int) -> set[int]:
    """The numbers of all records that are this person: the one kept and those merged into it."""
    return {person_id}.union(*(together(person_id) for together in _together))


def entries_about(person_ids: set[int]) -> EntryQuerySet:
    """Everybody who saw or changed anything of this person: their own records, and the rosters they stand in."""
    things: dict[str, set[str]] = {}
    for trail in _trails:
        for what, numbers in trail(person_ids).items():
            things.setdefault(what, set()).update(str(number) for number in numbers)
    return Entry.objects.of_things(things)
