"""Groups at tables: made, made anew, moved by hand. Every action locks the occasion first."""

import secrets
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.bookings.actions.seats import lock_occasion
from portal.bookings.errors import OccasionIsOver, StaleRevision
from portal.bookings.models import Attendee, PlaceKind
from trainings.errors import (
    GroupsImpossible,
    NobodyToSeat,
    NotAtTheTables,
    NotMadeYet,
    RuleExists,
    SameTwice,
)
from trainings.grouping import (
    Guest,
    Pair,
    broken_rules,
    fold_affiliation,
    most_at,
    partition,
    place_newcomers,
    tied_to,
)
from trainings.models import GroupPlan, GroupRule, TableSeat

_SEEDS = 1_000_000


@dataclass
class _Work:
    """What an action needs of one plan, read under the lock."""

    plan: GroupPlan
    guests: list[Guest]
    seats: dict[int, TableSeat]
    together: list[Pair]
    apart: list[Pair]

    @property
    def tables(self) -> dict[int, int]:
        return {pk: seat.table for pk, seat in self.seats.items()}

    def done(self, by: User | None = None) -> GroupPlan:
        self.plan.revision += 1
        if by is not None:
            self.plan.made_by, self.plan.made_at = by, timezone.now()
        self.plan.save()
        return self.plan


def at_tables(session_id: int) -> list[Guest]:
    """Everybody who has a place and comes in person; who takes part online sits at no table."""
    found = (
        Attendee.objects.coming()
        .filter(occasion=session_id)
        .exclude(booking__place_kind__kind=PlaceKind.Kind.ONLINE)
        .order_by("pk")
    )
    return [Guest(a.pk, a.booking_id, fold_affiliation(a.affiliation)) for a in found]


@transaction.atomic
def make_groups(
    *,
    session_id: int,
    size: int,
    revision: int,
    by: User,
    seed: int | None = None,
    forget_hand_placed: bool = False,
) -> GroupPlan:
    """Seat everybody anew; whom staff placed by hand stays, unless they are to be forgotten.

    Without ``seed`` a new one is drawn. Raises ``GroupsImpossible``, ``NobodyToSeat``, ``OccasionIsOver``,
    ``StaleRevision``; then nothing has changed.
    """
    work = _begin(session_id, revision)
    if not work.guests:
        raise NobodyToSeat
    by_hand = {} if forget_hand_placed else {pk: s.table for pk, s in work.seats.items() if s.placed_by_hand}
    work.plan.size = size
    work.plan.seed = secrets.randbelow(_SEEDS) if seed is None else seed
    tables = partition(
        work.guests,
        size=size,
        seed=work.plan.seed,
        together=work.together,
        apart=work.apart,
        fixed=by_hand,
    )
    plan = work.done(by)
    plan.seats.all().delete()
    TableSeat.objects.bulk_create(
        TableSeat(plan=plan, attendee_id=pk, table=table, placed_by_hand=pk in by_hand)
        for pk, table in sorted(tables.items())
    )
    return plan


@transaction.atomic
def seat_newcomers(*, session_id: int, revision: int) -> int:
    """Seat those who came to the session after the tables were made; nobody else moves. Says how many.

    Raises ``GroupsImpossible``, ``NotMadeYet``, ``OccasionIsOver``, ``StaleRevision``.
    """
    work = _begin(session_id, revision, is_made=True)
    tables = place_newcomers(
        work.guests, work.tables, size=work.plan.size, together=work.together, apart=work.apart
    )
    for pk, table in tables.items():
        TableSeat.objects.create(plan=work.plan, attendee_id=pk, table=table)
    work.done()
    return len(tables)


@transaction.atomic
def move_to_table(*, session_id: int, attendee_id: int, table: int, revision: int) -> int:
    """Place somebody by hand, together with all who are tied to them. Says how many moved.

    The next free number opens a new table. Raises ``GroupsImpossible`` when the table would be too full or a
    rule were broken, ``NotAtTheTables``, ``NotMadeYet``, ``OccasionIsOver``, ``StaleRevision``.
    """
    work = _begin(session_id, revision, is_made=True)
    if attendee_id not in {guest.pk for guest in work.guests}:
        raise NotAtTheTables
    moved = tied_to(attendee_id, work.guests, work.together)
    if not 1 <= table <= max(work.tables.values(), default=0) + 1:
        raise GroupsImpossible(_("そのテーブルはありません。一覧の中から選び直してください。"))
    after = work.tables | dict.fromkeys(moved, table)
    _refuse_if_full(work, after, table)
    for pair in broken_rules(after, (), work.apart):
        if set(pair) & set(moved) and after[pair[0]] == table:
            text = _("「離す」の決まりがあるので、テーブル%(table)sには移せません。")
            raise GroupsImpossible(text % {"table": table}, people=pair)
    for pk in moved:
        TableSeat.objects.update_or_create(
            attendee_id=pk, defaults={"plan": work.plan, "table": table, "placed_by_hand": True}
        )
    work.done()
    return len(moved)


def _refuse_if_full(work: _Work, after: dict[int, int], table: int) -> None:
    count = list(after.values()).count(table)
    if count > most_at(work.plan.size):
        text = _(
            "テーブル%(table)sは%(count)s人になります。1テーブルは%(most)s人までです。先にだれかを移してください。"
        )
        raise GroupsImpossible(text % {"table": table, "count": count, "most": most_at(work.plan.size)})


@transaction.atomic
def add_group_rule(*, session_id: int, kind: str, first_id: int, second_id: int, revision: int) -> GroupRule:
    """A rule for two people; it counts the next time that tables are made.

    Raises ``SameTwice``, ``RuleExists``, ``NotAtTheTables``, ``OccasionIsOver``, ``StaleRevision``.
    """
    work = _begin(session_id, revision)
    first, second = sorted((first_id, second_id))
    if first == second:
        raise SameTwice
    if not {first, second} <= {guest.pk for guest in work.guests}:
        raise NotAtTheTables
    if (first, second) in {*work.together, *work.apart}:
        raise RuleExists
    work.done()
    return work.plan.rules.create(kind=kind, first_id=first, second_id=second)


@transaction.atomic
def remove_group_rule(*, session_id: int, rule_id: int, revision: int) -> None:
    """Drop a rule; one that is gone already is no error. Raises ``OccasionIsOver``, ``StaleRevision``."""
    work = _begin(session_id, revision)
    work.plan.rules.filter(pk=rule_id).delete()
    work.done()


def _begin(session_id: int, revision: int, *, is_made: bool = False) -> _Work:
    if lock_occasion(session_id).is_over:
        raise OccasionIsOver
    plan = GroupPlan.objects.filter(session=session_id).first() or GroupPlan(session_id=session_id)
    if plan.revision != revision:
        raise StaleRevision
    if is_made and plan.made_at is None:
        raise NotMadeYet
    if plan._state.adding:
        plan.save()
    guests = at_tables(session_id)
    here = {guest.pk for guest in guests}
    pairs: dict[str, list[Pair]] = {kind: [] for kind in GroupRule.Kind.values}
    for rule in plan.rules.all():
        pairs[rule.kind].append((rule.first_id, rule.second_id))
    return _Work(
        plan=plan,
        guests=guests,
        seats={seat.attendee_id: seat for seat in plan.seats.all() if seat.attendee_id in here},
        together=pairs[GroupRule.Kind.TOGETHER],
        apart=pairs[GroupRule.Kind.APART],
    )
