"""A few words of a text around what was looked for, with the places of the words, so that templates can mark them.

Texts stay text: what is handed out are plain pieces, which templates escape like everything else.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from portal.search.folding import fold

_BEFORE = 30
_LENGTH = 110
# A character with the marks that belong to it: ｶﾞ and か + U+3099 fold to one character only together.
_CLUSTER = re.compile(".[\uff9e\uff9f\u3099\u309a\ufe00-\ufe0f\U000e0100-\U000e01ef]*", re.DOTALL)


class Piece(NamedTuple):
    text: str
    is_marked: bool = False


def marked(text: str, words: Sequence[str]) -> list[Piece]:
    """``text`` in pieces, of which those are marked that fold to one of the folded ``words``."""
    return _pieces(text, _places(text, words), 0, len(text))


def extract(texts: Sequence[str], words: Sequence[str]) -> list[Piece]:
    """Around the first word that stands in one of ``texts``; the beginning of the first text where none does."""
    flat = [" ".join(text.split()) for text in texts if text.strip()]
    for text in flat:
        places = _places(text, words)
        if places:
            start = max(0, places[0][0] - _BEFORE)
            return _cut(text, places, start)
    return _cut(flat[0], [], 0) if flat else []


def _cut(text: str, places: list[tuple[int, int]], start: int) -> list[Piece]:
    end = min(len(text), start + _LENGTH)
    pieces = _pieces(text, places, start, end)
    return [*([Piece("…")] if start else []), *pieces, *([Piece("…")] if end < len(text) else [])]


def _places(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """From where to where the words stand in ``text``, in order, where they overlap as one."""
    folded, origins = "", []
    for cluster in _CLUSTER.finditer(text):
        key = fold(cluster[0])
        folded += key
        origins += [cluster.span()] * len(key)
    found = []
    for word in words:
        at = folded.find(word)
        while at >= 0:
            end = origins[at + len(word) - 1][1]
            # The long vowel at the end of a word folds to nothing and belongs to it all the same.
            found.append((origins[at][0], end + len(text[end:]) - len(text[end:].lstrip("ーｰ"))))
            at = folded.find(word, at + len(word))
    joined: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _pieces(text: str, places: list[tuple[int, int]], start: int, end: int) -> list[Piece]:
    """``text[start:end]``, cut where something marked begins or ends."""
    pieces, at = [], start
    for first, last in places:
        first, last = max(first, at), min(last, end)
        if first >= last:
            continue
        pieces += [Piece(text[at:first]), Piece(text[first:last], is_marked=True)]
        at = last
    return [piece for piece in [*pieces, Piece(text[at:end])] if piece.text]
