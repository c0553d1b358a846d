"""The chapter of the yearly report about つながりサポーター."""

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from portal.bookings.models import Attendee
from portal.figures.periods import Period
from portal.figures.spellings import NOT_SAID, OTHER, rows_by_spelling
from portal.figures.tables import Column, Row, Table
from portal.office.models import District
from supporters.models import Supporter

# A public number of fewer people would be nearer to faces than to figures.
SMALLEST_PUBLIC_COUNT = 10


def public_count() -> int | None:
    """How many supporters there are, for the public page; None while they are few. One query."""
    count = Supporter.objects.on_the_books().count()
    return count if count >= SMALLEST_PUBLIC_COUNT else None


def chapter(period: Period) -> list[Table]:
    """What changed, who is registered by district, affiliation and age, districts without anybody. Two
    queries."""
    people = _People(period)
    districts = list(District.objects.all())
    return [
        _changes(people),
        _by_choice(
            "district",
            _("サポーターの地区別"),
            _("地区"),
            people,
            lambda s: s.person.district_id,
            [(district.pk, district.name) for district in districts],
        ),
        _by_affiliation(people),
        _by_choice(
            "age", _("サポーターの年代別"), _("年代"), people, lambda s: s.age_band, Attendee.AgeBand.choices
        ),
        _without(people, districts),
    ]


class _People:
    """Who was registered at the end of the period, who came and who left in it."""

    def __init__(self, period: Period) -> None:
        rows = list(
            Supporter.objects.listed()
            .filter(registered_on__lte=period.last)
            .select_related("person")
            .only(
                "registered_on", "state", "state_since", "end_reason", "affiliation", "age_band",
                "person__district",
            )
        )  # fmt: skip
        left = [
            s for s in rows if not s.is_on_the_books and (s.state_since or s.registered_on) <= period.last
        ]
        gone = {s.pk for s in left}
        self.at_end = [s for s in rows if s.pk not in gone]
        self.new = [s for s in rows if s.registered_on >= period.first]
        self.left = [s for s in left if (s.state_since or s.registered_on) >= period.first]
        self.paused = [s for s in self.at_end if s.state == Supporter.State.PAUSED]

    def counted(self, part: Callable[[Supporter], Hashable]) -> dict[Hashable, tuple[int, int]]:
        """By part: how many at the end of the period, how many of them new in it."""
        new = {s.pk for s in self.new}
        all_of_them = Counter(part(s) for s in self.at_end)
        new_ones = Counter(part(s) for s in self.at_end if s.pk in new)
        return {key: (count, new_ones[key]) for key, count in all_of_them.items()}


def _columns() -> tuple[Column, ...]:
    return (Column("registered", _("登録者")), Column("new", _("うち新しい登録")))


def _meaning() -> str:
    return _(
        "期間の終わりに登録している人（お休み中もふくむ）です。一人を1回だけ数えます。"
        "終わった登録にもどった人は、ずっと登録していたものとして数えます。"
    )


def _changes(people: _People) -> Table:
    rows = (
        Row("new", _("新しく登録した人"), (len(people.new),), _("登録日がこの期間にある人です。")),
        Row("left", _("登録を終えた人"), (len(people.left),), _("この期間に終わり、もどっていない人です。")),
        Row("at-end", _("期間の終わりの登録者"), (len(people.at_end),), _meaning()),
        Row(
            "paused",
            _("うち お休み中"),
            (len(people.paused),),
            _("いまの状態で数えます。"),
            is_published=False,
        ),
    )
    return Table(
        "changes",
        _("登録の動き"),
        _("市の「つながりサポーター」の登録です。"),
        _("数えたもの"),
        (Column("people", _("人数")),),
        rows,
        adds_up=False,
        chart_column="people",
    )


def _by_choice(
    key: str,
    title: str,
    heading: str,
    people: _People,
    part: Callable[[Supporter], Hashable],
    choices: Sequence[tuple[Any, Any]],
) -> Table:
    counts = people.counted(part)
    rows = [Row(str(value), str(label), counts.pop(value, (0, 0))) for value, label in choices]
    rows.append(Row(NOT_SAID, _("答えなし"), counts.pop(None, counts.pop("", (0, 0)))))
    return Table(key, title, _meaning(), heading, _columns(), tuple(rows), chart_column="registered")


def _by_affiliation(people: _People) -> Table:
    counts = {str(key): numbers for key, numbers in people.counted(lambda s: s.affiliation).items()}
    meaning = _("所属は、書き方のちがいだけをまとめて数えました。2人以下の所属は「そのほか」です。")
    return Table(
        "affiliation",
        _("サポーターの所属別"),
        f"{meaning}{_meaning()}",
        _("所属"),
        _columns(),
        tuple(rows_by_spelling(counts, width=2)),
        other_key=OTHER,
        chart_column="registered",
    )


def _without(people: _People, districts: list[District]) -> Table:
    """For the office alone: in public an empty district would tell where the hidden few are."""
    at_home = {s.person.district_id for s in people.at_end}
    # Where a part has somebody, the region that it belongs to has.
    at_home |= {district.parent_id for district in districts if district.pk in at_home}
    empty = [d for d in districts if d.kind == District.Kind.CITY and d.pk not in at_home]
    rows = tuple(Row(str(d.pk), d.indented_name.strip(), (0,), is_published=False) for d in empty)
    return Table(
        "without",
        _("サポーターのいない市内地区"),
        _("期間の終わりに、登録している人が一人もいない市内の地区です。事務局だけが見る表です。"),
        _("地区"),
        (Column("registered", _("登録者"), is_published=False),),
        rows,
        compares=False,
    )
