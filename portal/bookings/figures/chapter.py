"""The first chapter of the yearly report: 研修・催し."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from portal.bookings.figures.counting import (
    Held,
    Tally,
    counted_attendees,
    held_occasions,
    public_occasions,
)
from portal.bookings.figures.parts import (
    Split,
    by_affiliation,
    by_age,
    by_channel,
    by_district,
    by_place,
)
from portal.bookings.figures.summary import summary
from portal.bookings.models import Occasion
from portal.figures.periods import Period
from portal.figures.tables import Column, Row, Table
from portal.ui.dates import format_date


def chapter(period: Period) -> list[Table]:
    """The tables 「まとめ」, by kind, affiliation, age, district, channel, place, and of every occasion. Ten
    queries, however many people there are."""
    occasions = list(public_occasions(period))
    held = held_occasions(occasions)
    attendees = counted_attendees([each.pk for each in held])
    people = Split(attendees, _columns(), _of_people(), chart_column="applied")
    return [
        summary(occasions, held, attendees),
        _by_kind(held),
        by_affiliation(people),
        by_age(people),
        by_district(people),
        by_channel(people),
        by_place(people),
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
