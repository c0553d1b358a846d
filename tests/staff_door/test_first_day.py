"""Before the first coming in: an own password where somebody else chose one, an own factor, numbers for its loss."""

import time

import pytest
import time_machine
from django.test import Client

from portal.accounts.models import AccountStep, OneTimeSheet, User
from portal.accounts.staff import sheets, signing_in
from tests import factories
from tests.staff_door.entering import (
    codes_on,
    enter,
    errors_on,
    give_app,
    is_inside,
    number_at,
    secret_on,
)
from tests.staff_sessions import number_of

pytestmark = pytest.mark.django_db

PAGE = "/admin/sign-in/first-day/"


def set_up(client: Client, **more: str):
    secret = secret_on(client.get(PAGE))
    return client.post(PAGE, {"number": number_at(secret, time.time()), "period": "", **more})


def test_first_sign_in_leads_to_an_app_and_to_ten_numbers_and_inside(client, office, staff):
    answer = enter(client, staff, next="/admin/desk/")
    assert (answer.status_code, answer.url) == (302, PAGE)
    assert not is_inside(client)
    assert "<svg" in client.get(PAGE).content.decode()

    done = set_up(client)

    codes = codes_on(done)
    assert len(set(codes)) == 10
    assert done["Cache-Control"].count("no-store") == 1
    assert 'href="/admin/desk/"' in done.content.decode()
    assert is_inside(client)
    assert [step.verb for step in AccountStep.objects.filter(user=staff, by=staff)] == [
        "sheet_made",
        "factor_set",
    ]
    # The numbers open the door when the app is lost, and are not shown again.
    enter(other := Client(), staff, codes[0])
    assert is_inside(other)
    assert codes[1][:4] not in client.get("/admin/sign-in/").content.decode()
    assert client.get(PAGE).url == "/admin/login/"


def test_wrong_number_sets_up_nothing_and_keeps_the_secret(client, office, staff):
    enter(client, staff)
    secret = secret_on(client.get(PAGE))
    number = f"{(int(number_at(secret, time.time())) + 1) % 10**6:06d}"

    answer = client.post(PAGE, {"number": number, "period": ""})

    assert errors_on(answer) == ["番号がちがうか、もう使われています。新しい番号を入れてください。"]
    assert secret_on(answer) == secret
    assert not signing_in.has_factor(staff.pk)
    assert not is_inside(client)


def test_number_that_set_up_the_app_opens_nothing_more(client, office, staff):
    enter(client, staff)
    number = number_at(secret_on(client.get(PAGE)), time.time())
    client.post(PAGE, {"number": number, "period": ""})

    enter(other := Client(), staff, number)

    assert not is_inside(other)


def test_token_with_its_own_secret_takes_the_place_of_the_app(client, office, staff):
    enter(client, staff)
    secret = "JBSWY3DPEHPK3PXP"

    number = number_at(secret, time.time(), period=60)
    client.post(PAGE, {"number": number, "secret": "jbsw y3dp ehpk 3pxp", "period": "60"})

    assert is_inside(client)


def test_password_of_somebody_else_is_changed_first(client, office, staff):
    User.objects.filter(pk=staff.pk).update(must_change_password=True)
    enter(client, staff)
    own = "じぶんで決めた 長い言葉"

    same = client.post(PAGE, {"password": "tests-only-password", "again": "tests-only-password"})
    short = client.post(PAGE, {"password": "みじかい", "again": "みじかい"})
    two = client.post(PAGE, {"password": own, "again": own + "。"})
    client.post(PAGE, {"password": own, "again": own})
    set_up(client)

    assert errors_on(same) == ["最初のパスワードとは別のものにしてください。"]
    assert len(errors_on(short)) == 1
    assert errors_on(two) == ["二つのパスワードがちがいます。もう一度、同じものを入れてください。"]
    assert is_inside(client)
    staff.refresh_from_db()
    assert (staff.check_password(own), staff.must_change_password) == (True, False)


def test_password_of_somebody_else_beside_a_factor_needs_both_and_then_only_a_new_password(
    client, office, staff
):
    User.objects.filter(pk=staff.pk).update(must_change_password=True)
    number = number_of(staff)
    enter(client, staff)
    assert client.get(PAGE).url == "/admin/login/"

    enter(client, staff, number)
    assert not is_inside(client)
    client.post(PAGE, {"password": "じぶんで決めた 長い言葉", "again": "じぶんで決めた 長い言葉"})

    assert is_inside(client)


def test_page_left_open_sets_up_nothing_after_the_owner_has_done_so(office, staff):
    stranger, owner = Client(), Client()
    enter(stranger, staff)
    enter(owner, staff)
    secret = secret_on(stranger.get(PAGE))
    set_up(owner)

    answer = stranger.post(PAGE, {"number": number_at(secret, time.time()), "period": ""})

    assert (answer.status_code, answer.url) == (302, "/admin/login/")
    assert (is_inside(stranger), is_inside(owner)) == (False, True)


def test_page_of_the_first_day_holds_for_half_an_hour_and_not_after_another_password(client, office, staff):
    enter(client, staff)
    assert client.get(PAGE).status_code == 200

    with time_machine.travel(time.time() + 31 * 60):
        assert client.get(PAGE).url == "/admin/login/"
    staff.set_password("another-password-of-staff")
    staff.save()
    assert client.get(PAGE).url == "/admin/login/"


def test_page_of_the_first_day_is_nobodys_without_a_password(client, stranger_client, staff_client):
    for each in (client, stranger_client, staff_client):
        assert each.get(PAGE).url == "/admin/login/"
        assert each.post(PAGE, {"number": "123456"}).url == "/admin/login/"


def test_used_up_list_is_no_way_back_to_the_password_alone(client, office, staff, manager):
    codes = sheets.make_sheet(user=staff, kind=OneTimeSheet.Kind.RECOVERY, by=staff)
    for code in codes:
        assert signing_in.use_number(staff.pk, code)

    answer = enter(client, staff)

    assert answer.status_code == 200
    assert not is_inside(client)


def test_account_that_closed_meanwhile_sets_up_nothing(client, office, staff):
    enter(client, staff)
    User.objects.filter(pk=staff.pk).update(is_active=False)

    assert client.get(PAGE).url == "/admin/login/"


def test_another_app_takes_the_place_of_the_one_before(office, staff):
    old = give_app(staff)
    enter(client := Client(), staff, number_at(old, time.time()))
    enter(elsewhere := Client(), staff, number_at(old, time.time() + 30))
    assert is_inside(elsewhere)
    secret = secret_on(client.get("/admin/sign-in/factor/"))

    done = client.post("/admin/sign-in/factor/", {"number": number_at(secret, time.time()), "period": ""})

    assert len(codes_on(done)) == 10
    assert (is_inside(client), is_inside(elsewhere)) == (True, False)
    assert not signing_in.use_number(staff.pk, number_at(old, time.time() + 60))
    assert signing_in.use_number(staff.pk, number_at(secret, time.time() + 30))


def test_account_of_the_office_is_made_with_factories_as_elsewhere():
    assert not factories.make_user(is_staff=True).must_change_password
