"""Managers open and close accounts and give roles: the rules."""

import datetime

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from portal.accounts.errors import MayNotBeClosed
from portal.accounts.leaving import set_leaving
from portal.accounts.models import AccountStep, User
from portal.accounts.roles import ROLES
from portal.accounts.staff import accounts
from portal.accounts.staff.errors import (
    AddressTaken,
    MayNotGiveRoles,
    NoManagerLeft,
    RolesChanged,
    SameAccount,
)
from portal.accounts.staff.first_passwords import LASTS
from portal.accounts.staff.sheets import revoke_sheets
from tests import factories
from tests.staff_door.entering import app_of, enter, is_inside
from tests.staff_door.managing import inside, make_colleague, make_manager, steps_of
from tests.staff_sessions import number_of

pytestmark = pytest.mark.django_db

FIRST_DAY = "/admin/sign-in/first-day/"


@pytest.fixture
def boss(db):
    return make_manager(name="管理 さくら")


def open_for(boss, **said):
    values = {"email": "new@example.com", "name": "新人 一", "roles": {"職員"}}
    return accounts.open_account(**(values | said), by=boss)


# --- opening ------------------------------------------------------------------------------------------------


def test_opened_account_has_its_roles_and_a_password_that_opens_it_once(boss, office):
    user, password = open_for(boss, email=" New@Example.com", roles={"職員", "気づきの担当"})

    user = User.objects.get(pk=user.pk)
    assert (user.email, user.name, user.is_staff, user.is_superuser) == (
        "new@example.com",
        "新人 一",
        True,
        False,
    )
    assert accounts.roles_of(user) == {"職員", "気づきの担当"}
    assert steps_of(user) == [
        ("opened", "", boss.pk),
        ("role_given", "気づきの担当", boss.pk),
        ("role_given", "職員", boss.pk),
    ]
    assert enter(client := Client(), user, password=password).url == FIRST_DAY
    assert "自分のパスワードを決めてください" in client.get(FIRST_DAY).content.decode()
    assert not is_inside(client)


def test_first_password_is_another_each_time_and_good_for_two_weeks(boss, office):
    user, password = open_for(boss)
    _other, other_password = open_for(boss, email="other@example.com")
    assert password != other_password
    assert len(password) == 19

    with time_machine.travel(timezone.now() + LASTS - datetime.timedelta(minutes=1)):
        assert enter(Client(), user, password=password).status_code == 302
    with time_machine.travel(timezone.now() + LASTS + datetime.timedelta(minutes=1)):
        assert enter(Client(), user, password=password).status_code == 200


def test_own_password_of_the_first_day_does_not_run_out(boss, office):
    user, password = open_for(boss)
    enter(client := Client(), user, password=password)
    own = "じぶんで決めた 長い言葉"
    client.post(FIRST_DAY, {"password": own, "again": own})

    with time_machine.travel(timezone.now() + 2 * LASTS):
        assert enter(Client(), user, password=own).url == FIRST_DAY


@pytest.mark.parametrize("is_staff", [True, False])
def test_address_that_has_an_account_is_refused_and_left_alone(is_staff, boss):
    there = factories.make_user(email="New@example.com", is_staff=is_staff)

    with pytest.raises(AddressTaken):
        open_for(boss)

    there.refresh_from_db()
    assert (there.is_staff, there.check_password("tests-only-password")) == (is_staff, True)
    assert not AccountStep.objects.exists()


def test_other_groups_are_no_roles(boss):
    Group.objects.create(name="なんでも")
    clerk = make_colleague("職員")

    with pytest.raises(ValueError, match="なんでも"):
        open_for(boss, roles={"職員", "なんでも"})
    with pytest.raises(ValueError, match="なんでも"):
        accounts.change_roles(user_id=clerk.pk, roles={"なんでも"}, seen={"職員"}, by=boss)

    assert accounts.roles_of(clerk) == {"職員"}
    assert not User.objects.filter(email="new@example.com").exists()


# --- roles --------------------------------------------------------------------------------------------------


def test_roles_are_given_and_taken_each_with_a_step_and_hold_at_once(boss):
    clerk = make_colleague("職員")
    client = inside(clerk)
    assert client.get("/admin/colleagues/").status_code == 403

    accounts.change_roles(user_id=clerk.pk, roles={"管理者"}, seen={"職員"}, by=boss)

    assert client.get("/admin/colleagues/").status_code == 200
    accounts.change_roles(user_id=clerk.pk, roles=set(), seen={"管理者"}, by=boss)
    assert client.get("/admin/colleagues/").status_code == 403
    assert steps_of(clerk) == [
        ("role_given", "管理者", boss.pk),
        ("role_taken", "職員", boss.pk),
        ("role_taken", "管理者", boss.pk),
    ]


def test_roles_that_somebody_else_changed_meanwhile_are_not_written_over(boss):
    clerk = make_colleague("職員")
    accounts.change_roles(user_id=clerk.pk, roles={"職員", "配慮の手配"}, seen={"職員"}, by=boss)

    with pytest.raises(RolesChanged):
        accounts.change_roles(user_id=clerk.pk, roles={"職員", "取扱注意"}, seen={"職員"}, by=boss)

    assert accounts.roles_of(clerk) == {"職員", "配慮の手配"}
    # The same once more is what is there already.
    accounts.change_roles(user_id=clerk.pk, roles={"職員", "配慮の手配"}, seen={"職員"}, by=boss)
    assert len(steps_of(clerk)) == 1


