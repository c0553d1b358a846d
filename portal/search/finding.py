"""Looking through everything public for what somebody typed.

There are hundreds of public rows, not millions: they are read and compared here, exactly as they stand. No index
can be out of date, and what is hidden this minute is not found this minute.
"""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from portal.search.extracts import Piece, extract, marked
from portal.search.folding import fold
from portal.search.sources import Findable, Source

LONGEST = 100
_MOST_WORDS = 10
_UNUSABLE = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffc-\uffff\ud800-\udfff]")


@dataclass(frozen=True)
class Query:
    """What somebody looks for: ``typed`` as shown in the box again, ``words`` folded, each once."""

    typed: str
    words: tuple[str, ...]
    is_cut: bool = False

    @classmethod
    def of(cls, raw: str) -> "Query":
        """Whatever arrives makes sense: control characters are spaces, and what is too long is cut."""
        clean = " ".join(_UNUSABLE.sub(" ", raw).split())
        typed = clean[:LONGEST].rstrip()
        folded = dict.fromkeys(filter(None, map(fold, typed.split())))
        words = tuple(folded)[:_MOST_WORDS]
        return cls(typed, words, is_cut=len(clean) > LONGEST or len(folded) > _MOST_WORDS)


class Where(IntEnum):
    """Where a word was found, the best first."""

    TITLE_BEGINS = 0
    TITLE = 1
    TEXT = 2


@dataclass(frozen=True)
class Hit:
    found: Findable
    where: Where
    words: tuple[str, ...]

    @property
    def title(self) -> list[Piece]:
        return marked(self.found.title, self.words)

    @property
    def extract(self) -> list[Piece]:
        """A few words around what was found; the beginning where only the title holds it."""
        return extract(self.found.texts, self.words)


@dataclass(frozen=True)
class Group:
    """The hits of one kind, the best first."""

    source: Source
    hits: list[Hit]

    @property
    def count(self) -> int:
        return len(self.hits)


def find(query: Query, now: datetime.datetime, sources: Iterable[Source]) -> list[Group]:
    """What ``query`` fits, by kind: the kind with the best hit first. No query for a query without words."""
    if not query.words:
        return []
    groups = [Group(source, _hits(query.words, source.rows(now))) for source in sources]
    return sorted((group for group in groups if group.hits), key=_standing)


def _standing(group: Group) -> tuple[int, int]:
    return group.hits[0].where, group.source.rank


def _hits(words: tuple[str, ...], rows: Iterable[Findable]) -> list[Hit]:
    """Title before text, begins before contains, to come before past; else in the order of the rows."""
    hits = [Hit(row, where, words) for row in rows if (where := _where(words, row)) is not None]
    return sorted(hits, key=lambda hit: (hit.where, hit.found.is_past))


def _where(words: tuple[str, ...], row: Findable) -> Where | None:
    """Where the words stand, judged by the one that stands worst; None unless all of them do somewhere."""
    title = fold(row.title)
    missing = [word for word in words if word not in title]
    if not missing:
        return Where.TITLE_BEGINS if title.startswith(words[0]) else Where.TITLE
    # A character that folding never leaves parts the texts, so that no word is found across two.
    text = "\n".join(map(fold, (*row.texts, *row.keywords.split())))
    return Where.TEXT if all(word in text for word in missing) else None
