"""Groups at tables: what the actions do with the seats that are stored."""

import pytest

from portal.bookings import actions as seats
from portal.bookings.errors import OccasionIsOver, StaleRevision
from portal.bookings.models import Attendee, Occasion, PlaceKind
from tests import factories
from tests.bookings.test_races import at_once
from trainings import actions
from trainings.errors import (
    GroupsImpossible,
    NobodyToSeat,
    NotAtTheTables,
    NotMadeYet,
    RuleExists,
    SameTwice,
)
from trainings.models import GroupPlan, GroupRule, TableSeat

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(db):
    return factories.make_training()


def people(session, count):
    return [factories.make_booking(session).attendees.get() for _ in range(count)]


def revision(session):
    return GroupPlan.objects.filter(session=session).values_list("revision", flat=True).first() or 0


def make(session, staff, **values):
    values = {"size": 3, "seed": 1, "revision": revision(session), "by": staff} | values
    return actions.make_groups(session_id=session.pk, **values)


def move(session, attendee, table):
    return actions.move_to_table(
        session_id=session.pk, attendee_id=attendee.pk, table=table, revision=revision(session)
    )


def rule(session, kind, first, second):
    return actions.add_group_rule(
        session_id=session.pk,
        kind=kind,
        first_id=first.pk,
        second_id=second.pk,
        revision=revision(session),
    )


def tables():
    return dict(TableSeat.objects.values_list("attendee_id", "table"))


def test_making_seats_everybody_with_a_place_and_the_same_seed_makes_the_same(session, staff):
    coming = people(session, 7)
    factories.make_booking(session, status="waitlisted")

    plan = make(session, staff)
    first = tables()
    make(session, staff, seed=2)
    second = tables()
    make(session, staff, seed=1)

    assert set(first) == {attendee.pk for attendee in coming}
    assert (plan.size, plan.seed, plan.revision, plan.made_by) == (3, 1, 1, staff)
    assert first != second
    assert tables() == first


def test_who_takes_part_online_sits_at_no_table(session, staff):
    online = factories.make_place_kind(session, kind=PlaceKind.Kind.ONLINE)
    here = people(session, 2)
    factories.make_booking(session, place_kind=online)

    make(session, staff)

    assert set(tables()) == {attendee.pk for attendee in here}


def test_making_anew_keeps_whom_staff_placed_until_they_are_forgotten(session, staff):
    coming = people(session, 9)
    make(session, staff)
    target = tables()[coming[0].pk] % 3 + 1
    move(session, coming[0], target)

    kept = []
    for seed in range(2, 12):
        make(session, staff, seed=seed)
        seat = TableSeat.objects.get(attendee=coming[0])
        kept.append((seat.table, seat.placed_by_hand))
    make(session, staff, seed=1, forget_hand_placed=True)

    assert set(kept) == {(target, True)}
    assert not TableSeat.objects.filter(placed_by_hand=True).exists()


def test_moving_takes_the_party_along_and_opens_the_next_table_only(session, staff):
    party = list(factories.make_booking(session, people=2).attendees.all())
    people(session, 4)
    make(session, staff)

    moved = move(session, party[0], 3)

    assert moved == 2
    assert {tables()[attendee.pk] for attendee in party} == {3}
    assert set(TableSeat.objects.filter(placed_by_hand=True).values_list("attendee_id", flat=True)) == {
        attendee.pk for attendee in party
    }
    for table in (0, 5):
        with pytest.raises(GroupsImpossible):
            move(session, party[0], table)


def test_moving_never_breaks_a_rule_nor_overfills_a_table(session, staff):
    one, other, *_rest = people(session, 6)
    rule(session, "apart", one, other)
    make(session, staff)
    before = tables()

    with pytest.raises(GroupsImpossible, match="「離す」の決まり") as refused:
        move(session, one, before[other.pk])
    assert set(refused.value.people) == {one.pk, other.pk}
    assert tables() == before

    GroupRule.objects.all().delete()
    move(session, one, before[other.pk])
    third = next(pk for pk, table in tables().items() if table != before[other.pk])
    with pytest.raises(GroupsImpossible, match="5人になります"):
        move(session, Attendee.objects.get(pk=third), before[other.pk])


def test_newcomers_fill_the_hole_of_who_cancelled_and_nobody_else_moves(session, staff):
    coming = people(session, 6)
    make(session, staff)
    before = tables()
    gone = coming[2]
    seats.cancel(booking_id=gone.booking_id, by=staff)
    new = people(session, 1)[0]

    count = actions.seat_newcomers(session_id=session.pk, revision=revision(session))

    assert count == 1
    assert tables() == before | {new.pk: before[gone.pk]}
    make(session, staff, seed=3)
    assert gone.pk not in tables()


def test_rules_are_kept_when_made_anew_and_one_pair_has_one_rule(session, staff):
    a, b, c, *_rest = people(session, 9)
    rule(session, "together", b, a)
    rule(session, "apart", a, c)
    for seed in range(5):
        make(session, staff, seed=seed)
        assert tables()[a.pk] == tables()[b.pk] != tables()[c.pk]

    with pytest.raises(RuleExists):
        rule(session, "apart", a, b)
    with pytest.raises(SameTwice):
        rule(session, "apart", a, a)
    other_session = factories.make_training()
    with pytest.raises(NotAtTheTables):
        rule(session, "apart", a, people(other_session, 1)[0])
    found = GroupRule.objects.get(kind="together")
    assert (found.first, found.second) == (a, b)
    for _twice in range(2):
        actions.remove_group_rule(session_id=session.pk, rule_id=found.pk, revision=revision(session))
    assert GroupRule.objects.count() == 1


def test_what_cannot_be_is_refused_and_changes_nothing(session, staff):
    with pytest.raises(NobodyToSeat):
        make(session, staff)
    one, other = people(session, 2)
    with pytest.raises(NotMadeYet):
        move(session, one, 1)
    make(session, staff, size=2)
    before = tables(), revision(session)
    party = factories.make_booking(session, people=2).attendees.all()
    rule(session, "apart", *party)

    with pytest.raises(GroupsImpossible):
        make(session, staff)

    assert (tables(), revision(session)) == (before[0], before[1] + 1)
    with pytest.raises(NotAtTheTables):
        move(session, people(factories.make_training(), 1)[0], 1)
    Occasion.objects.filter(pk=session.pk).update(state=Occasion.State.CANCELLED)
    with pytest.raises(OccasionIsOver):
        move(session, other, 1)


@pytest.mark.django_db(transaction=True)
def test_of_two_staff_at_once_one_makes_the_tables_and_the_other_is_told(staff):
    session = factories.make_training()
    people(session, 5)

    def press(seed):
        try:
            return make(session, staff, seed=seed, revision=0).seed
        except StaleRevision:
            return "late"

    done = at_once([lambda: press(1), lambda: press(2)])

    plan = GroupPlan.objects.get()
    assert sorted(done, key=str) == sorted([plan.seed, "late"], key=str)
    assert (plan.revision, plan.seats.count()) == (1, 5)
