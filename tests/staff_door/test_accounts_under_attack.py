"""What somebody tries against the opening of accounts: twin addresses, unreadable signs, doors left half open."""

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.accounts.staff import accounts
from tests import factories
from tests.staff_door.entering import enter, is_inside
from tests.staff_door.managing import inside, make_colleague, make_manager

pytestmark = pytest.mark.django_db

ADD = "/admin/colleagues/add/"
FIRST_DAY = "/admin/sign-in/first-day/"
OWN = "じぶんで決めた 長い言葉"


@pytest.fixture
def boss(db):
    return make_manager(name="管理 さくら")


def test_no_way_of_typing_makes_a_twin_of_an_address(boss):
    factories.make_user(email="kenji@example.com")
    client = inside(boss)

    for typed in (
        "KENJI@Example.COM",
        " kenji@example.com\t",
        "ｋｅｎｊｉ＠ｅｘａｍｐｌｅ．ｃｏｍ",
        "\u212aenji@example.com",
        "mailto:kenji@example.com",
        "ken\u3000ji@example.com",
        "kenji@example.com\x00",
        "kenji@example.com\u200b",
        "kenji@example.com,x@example.com",
        "kenj\u0131@example.com",
    ):
        answer = client.post(ADD, {"email": typed, "name": "新人 一", "main": "職員"})
        assert (answer.status_code, bool(answer.context["form"].errors["email"])) == (200, True), typed

    assert User.objects.filter(is_staff=True).get() == boss


def test_signs_that_no_form_sends_are_mistakes_and_no_failure(boss):
    clerk = make_colleague("職員")
    client, page = inside(boss), reverse("admin:colleague_roles", args=[clerk.pk])

    for sent in (
        {"main": "管理者\x00", "seen": "職員"},
        {"main": "管理者", "seen": "職員\x00"},
        {"main": "管理者", "seen": "管理者、なんでも"},
        {"main": "管理者", "seen": ""},
        {"main": ["職員", "superuser"], "seen": "職員"},
        {"main": "職員", "further": ["管理者"], "seen": "職員"},
    ):
        assert client.post(page, sent).status_code == 200, sent
    assert accounts.roles_of(clerk) == {"職員"}


@pytest.mark.parametrize("turn", ["closed", "closed and opened", "another first password"])
def test_sign_in_left_half_way_ends_with_what_is_decided_about_the_account(turn, boss, office):
    user, password = accounts.open_account(email="new@example.com", name="新人 一", roles={"職員"}, by=boss)
    enter(client := Client(), user, password=password)
    assert client.get(FIRST_DAY).status_code == 200

    if turn == "another first password":
        accounts.renew_first_password(user_id=user.pk, by=boss)
    else:
        accounts.close_account(user_id=user.pk, by=boss)
    if turn == "closed and opened":
        accounts.reopen_account(user_id=user.pk, by=boss)

    assert client.post(FIRST_DAY, {"password": OWN, "again": OWN}).url == "/admin/login/"
    assert not is_inside(client)
    user.refresh_from_db()
    assert (user.must_change_password, user.check_password(OWN)) == (True, False)


def test_pressed_twice_the_later_paper_opens_and_the_earlier_does_not(boss, office):
    user, first = accounts.open_account(email="new@example.com", name="新人 一", roles={"職員"}, by=boss)
    _user, second = accounts.renew_first_password(user_id=user.pk, by=boss)

    assert enter(Client(), user, password=first).status_code == 200
    assert enter(client := Client(), user, password=second).url == FIRST_DAY
    # It is no own password.
    assert client.post(FIRST_DAY, {"password": second, "again": second}).status_code == 200
    assert client.post(FIRST_DAY, {"password": OWN, "again": OWN}).url == FIRST_DAY
    assert enter(Client(), user, password=second).status_code == 200


def test_manager_whose_role_was_taken_is_one_at_no_further_request(boss):
    other = make_manager()
    client = inside(other)
    assert client.get(ADD).status_code == 200

    accounts.change_roles(user_id=other.pk, roles={"職員"}, seen={"管理者"}, by=boss)

    sent = {"email": "new@example.com", "name": "新人 一", "main": "管理者"}
    assert client.post(ADD, sent).status_code == client.get("/admin/colleagues/").status_code == 403
    assert not User.objects.filter(email="new@example.com").exists()