# --- closing ------------------------------------------------------------------------------------------------


def test_closed_account_opens_nothing_and_is_opened_again_with_its_roles_and_no_session(boss, office):
    clerk = make_colleague("職員", last_day=timezone.localdate())
    enter(client := Client(), clerk, number_of(clerk))
    assert is_inside(client)

    for _each in range(2):
        accounts.close_account(user_id=clerk.pk, by=boss)
    assert enter(Client(), clerk, number_of(clerk)).status_code == 200
    for _each in range(2):
        accounts.reopen_account(user_id=clerk.pk, by=boss)

    assert not is_inside(client)
    clerk.refresh_from_db()
    assert (clerk.is_open, clerk.last_day, accounts.roles_of(clerk)) == (True, None, {"職員"})
    assert [verb for verb, _role, _by in steps_of(clerk)] == ["closed", "reopened"]
    assert enter(Client(), clerk, number_of(clerk)).url == "/admin/"


def test_new_first_password_ends_sessions_and_leaves_the_factor(boss, office):
    clerk = make_colleague("職員")
    enter(client := Client(), clerk, number_of(clerk))

    _user, password = accounts.renew_first_password(user_id=clerk.pk, by=boss)

    assert not is_inside(client)
    assert enter(Client(), clerk, number_of(clerk)).status_code == 200
    assert enter(Client(), clerk, password=password).status_code == 200
    assert enter(Client(), clerk, number_of(clerk), password=password).url == FIRST_DAY
    assert steps_of(clerk) == [("first_password", "", boss.pk)]


# --- limits -------------------------------------------------------------------------------------------------

DEEDS = {
    "roles": lambda user, by: accounts.change_roles(user_id=user.pk, roles={"職員"}, seen={"管理者"}, by=by),
    "close": lambda user, by: accounts.close_account(user_id=user.pk, by=by),
    "reopen": lambda user, by: accounts.reopen_account(user_id=user.pk, by=by),
    "password": lambda user, by: accounts.renew_first_password(user_id=user.pk, by=by),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_nobody_decides_about_themselves_nor_a_manager_about_a_superuser(deed, boss, manager):
    make_manager()

    for user in (boss, manager):
        with pytest.raises(SameAccount):
            DEEDS[deed](user, user)
    with pytest.raises(MayNotBeClosed):
        DEEDS[deed](manager, boss)

    assert not AccountStep.objects.exists()


@pytest.mark.parametrize("deed", DEEDS)
def test_who_is_no_manager_any_more_decides_nothing(deed, boss):
    other, clerk = make_manager(), make_colleague("管理者")
    # As the request that is on its way still knows them.
    User.objects.get(pk=boss.pk).groups.clear()
    User.objects.filter(pk=other.pk).update(is_active=False)

    for by in (boss, other):
        with pytest.raises(MayNotGiveRoles):
            DEEDS[deed](clerk, by)
    with pytest.raises(MayNotGiveRoles):
        open_for(boss)


@pytest.mark.parametrize("deed", DEEDS)
def test_account_of_a_member_is_no_colleagues(deed, boss, stranger):
    with pytest.raises(User.DoesNotExist):
        DEEDS[deed](stranger, boss)


@pytest.mark.parametrize("deed", ["roles", "close"])
def test_last_manager_who_can_come_in_is_not_taken_away(deed, boss):
    # Inside still, but with nothing that would open the door again.
    by = make_manager()
    app_of(by).delete()

    with pytest.raises(NoManagerLeft):
        DEEDS[deed](boss, by)

    assert accounts.roles_of(boss) == {"管理者"}
    boss.refresh_from_db()
    assert boss.is_active
    make_manager()
    DEEDS[deed](boss, by)
    assert len(steps_of(boss)) in (1, 2)


def test_manager_who_cannot_come_in_is_missed_by_nobody(boss):
    by = make_manager()
    app_of(by).delete()
    app_of(boss).delete()
    revoke_sheets(user_id=boss.pk)

    accounts.close_account(user_id=boss.pk, by=by)

    boss.refresh_from_db()
    assert not boss.is_active


def test_last_day_that_would_leave_no_manager_is_refused(boss):
    today = timezone.localdate()
    day = datetime.timedelta(days=1)
    with pytest.raises(NoManagerLeft):
        set_leaving(user_id=boss.pk, last_day=today + 30 * day, stand_in=None, by=boss)

    other = make_manager()
    set_leaving(user_id=boss.pk, last_day=today + 30 * day, stand_in=None, by=boss)
    with pytest.raises(NoManagerLeft):
        set_leaving(user_id=other.pk, last_day=today + 31 * day, stand_in=None, by=boss)
    # Saving the page again without another day changes nothing.
    set_leaving(user_id=boss.pk, last_day=today + 30 * day, stand_in=other, by=boss)


def test_every_role_can_be_given_on_the_form():
    from portal.sign_in.account_forms import RolesForm

    form = RolesForm()
    offered = {value for name in ("main", "further") for value, _label in form.fields[name].choices}

    assert offered - {""} == set(ROLES)
