"""The first chapter of the yearly report: 研修・催し."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from portal.bookings.figures.counting import (
    Held,
    Tally,
    counted_attendees,
    counts_by_part,
    held_occasions,
    public_occasions,
)
from portal.bookings.figures.summary import summary
from portal.bookings.models import Attendee, Booking, Occasion, PlaceKind
from portal.figures.periods import Period
from portal.figures.tables import Column, Row, Table
from portal.office.models import District
from portal.search.folding import fold
from portal.ui.dates import format_date

# Groups of fewer people are put together: one spelling used once says nothing.
SMALLEST_AFFILIATION = 3
_OTHER = "other"
_NOT_SAID = "not-said"


def chapter(period: Period) -> list[Table]:
    """The tables 「まとめ」, by kind, affiliation, age, district, channel, place, and of every occasion. Ten
    queries, however many people there are."""
    occasions = list(public_occasions(period))
    held = held_occasions(occasions)
    attendees = counted_attendees([each.pk for each in held])
    return [
        summary(occasions, held, attendees),
        _by_kind(held),
        _by_affiliation(attendees),
        _by_choice(
            "age",
            _("年代別"),
            _("年代"),
            _("申込のときに答えた年代です。"),
            attendees,
            F("age_band"),
            Attendee.AgeBand.choices,
            may_be_empty=True,
        ),
        _by_district(attendees),
        _by_choice(
            "channel",
            _("申込経路別"),
            _("申込経路"),
            _("申込が事務局に届いた方法です。"),
            attendees,
            F("booking__channel"),
            Booking.Channel.choices,
        ),
        _by_choice(
            "place",
            _("参加のしかた別"),
            _("参加のしかた"),
            _("会場・オンラインなど、申し込んだ（変更したときは最後の）参加のしかたです。"),
            attendees,
            F("booking__place_kind__kind"),
            PlaceKind.Kind.choices,
        ),
        _each_occasion(held),
    ]


def _columns() -> tuple[Column, ...]:
    return (Column("applied", _("申込")), Column("placed", _("決定")), Column("came", _("出席")))


def _of_people() -> str:
    return _(
        "人数は延べ人数です（同じ人が2回申し込めば2人）。申込は取り消した人もふくみ、"
        "決定は席が決まって取り消していない人、出席は一日でも出席した人です。"
    )


def _by_kind(held: Sequence[Held]) -> Table:
    tallies = {kind: Tally() for kind in Occasion.Kind.values}
    for occasion in held:
        tallies[occasion.kind].add(occasion.tally)
    rows = tuple(Row(str(kind), str(label), _people(tallies[kind])) for kind, label in Occasion.Kind.choices)
    return Table("kind", _("研修・催し別"), _of_people(), _("種類"), _columns(), rows, chart_column="came")


def _by_choice(
    key: str,
    title: str,
    heading: str,
    meaning: str,
    attendees: QuerySet[Attendee],
    part: F,
    choices: Sequence[tuple[str, Any]],
    *,
    may_be_empty: bool = False,
) -> Table:
    """One line for each choice, also where nobody chose it; those without an answer last."""
    counts = counts_by_part(attendees, part)
    rows = [Row(value, str(label), counts.pop(value, (0, 0, 0))) for value, label in choices]
    if may_be_empty:
        rows.append(Row(_NOT_SAID, _("答えなし"), counts.pop("", (0, 0, 0))))
    return Table(
        key, title, f"{meaning}{_of_people()}", heading, _columns(), tuple(rows), chart_column="applied"
    )


def _by_district(attendees: QuerySet[Attendee]) -> Table:
    counts = counts_by_part(attendees, Coalesce("person__district", "booking__contact__district"))
    rows = [
        Row(str(district.pk), district.name, counts.get(district.pk, (0, 0, 0)))
        for district in District.objects.all()
    ]
    rows.append(Row(_NOT_SAID, _("答えなし"), counts.get(None, (0, 0, 0))))
    meaning = _("お住まいの地区です。地区のない同伴の人は、申し込んだ人の地区に数えます。")
    return Table(
        "district",
        _("地区別"),
        f"{meaning}{_of_people()}",
        _("地区"),
        _columns(),
        tuple(rows),
        chart_column="applied",
    )


def _by_affiliation(attendees: QuerySet[Attendee]) -> Table:
    """What people wrote, brought together where only the way of writing differs."""
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for written, numbers in counts_by_part(attendees, F("affiliation")).items():
        group = "".join(fold(str(written)).split())
        spellings[group][str(written).strip()] += numbers[0]
        sums[group] = [one + other for one, other in zip(sums[group], numbers, strict=True)]
    not_said = sums.pop("", [0, 0, 0])
    small = [group for group, numbers in sums.items() if numbers[0] < SMALLEST_AFFILIATION]
    others = [sum(numbers) for numbers in zip([0, 0, 0], *(sums.pop(group) for group in small), strict=True)]
    named = sorted(sums.items(), key=lambda item: (-item[1][0], item[0]))
    rows = [
        # The commonest way of writing; of two equally common ones always the same.
        Row(group, min(spellings[group].items(), key=lambda item: (-item[1], item[0]))[0], tuple(numbers))
        for group, numbers in named
    ]
    rows.append(Row(_OTHER, _("そのほか（少人数の所属）"), tuple(others)))
    rows.append(Row(_NOT_SAID, _("答えなし"), tuple(not_said)))
    meaning = _(
        "申込に書かれた所属を、書き方のちがい（全角・半角、空白など）だけをまとめて数えました。2人以下の所属は「そのほか」です。"
    )
    return Table(
        "affiliation",
        _("所属別"),
        f"{meaning}{_of_people()}",
        _("所属"),
        _columns(),
        tuple(rows),
        other_key=_OTHER,
        chart_column="applied",
    )


def _each_occasion(held: Sequence[Held]) -> Table:
    columns = (
        Column("day", _("初日"), is_number=False),
        Column("kind", _("種類"), is_number=False),
        Column("capacity", _("定員"), is_published=False),
        *_columns(),
        Column("stayed_away", _("来なかった"), is_published=False),
        Column("unmarked", _("未記入"), is_published=False),
        Column("cancelled", _("取消"), is_published=False),
        Column("not_served", _("待ったまま終了"), is_published=False),
    )
    rows = tuple(
        Row(
            str(occasion.pk),
            occasion.title,
            (
                format_date(occasion.first_start),
                str(Occasion.Kind(occasion.kind).label),
                occasion.capacity,
                *_people(occasion.tally),
                occasion.tally.stayed_away,
                occasion.tally.unmarked,
                occasion.tally.cancelled,
                occasion.tally.not_served,
            ),
            group=occasion.kind,
        )
        for occasion in held
    )
    meaning = _("初日の早い順です。定員は参加のしかたの合計です。")
    return Table(
        "occasions",
        _("研修・催しごと"),
        f"{meaning}{_of_people()}",
        _("名前"),
        columns,
        rows,
        compares=False,
    )


def _people(tally: Tally) -> tuple[int, int, int]:
    return tally.applied, tally.placed, tally.came
