"""Address, password and number: what opens the office, what does not, and what a refusal tells."""

import datetime
import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from cryptography.fernet import Fernet
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import OneTimeCode, OneTimeSheet, StaffTries, User
from portal.accounts.staff import sheets, signing_in, totp, tries
from tests import factories
from tests.staff_door.entering import (
    LOGIN,
    PASSWORD,
    app_of,
    enter,
    errors_on,
    give_app,
    is_inside,
    number_at,
)
from tests.staff_sessions import number_of

pytestmark = pytest.mark.django_db

NOON = 1_790_000_010.0  # ten seconds into a step of thirty, and of sixty
WRONG = "メールアドレス、パスワード、確認の番号のどれかがちがいます。"


@pytest.fixture
def noon():
    with time_machine.travel(NOON, tick=False):
        yield


# --- the ways in ----------------------------------------------------------------------------------------------


def test_password_and_number_of_the_app_open_the_office(client, staff):
    answer = enter(client, staff, number_of(staff), next="/admin/desk/")

    assert (answer.status_code, answer.url) == (302, "/admin/desk/")
    assert is_inside(client)
    assert client.session["staff"]["user"] == staff.pk


def test_number_may_be_typed_in_any_width_and_with_spaces(client, staff):
    number = number_of(staff)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in number)

    enter(client, staff, f" {wide[:3]} {wide[3:]}")

    assert is_inside(client)


def test_secret_lies_encrypted_and_a_lost_key_opens_nothing_and_breaks_nothing(client, staff, settings):
    secret = give_app(staff)
    number = number_at(secret, time.time())
    assert secret not in str(app_of(staff).data)

    old = settings.DATA_KEYS
    settings.DATA_KEYS = [Fernet.generate_key().decode()]
    assert errors_on(enter(client, staff, number))[0].startswith(WRONG)
    settings.DATA_KEYS = [*settings.DATA_KEYS, *old]
    enter(client, staff, number)

    assert is_inside(client)


def test_hardware_token_of_sixty_seconds_works_and_its_slow_clock_is_followed(staff, noon):
    secret = give_app(staff, period=60)

    def tries_number(steps_off: int, at: float) -> bool:
        with time_machine.travel(at, tick=False):
            return signing_in.use_number(staff.pk, number_at(secret, at + steps_off * 60, period=60))

    assert not tries_number(-3, NOON)
    assert tries_number(-2, NOON)
    # Half a year later it is off by three, four, five: each time within reach of the last.
    assert tries_number(-3, NOON + 10**6)
    assert tries_number(-5, NOON + 2 * 10**6)
    assert not tries_number(-1, NOON + 3 * 10**6)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("JBSW Y3DP EHPK 3PXP", "JBSWY3DPEHPK3PXP"),
        ("jbswy3dpehpk3pxp", "JBSWY3DPEHPK3PXP"),
        ("48656c6c6f21deadbeef", "JBSWY3DPEHPK3PXP"),
        ("JBSWY3DP", None),  # too short to be safe
        ("合言葉", None),
        ("", None),
        ("0189", None),
    ],
)
def test_secret_of_a_token_is_read_as_its_paper_shows_it(typed, read):
    assert totp.read_secret(typed) == read


def test_line_of_a_list_opens_once(staff, manager):
    codes = sheets.make_sheet(user=staff, kind=OneTimeSheet.Kind.ISSUED, by=manager)
    first, again = Client(), Client()

    enter(first, staff, codes[3])
    enter(again, staff, codes[3])

    assert len(set(codes)) == 40
    assert (is_inside(first), is_inside(again)) == (True, False)
    assert list(OneTimeCode.objects.exclude(used_at=None).values_list("number", flat=True)) == [4]


def test_list_lies_hashed_and_the_same_number_differently_on_another(staff, manager):
    codes = sheets.make_sheet(user=staff, kind=OneTimeSheet.Kind.ISSUED, by=manager)
    kept = set(OneTimeCode.objects.values_list("digest", flat=True))

    assert kept.isdisjoint(codes)
    assert {len(digest) for digest in kept} == {64}
    assert len(set(OneTimeSheet.objects.values_list("salt", flat=True))) == 1
    sheets.make_sheet(user=staff, kind=OneTimeSheet.Kind.RECOVERY, by=staff)
    assert len(set(OneTimeSheet.objects.values_list("salt", flat=True))) == 2


def test_new_list_makes_the_old_one_worthless(staff, manager):
    old = sheets.make_sheet(user=staff, kind=OneTimeSheet.Kind.ISSUED, by=manager)
    new = sheets.make_sheet(user=staff, kind=OneTimeSheet.Kind.ISSUED, by=manager)

    assert not signing_in.use_number(staff.pk, old[0])
    assert signing_in.use_number(staff.pk, new[0])


def test_number_of_a_colleague_opens_nothing(client, staff, manager):
    number = number_of(manager)

    enter(client, staff, number)
    number_of(staff)
    enter(client, staff, number)

    assert not is_inside(client)


# --- once -------------------------------------------------------------------------------------------------------


def test_number_of_the_app_is_taken_once_and_no_older_one_after_it(staff, noon):
    secret = give_app(staff)
    now, before, after = (number_at(secret, NOON + shift) for shift in (0, -30, 30))
    first, again, older, newer = Client(), Client(), Client(), Client()

    enter(first, staff, now)
    enter(again, staff, now)
    enter(older, staff, before)
    enter(newer, staff, after)

    assert [is_inside(c) for c in (first, again, older, newer)] == [True, False, False, True]


def at_once(work, times: int) -> list[bool]:
    def run(_number: int) -> bool:
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


