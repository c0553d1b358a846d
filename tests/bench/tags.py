"""Name tags for a large occasion, from the roster to the finished PDF."""

import time
from dataclasses import dataclass, field

from tests.bench import world

PEOPLE = 500


@dataclass(frozen=True)
class Took:
    seconds: float
    wrong: list[str] = field(default_factory=list)


def timed() -> Took:
    from portal.bookings.door.venue_pack import venue_pack, venue_pack_pdf

    date = world.make_roster("nafuda", PEOPLE).dates.get()
    started = time.perf_counter()
    pdf = venue_pack_pdf(date, ["tags"])
    seconds = time.perf_counter() - started
    tags = len(venue_pack(date, ["tags"])["people"])
    is_right = tags == PEOPLE and pdf.startswith(b"%PDF")
    return Took(seconds, [] if is_right else [f"{tags} name tags instead of {PEOPLE}"])
