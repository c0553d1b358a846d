"""Who is meant by a pasted list: what the meeting service or a colleague wrote, line by line."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from portal.bookings.models import Attendee
from portal.search.folding import fold

_CELLS = re.compile(r"[\t,;、，；]|\s{2,}")
_BRACKETS = re.compile(r"[（(\[【<＜].*?[）)\]】>＞]")
_ADDRESS = re.compile(r"[^\s<>,;\"'（）()]+@[^\s<>,;\"'（）()]+")
MAX_LINES = 1000


@dataclass(frozen=True)
class Match:
    """One line and the attendees that it may mean: one is sure, several are to be chosen from, none is nobody."""

    line: str
    attendees: tuple[Attendee, ...]

    @property
    def is_sure(self) -> bool:
        return len(self.attendees) == 1


def match_lines(text: str, attendees: Sequence[Attendee]) -> list[Match]:
    """Each line that is not empty with whom it means, by name, reading or mail address, however it is cut.

    An address shared by a party means all of it, unless the line also names one of them.
    """
    by_word: dict[str, list[Attendee]] = {}
    by_address: dict[str, list[Attendee]] = {}
    for attendee in attendees:
        person = attendee.person
        words = {fold(word) for word in (person.name, person.kana, person.printed_name)} - {""}
        for word in words:
            by_word.setdefault(word, []).append(attendee)
        for address in {person.email.lower(), attendee.booking.contact.email.lower()} - {""}:
            by_address.setdefault(address, []).append(attendee)
    lines = [line.strip() for line in text.splitlines()[:MAX_LINES]]
    return [Match(line, _who(line, by_word, by_address)) for line in lines if line]


def _who(
    line: str, by_word: dict[str, list[Attendee]], by_address: dict[str, list[Attendee]]
) -> tuple[Attendee, ...]:
    addressed = {a for address in _ADDRESS.findall(line) for a in by_address.get(address.lower(), ())}
    without = _ADDRESS.sub(" ", line)
    cells = [
        without,
        _BRACKETS.sub(" ", without),
        *_CELLS.split(without),
        *_CELLS.split(_BRACKETS.sub(" ", without)),
    ]
    named = {a for cell in cells for a in by_word.get(fold(cell), ())}
    found = (named & addressed) or named or addressed
    return tuple(sorted(found, key=lambda attendee: attendee.pk))
