"""Last day, stand-in, handing over: the rules."""

import datetime

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from portal import periodic
from portal.accounts.duties import Duty, register_duties, unregister_duties
from portal.accounts.errors import (
    MayNotBeClosed,
    NothingToHandOver,
    OwnAccountWouldClose,
    StandInNotWorking,
    SuccessorNotWorking,
)
from portal.accounts.leaving import close_leavers, hand_over, set_leaving
from portal.accounts.models import HandOver, User, UserSession
from portal.private.tokens import at_rest
from tests import factories
from tests.staff_sessions import number_of
from tests.trainings.visits import make_visit
from trainings.visits.actions import take_up
from trainings.visits.models import VisitStep

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 3, 31)


@pytest.fixture
def today():
    """31 March, in the afternoon."""
    at = datetime.datetime(2026, 3, 31, 15, 0, tzinfo=timezone.get_current_timezone())
    with time_machine.travel(at, tick=False):
        yield at


@pytest.fixture
def leaver(db):
    return factories.make_user(email="leaver@example.com", name="転出 太郎", is_staff=True)


def opens_admin(client):
    return client.get("/admin/").status_code == 200


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


# --- the last day -------------------------------------------------------------------------------------------


def test_account_is_open_to_the_end_of_the_last_day_and_closed_a_minute_later(today, leaver, staff):
    User.objects.filter(pk=leaver.pk).update(last_day=TODAY)
    client, other = signed_in(leaver), signed_in(staff)
    assert opens_admin(client)

    with time_machine.travel(today.replace(hour=23, minute=59)):
        assert opens_admin(client)
    # No periodic run has been here.
    with time_machine.travel(today + datetime.timedelta(hours=9, minutes=1)):
        assert not opens_admin(client)
        assert opens_admin(other)


def test_password_opens_nothing_after_the_last_day(today, leaver):
    User.objects.filter(pk=leaver.pk).update(last_day=TODAY - datetime.timedelta(days=1))
    client = Client()

    def typed():
        return {
            "username": leaver.email,
            "password": "tests-only-password",
            "number": number_of(leaver),
        }

    assert client.post("/admin/login/", typed()).status_code == 200
    User.objects.filter(pk=leaver.pk).update(last_day=TODAY)
    assert client.post("/admin/login/", typed()).status_code == 302


def test_periodic_run_closes_leavers_and_ends_their_sessions_only(today, leaver, staff):
    User.objects.filter(pk=leaver.pk).update(last_day=TODAY - datetime.timedelta(days=1))
    User.objects.filter(pk=staff.pk).update(last_day=TODAY)
    signed_in(leaver)
    kept = signed_in(staff).session.session_key

    assert close_leavers() == 1
    assert close_leavers() == 0

    leaver.refresh_from_db()
    staff.refresh_from_db()
    assert (leaver.is_active, staff.is_active) == (False, True)
    assert [session.session_key for session in UserSession.objects.all()] == [at_rest(kept)]


def test_closing_is_part_of_the_periodic_run(today, leaver):
    User.objects.filter(pk=leaver.pk).update(last_day=TODAY - datetime.timedelta(days=1))

    assert periodic.run_all() == []

    leaver.refresh_from_db()
    assert not leaver.is_active


# --- who may write it -----------------------------------------------------------------------------------------


def test_last_day_and_stand_in_are_written(leaver, staff, manager):
    set_leaving(user_id=leaver.pk, last_day=TODAY, stand_in=staff, by=manager)

    leaver.refresh_from_db()
    assert (leaver.last_day, leaver.stand_in) == (TODAY, staff)


def test_own_account_is_not_closed_by_a_slip(today, staff):
    with pytest.raises(OwnAccountWouldClose):
        set_leaving(user_id=staff.pk, last_day=TODAY - datetime.timedelta(days=1), stand_in=None, by=staff)
    set_leaving(user_id=staff.pk, last_day=TODAY, stand_in=None, by=staff)


def test_account_of_the_whole_is_closed_by_its_like_only(leaver, staff, manager):
    with pytest.raises(MayNotBeClosed):
        set_leaving(user_id=manager.pk, last_day=TODAY, stand_in=None, by=staff)
    set_leaving(user_id=manager.pk, last_day=None, stand_in=staff, by=manager)


