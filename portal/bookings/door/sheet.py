"""Who is to be marked on one date, as the door shows it: by reading, with who has come and who is missing."""

import datetime
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.bookings.models import Attendance, Attendee, Booking, Occasion, OccasionDate
from portal.search.folding import fold
from portal.ui.text import fold_digits

Status = Attendance.Status
_ROWS = {
    "あ": "あいうえお",
    "か": "かきくけこ",
    "さ": "さしすせそ",
    "た": "たちつてと",
    "な": "なにぬねの",
    "は": "はひふへほ",
    "ま": "まみむめも",
    "や": "やゆよ",
    "ら": "らりるれろ",
    "わ": "わゐゑをん",
}
_SMALL = str.maketrans("ぁぃぅぇぉっゃゅょゎ", "あいうえおつやゆよわ")


def kana_row(key: str) -> str:
    """The row of the kana table in which a folded reading stands: がとう → か; 「他」 for everything else."""
    # A voiced sign is its plain one with a mark behind it.
    first = unicodedata.normalize("NFD", key[:1])[:1].translate(_SMALL)
    return next((row for row, signs in _ROWS.items() if first and first in signs), _("他"))


@dataclass
class Row:
    """One attendee and how it stands. ``wanted`` is a tap that met a different mark of another door."""

    attendee: Attendee
    status: Status
    author: str = ""
    at: datetime.datetime | None = None
    companions: list[str] = field(default_factory=list)
    wanted: Status | None = None

    @property
    def last_digits(self) -> str:
        return self.attendee.booking.receipt_number[-4:]

    @property
    def is_marked(self) -> bool:
        return self.status != Status.UNMARKED

    @property
    def choices(self) -> list[Status]:
        return [Status.PRESENT, Status.ABSENT, Status.EXCUSED]

    def matches(self, query: str) -> bool:
        """Whether a part of the reading, of the name or the last digits of the receipt number is ``query``."""
        digits = fold_digits(query)
        if digits.isascii() and digits.isdigit():
            number = self.attendee.booking.receipt_number
            return number.endswith(digits) if len(digits) <= 8 else False
        person = self.attendee.person
        words = [fold(word) for word in query.split()]
        return all(word in person.kana_key or word in fold(person.name) for word in words)


@dataclass(frozen=True)
class Counts:
    total: int
    present: int
    absent: int
    excused: int

    @property
    def missing(self) -> int:
        """Those of whom nobody knows anything yet."""
        return self.total - self.present - self.absent - self.excused


def rows_of(date: OccasionDate) -> list[Row]:
    """Everybody with a seat, by reading, with the mark of this date. Two queries."""
    marks = {
        mark.attendee_id: mark for mark in date.attendances.select_related("marked_by", "marked_through")
    }
    coming = list(
        Attendee.objects.coming()
        .filter(occasion=date.occasion_id)
        .select_related("person", "booking__place_kind")
        .order_by("person__kana_key", "pk")
    )
    parties: dict[int, list[Attendee]] = {}
    for attendee in coming:
        parties.setdefault(attendee.booking_id, []).append(attendee)
    rows = []
    for attendee in coming:
        others = [other.person.name for other in parties[attendee.booking_id] if other != attendee]
        mark = marks.get(attendee.pk)
        if mark is None:
            rows.append(Row(attendee, Status.UNMARKED, companions=others))
        else:
            rows.append(Row(attendee, Status(mark.status), mark.author, mark.marked_at, others))
    return rows


def count(rows: Iterable[Row]) -> Counts:
    found = [row.status for row in rows]
    return Counts(
        total=len(found),
        present=found.count(Status.PRESENT),
        absent=found.count(Status.ABSENT),
        excused=found.count(Status.EXCUSED),
    )


def by_kana_row(rows: Iterable[Row]) -> list[tuple[str, list[Row]]]:
    """あ, か, さ … with their people; empty ones are left out. Rows come ordered by reading."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(kana_row(row.attendee.person.kana_key), []).append(row)
    order = [*_ROWS]
    return sorted(groups.items(), key=lambda group: order.index(group[0]) if group[0] in order else 99)


def without_seat(occasion: Occasion, query: str) -> list[Attendee]:
    """People of this name or reading who have applied and have no seat: the answer to 「申し込んだのに」."""
    from portal.people.models import Person

    people = Person.objects.matching(query).order_by().values("pk")
    return list(
        Attendee.objects.live()
        .filter(occasion=occasion.pk, person__in=people)
        .exclude(booking__status=Booking.Status.CONFIRMED)
        .select_related("person", "booking")
        .order_by("person__kana_key", "pk")[:20]
    )


def namesakes(occasion: Occasion, reading: str, *, besides: str) -> list[Attendee]:
    """Who has applied under this reading, but for the application with the submission key ``besides``."""
    return list(
        Attendee.objects.live()
        .filter(occasion=occasion.pk, person__kana_key=fold(reading)[:200])
        .exclude(booking__submission_key=besides)
        .select_related("person", "booking__place_kind")
        .order_by("pk")[:5]
    )


def date_at(dates: Iterable[OccasionDate], now: datetime.datetime) -> OccasionDate | None:
    """The date that takes place today, unless it is off: of several the one that is not over yet, else the last. Or None."""
    today = [
        d
        for d in dates
        if not d.off
        and timezone.localdate(d.starts_at) <= timezone.localdate(now) <= timezone.localdate(d.ends_at)
    ]
    today.sort(key=lambda date: date.starts_at)
    return next((date for date in today if now < date.ends_at), today[-1] if today else None)


def nearest_date(dates: Iterable[OccasionDate], now: datetime.datetime) -> OccasionDate | None:
    """Whose door to show: today's, else the next one, else the last; None without dates."""
    dates = sorted(dates, key=lambda date: date.starts_at)
    coming = [date for date in dates if date.ends_at > now]
    return date_at(dates, now) or (coming[0] if coming else dates[-1] if dates else None)
