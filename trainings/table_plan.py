"""The tables of a session to be looked at and printed: names only, nothing that reaches anybody."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from portal.bookings.models import Attendee, PlaceKind
from portal.documents.pdf import render_pdf
from portal.ui.dates import format_period
from trainings.grouping import broken_rules
from trainings.models import GroupPlan, GroupRule, TableSeat, TrainingSession


@dataclass
class Place:
    """Somebody at a table."""

    attendee: Attendee
    seat: TableSeat

    @property
    def name(self) -> str:
        return self.attendee.person.name_to_print


@dataclass
class TablePlan:
    """What is stored, joined with who comes now. Who cancelled is in none of these."""

    stored: GroupPlan
    people: list[Attendee]
    tables: dict[int, list[Place]] = field(default_factory=dict)
    unseated: list[Attendee] = field(default_factory=list)
    rules: list[tuple[GroupRule, bool]] = field(default_factory=list)

    @property
    def is_made(self) -> bool:
        return self.stored.made_at is not None

    @property
    def by_hand(self) -> int:
        return sum(place.seat.placed_by_hand for places in self.tables.values() for place in places)

    @property
    def choices(self) -> list[int]:
        """The tables that somebody can be moved to: those that there are, and one more."""
        return list(range(1, max(self.tables, default=0) + 2))

    @property
    def has_broken_rules(self) -> bool:
        return any(is_broken for _rule, is_broken in self.rules)

    def names_of(self, people: Iterable[int]) -> str:
        wanted = set(people)
        return "、".join(a.person.name_to_print for a in self.people if a.pk in wanted)


def read_plan(session: TrainingSession) -> TablePlan:
    """Four queries, whatever the number of people. People stand by reading."""
    stored = GroupPlan.objects.select_related("made_by").filter(session=session.pk).first() or GroupPlan()
    people = list(
        Attendee.objects.coming()
        .filter(occasion=session.pk)
        .exclude(booking__place_kind__kind=PlaceKind.Kind.ONLINE)
        .select_related("person")
        .order_by("person__kana_key", "pk")
    )
    if stored._state.adding:
        return TablePlan(stored, people, unseated=people)
    seats = {seat.attendee_id: seat for seat in stored.seats.all()}
    tables: dict[int, list[Place]] = {}
    for attendee in people:
        if attendee.pk in seats:
            place = Place(attendee, seats[attendee.pk])
            tables.setdefault(place.seat.table, []).append(place)
    at = {a.pk: seats[a.pk].table for a in people if a.pk in seats}
    return TablePlan(
        stored,
        people,
        tables=dict(sorted(tables.items())),
        unseated=[a for a in people if a.pk not in seats],
        rules=_rules(stored, at),
    )


def table_numbers(occasion_id: int) -> dict[int, int]:
    """The table of each attendee who has one. One query."""
    return dict(
        TableSeat.objects.filter(plan__session=occasion_id).values_list("attendee_id", "table").order_by("pk")
    )


def _rules(stored: GroupPlan, at: dict[int, int]) -> list[tuple[GroupRule, bool]]:
    """Each rule, and whether the tables break it."""
    rules = list(stored.rules.select_related("first__person", "second__person"))
    pairs: dict[str, list[tuple[int, int]]] = {kind: [] for kind in GroupRule.Kind.values}
    for rule in rules:
        pairs[rule.kind].append((rule.first_id, rule.second_id))
    broken = broken_rules(at, pairs[GroupRule.Kind.TOGETHER], pairs[GroupRule.Kind.APART])
    return [(rule, (rule.first_id, rule.second_id) in broken) for rule in rules]


def table_plan_pdf(session: TrainingSession) -> bytes:
    """The table plan on A4. Raises ``DocumentFailed``."""
    return render_pdf("trainings/tables.typ", _printed(session, read_plan(session)))


def _printed(session: TrainingSession, plan: TablePlan) -> dict[str, Any]:
    return {
        "title": _("テーブルの席"),
        "session": session.title,
        "when": [format_period(date.starts_at, date.ends_at) for date in session.dates.all()],
        "tables": [
            {"label": _("テーブル%(number)s") % {"number": number}, "names": [p.name for p in places]}
            for number, places in plan.tables.items()
        ],
        "unseated_label": _("席がまだ決まっていない人"),
        "unseated": [a.person.name_to_print for a in plan.unseated],
    }
