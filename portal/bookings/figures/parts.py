"""People split by what is known of them: affiliation, age band, district, channel, kind of place."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from portal.bookings.figures.counting import counts_by_part
from portal.bookings.models import Attendee, Booking, PlaceKind
from portal.figures.spellings import NOT_SAID, OTHER, rows_by_spelling
from portal.figures.tables import Column, Row, Table
from portal.office.models import District


@dataclass(frozen=True)
class Split:
    """Whom to split, and what is counted of each part: ``columns`` are applied, placed, came and then one
    for each condition of ``also``. ``of`` stands before the titles, ``key`` before the keys of the tables.
    """

    attendees: QuerySet[Attendee]
    columns: tuple[Column, ...]
    definition: str
    chart_column: str
    also: tuple[Q, ...] = ()
    of: str = ""
    key: str = ""

    def counts(self, part: Any) -> dict[Any, tuple[int, ...]]:
        return counts_by_part(self.attendees, part, *self.also)

    @property
    def nobody(self) -> tuple[int, ...]:
        return (0,) * len(self.columns)

    def table(self, key: str, title: str, heading: str, meaning: str, rows: Sequence[Row]) -> Table:
        return Table(
            f"{self.key}{key}",
            f"{self.of}{title}",
            f"{meaning}{self.definition}",
            heading,
            self.columns,
            tuple(rows),
            other_key=OTHER if key == "affiliation" else "",
            chart_column=self.chart_column,
        )


def by_age(split: Split) -> Table:
    rows = _chosen(split, F("age_band"), Attendee.AgeBand.choices, may_be_empty=True)
    return split.table("age", _("年代別"), _("年代"), _("申込のときに答えた年代です。"), rows)


def by_channel(split: Split) -> Table:
    rows = _chosen(split, F("booking__channel"), Booking.Channel.choices)
    meaning = _("申込が事務局に届いた方法です。")
    return split.table("channel", _("申込経路別"), _("申込経路"), meaning, rows)


def by_place(split: Split) -> Table:
    rows = _chosen(split, F("booking__place_kind__kind"), PlaceKind.Kind.choices)
    meaning = _("会場・オンラインなど、申し込んだ（変更したときは最後の）参加のしかたです。")
    return split.table("place", _("参加のしかた別"), _("参加のしかた"), meaning, rows)


def _chosen(
    split: Split, part: F, choices: Sequence[tuple[str, Any]], *, may_be_empty: bool = False
) -> list[Row]:
    """One line for each choice, also where nobody chose it; those without an answer last."""
    counts = split.counts(part)
    rows = [Row(value, str(label), counts.pop(value, split.nobody)) for value, label in choices]
    if may_be_empty:
        rows.append(Row(NOT_SAID, _("答えなし"), counts.pop("", split.nobody)))
    return rows


def by_district(split: Split) -> Table:
    counts = split.counts(Coalesce("person__district", "booking__contact__district"))
    rows = [
        Row(str(district.pk), district.name, counts.get(district.pk, split.nobody))
        for district in District.objects.all()
    ]
    rows.append(Row(NOT_SAID, _("答えなし"), counts.get(None, split.nobody)))
    meaning = _("お住まいの地区です。地区のない同伴の人は、申し込んだ人の地区に数えます。")
    return split.table("district", _("地区別"), _("地区"), meaning, rows)


def by_affiliation(split: Split) -> Table:
    """What people wrote, brought together where only the way of writing differs."""
    counts = {str(written): numbers for written, numbers in split.counts(F("affiliation")).items()}
    rows = rows_by_spelling(counts, width=len(split.columns))
    meaning = _(
        "申込に書かれた所属を、書き方のちがい（全角・半角、空白など）だけをまとめて数えました。2人以下の所属は「そのほか」です。"
    )
    return split.table("affiliation", _("所属別"), _("所属"), meaning, rows)