def test_stand_in_is_another_who_works_here(today, leaver, staff, stranger):
    gone = factories.make_user(is_staff=True, last_day=TODAY - datetime.timedelta(days=1))
    for nobody in (leaver, stranger, gone):
        with pytest.raises(StandInNotWorking):
            set_leaving(user_id=leaver.pk, last_day=None, stand_in=nobody, by=staff)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=leaver.pk).update(stand_in=leaver)


# --- handing over ---------------------------------------------------------------------------------------------


@pytest.fixture
def visits(leaver, office):
    """Two requests that the leaver talks about."""
    found = [make_visit("one"), make_visit("two", telephone="0857112244")]
    return [take_up(request_id=visit.pk, by=leaver, revision=visit.revision) for visit in found]


def test_everything_open_moves_and_the_list_stays(leaver, staff, manager, visits):
    User.objects.filter(pk=manager.pk).update(stand_in=leaver)
    mine = take_up(request_id=make_visit("three", telephone="0857112255").pk, by=staff, revision=0)

    record = hand_over(leaver_id=leaver.pk, successor_id=staff.pk, by=manager)

    for visit in visits:
        visit.refresh_from_db()
        assert visit.handled_by == staff
        step = visit.steps.last()
        assert (step.verb, step.actor, step.note) == (VisitStep.Verb.HANDED_OVER, manager, staff.name)
    manager.refresh_from_db()
    assert manager.stand_in == staff
    assert [(row["what"], row["title"].split(" ")[0]) for row in record.rows] == [
        ("代理をしている職員", "所長"),
        *(("出前講座の依頼", f"{visit.pk}番") for visit in visits),
    ]
    assert mine.steps.last().verb == VisitStep.Verb.TAKEN_UP
    assert (record.leaver, record.successor, record.by) == (leaver, staff, manager)


def test_second_time_there_is_nothing_left(leaver, staff, manager, visits):
    hand_over(leaver_id=leaver.pk, successor_id=staff.pk, by=manager)

    with pytest.raises(NothingToHandOver):
        hand_over(leaver_id=leaver.pk, successor_id=staff.pk, by=manager)
    assert HandOver.objects.count() == 1


def test_what_is_settled_stays_where_it_was(leaver, staff, manager, visits):
    type(visits[0]).objects.filter(pk=visits[0].pk).update(state="declined")

    record = hand_over(leaver_id=leaver.pk, successor_id=staff.pk, by=manager)

    visits[0].refresh_from_db()
    assert visits[0].handled_by == leaver
    assert len(record.rows) == 1


def test_nobody_hands_over_to_themselves_to_strangers_or_to_who_has_left(
    today, leaver, stranger, manager, visits
):
    gone = factories.make_user(is_staff=True, last_day=TODAY - datetime.timedelta(days=1))
    closed = factories.make_user(is_staff=True, is_active=False)

    for nobody in (leaver, stranger, gone, closed):
        with pytest.raises(SuccessorNotWorking):
            hand_over(leaver_id=leaver.pk, successor_id=nobody.pk, by=manager)
    assert HandOver.objects.count() == 0


def test_who_stood_in_for_the_successor_leaves_them_without(leaver, staff, manager):
    User.objects.filter(pk=staff.pk).update(stand_in=leaver)

    hand_over(leaver_id=leaver.pk, successor_id=staff.pk, by=manager)

    staff.refresh_from_db()
    assert staff.stand_in is None


def test_failing_move_moves_nothing_at_all(leaver, staff, manager, visits):
    def fail(**_arguments):
        raise RuntimeError("in the middle")

    register_duties("tests.fail", "試験", rows=lambda user: [Duty("一つ")], move=fail)
    try:
        with pytest.raises(RuntimeError):
            hand_over(leaver_id=leaver.pk, successor_id=staff.pk, by=manager)
    finally:
        unregister_duties("tests.fail")

    visits[0].refresh_from_db()
    assert visits[0].handled_by == leaver


def test_name_of_duties_is_taken_once():
    with pytest.raises(ValueError, match="twice"):
        register_duties("trainings.visits", "出前講座", rows=lambda user: [], move=lambda **_: 0)