@pytest.mark.django_db(transaction=True)
def test_same_number_of_the_app_at_once_opens_for_one(staff):
    number = number_of(staff)

    opened = at_once(lambda: signing_in.use_number(staff.pk, number), 6)

    assert sorted(opened) == [False] * 5 + [True]


@pytest.mark.django_db(transaction=True)
def test_same_line_of_a_list_at_once_opens_for_one(staff, manager):
    code = sheets.make_sheet(user=staff, kind=OneTimeSheet.Kind.ISSUED, by=manager)[0]

    opened = at_once(lambda: signing_in.use_number(staff.pk, code), 6)

    assert sorted(opened) == [False] * 5 + [True]


@pytest.mark.django_db(transaction=True)
def test_tries_at_once_do_not_get_past_the_limit(staff):
    number_of(staff)

    def is_compared() -> bool:
        try:
            tries.count(staff.email)
        except tries.TooManyTries:
            return False
        return True

    assert sum(at_once(is_compared, 16)) == tries.MOST


# --- what a refusal tells -----------------------------------------------------------------------------------------


def test_refusal_is_the_same_whatever_was_wrong(staff, stranger):
    number = number_of(staff)
    wrong_number = f"{(int(number) + 1) % 10**6:06d}"
    typed = {
        "number": {"username": staff.email, "password": PASSWORD, "number": wrong_number},
        "no number": {"username": staff.email, "password": PASSWORD, "number": ""},
        "password": {"username": staff.email, "password": "wrong", "number": number},
        "both": {"username": staff.email, "password": "wrong", "number": wrong_number},
        "unknown": {"username": "nobody@example.com", "password": "wrong", "number": wrong_number},
        "no staff": {"username": stranger.email, "password": PASSWORD, "number": wrong_number},
    }

    answers = {name: Client().post(LOGIN, data) for name, data in typed.items()}

    assert {name: (a.status_code, errors_on(a)) for name, a in answers.items()} == {
        name: (200, errors_on(answers["both"])) for name in typed
    }
    assert errors_on(answers["both"])[0].startswith(WRONG)
    # The right number beside the wrong password was not used up.
    enter(client := Client(), staff, number)
    assert is_inside(client)


def test_refusal_takes_the_same_steps_for_known_and_unknown(staff, stranger):
    number_of(staff)
    closed = factories.make_user(is_staff=True, is_active=False)
    asked = {}
    for address in (staff.email, stranger.email, closed.email, "nobody@example.com"):
        for password in ("wrong", PASSWORD):
            StaffTries.objects.all().delete()
            with CaptureQueriesContext(connection) as queries:
                Client().post(LOGIN, {"username": address, "password": password, "number": "000000"})
            asked[address, password] = sorted(
                re.split(" WHERE | VALUES | SET ", query["sql"])[0]
                for query in queries
                if "SAVEPOINT" not in query["sql"] and "portal_cache" not in query["sql"]
            )

    # One password hashed each time, by Django, and these same queries.
    assert len({tuple(steps) for steps in asked.values()}) == 1
    assert len(asked["nobody@example.com", "wrong"]) > 5


def test_after_ten_wrong_tries_an_address_waits_a_quarter_of_an_hour_known_or_not(staff, noon):
    secret = give_app(staff)
    answers = {}
    for address in (staff.email, "nobody@example.com"):
        data = {"username": address, "password": "wrong", "number": "000000"}
        answers[address] = [errors_on(Client().post(LOGIN, data))[0] for _ in range(tries.MOST + 1)]
    assert answers[staff.email] == answers["nobody@example.com"]
    assert answers[staff.email][-2].startswith(WRONG)
    assert "お待ちください" in answers[staff.email][-1]

    refused, later = Client(), Client()
    enter(refused, staff, number_at(secret, NOON))
    wait = (tries.WAIT + datetime.timedelta(seconds=1)).total_seconds()
    with time_machine.travel(NOON + wait, tick=False):
        enter(later, staff, number_at(secret, NOON + wait))

        assert (is_inside(refused), is_inside(later)) == (False, True)


def test_right_try_begins_the_count_anew_and_one_address_stops_no_other(staff, manager):
    for _ in range(tries.MOST - 1):
        enter(Client(), staff, "000000", password="wrong")
    enter(client := Client(), staff, number_of(staff))
    for _ in range(tries.MOST):
        enter(Client(), staff, "000000", password="wrong")
    enter(other := Client(), manager, number_of(manager))

    assert (is_inside(client), is_inside(other)) == (True, True)


def test_page_of_the_door_shows_numbers_in_the_demo_only(client, staff, settings):
    totp.give_demo_app(staff, totp.new_secret())
    number = totp.next_code(app_of(staff)) if settings.DEMO else None
    assert number is None

    production = client.get(LOGIN).content.decode()
    settings.DEMO = True
    demo = client.get(LOGIN).content.decode()
    shown = totp.next_code(app_of(staff))
    settings.DEMO = False
    refused = enter(client, staff, shown)

    assert "体験版" not in production
    assert staff.email not in production
    assert shown in demo
    # Nor does the demo's app open anything elsewhere.
    assert errors_on(refused)[0].startswith(WRONG)
    settings.DEMO = True
    enter(client, staff, shown)
    assert is_inside(client)
    # What is shown next is a number that was not used.
    assert shown not in Client().get(LOGIN).content.decode()


def test_staff_flag_alone_decides_who_has_this_door(client, stranger):
    number = number_of(stranger)
    enter(client, stranger, number)

    assert not User.objects.get(pk=stranger.pk).is_staff
    assert "_auth_user_id" not in client.session
