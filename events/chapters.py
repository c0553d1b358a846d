"""Chapters of a video as they stand under it on YouTube: one line each, a time and a title."""

import re
import unicodedata
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from portal.ui.text import InvalidInput, clean_lines

_LINE = re.compile(r"[(\[]?(?:(\d{1,2}):)?(\d{1,3}):(\d{2})[)\]]?[\s\-–—:|・]*(.*)", re.ASCII)
_MOST = 100
_LONGEST = 100


class ChapterLine(NamedTuple):
    seconds: int
    title: str


def read_chapters(text: str) -> list[ChapterLine]:
    """「0:00 開会」, one a line, in any order and width. Raises ``InvalidInput`` that names the line."""
    found: dict[int, ChapterLine] = {}
    for number, line in enumerate(clean_lines(text).splitlines(), start=1):
        if not line.strip():
            continue
        chapter = _read(line, number)
        if chapter.seconds in found:
            raise _refused(number, _("同じ時間が二つあります。"))
        found[chapter.seconds] = chapter
    if len(found) > _MOST:
        raise InvalidInput(_("章は%(most)dまでにしてください。"), code="too_many", params={"most": _MOST})
    return [found[seconds] for seconds in sorted(found)]


def _read(line: str, number: int) -> ChapterLine:
    # Only signs of the time are narrowed: the title stays as written, but for the space before it.
    narrow = "".join(unicodedata.normalize("NFKC", sign) if sign in _WIDE else sign for sign in line)
    match = _LINE.fullmatch(narrow.strip())
    if match is None or int(match[3]) > 59 or (match[1] and int(match[2]) > 59):
        raise _refused(number, _("時間と見出しを、「0:00 開会」のように書いてください。"))
    title = match[4].strip()
    if not title:
        raise _refused(number, _("時間の後に、見出しを書いてください。"))
    if len(title) > _LONGEST:
        raise _refused(number, _("見出しが長すぎます。"))
    return ChapterLine(int(match[1] or 0) * 3600 + int(match[2]) * 60 + int(match[3]), title)


_WIDE = frozenset("０１２３４５６７８９：\u3000")


def _refused(number: int, why: object) -> InvalidInput:
    return InvalidInput(_("%(number)d行目：%(why)s"), code="chapter", params={"number": number, "why": why})


def as_text(chapters: list[ChapterLine]) -> str:
    """The lines again, as staff typed them."""
    return "\n".join(f"{clock(chapter.seconds)} {chapter.title}" for chapter in chapters)


def clock(seconds: int) -> str:
    """75 → 1:15, 3675 → 1:01:15."""
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{left:02d}" if hours else f"{minutes}:{left:02d}"
