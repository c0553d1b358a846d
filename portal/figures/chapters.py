"""The chapters of the yearly report. This room counts nothing itself: each app registers what it can tell."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from portal.figures.periods import Period
from portal.figures.tables import Chapter, Table

Compute = Callable[[Period], Sequence[Table]]


@dataclass(frozen=True)
class _Registered:
    title: str | Promise
    compute: Compute


_chapters: dict[str, _Registered] = {}


def register_chapter(name: str, title: str | Promise, compute: Compute) -> None:
    """Add a chapter at the end of the report; called at start-up.

    ``compute`` gives the tables of a period. How many queries it makes must not depend on how many people
    there are. ``name`` is kept with every closed year and never changes. Raises ``ValueError`` for a name
    that is taken.
    """
    if name in _chapters:
        raise ValueError(f"chapter {name} is registered twice")
    _chapters[name] = _Registered(title, compute)


def unregister_chapter(name: str) -> None:
    """Forget a chapter: for tests that registered their own."""
    del _chapters[name]


def compute_chapters(period: Period) -> list[Chapter]:
    """All chapters for these days, as things stand now."""
    return [
        Chapter(name, str(registered.title), tuple(registered.compute(period)))
        for name, registered in _chapters.items()
    ]


def with_chapters_since(frozen: list[Chapter]) -> list[Chapter]:
    """What a closed year holds, with the chapters that have come up since as not counted (未集計)."""
    known = {chapter.name for chapter in frozen}
    return [
        *frozen,
        *(
            Chapter(name, str(registered.title), None)
            for name, registered in _chapters.items()
            if name not in known
        ),
    ]
