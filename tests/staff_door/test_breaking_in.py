"""What somebody would try who has a part of what opens the office: an address, a password, an old session, a PC
left alone. Each of these was open once, or is tried because it easily could be."""

import time
from importlib import import_module

import pytest
import time_machine
from django.contrib.sessions.backends.base import UpdateError
from django.test import Client
from django.urls import URLResolver, reverse

from portal.accounts.models import OneTimeSheet, User
from portal.accounts.staff import colleagues, entering, sheets, signing_in, tries
from portal.accounts.staff.errors import TooManyTries
from tests import factories
from tests.staff_door.entering import LOGIN, PASSWORD, enter, errors_on, give_app, is_inside, number_at
from tests.staff_sessions import number_of

pytestmark = pytest.mark.django_db

FIRST_DAY, AGAIN, CHANGE = "/admin/sign-in/first-day/", "/admin/sign-in/again/", "/admin/password_change/"
PUBLIC, OFFICE = "tsunagari.example.jp", "office.example.jp"


def guess(user: User, times: int) -> None:
    for _ in range(times):
        enter(Client(), user, "000000", password="wrong")


# --- pages of the library -----------------------------------------------------------------------------------------


def paths_of(module: str) -> set[str]:
    """Every address that a module of allauth would give, with something in place of its parameters."""

    def walk(patterns, prefix: str) -> set[str]:
        found = set()
        for pattern in patterns:
            path = prefix + str(pattern.pattern)
            found |= walk(pattern.url_patterns, path) if isinstance(pattern, URLResolver) else {path}
        return found

    return {
        path.replace("^", "").replace("$", "").split("(?P")[0].split("<")[0]
        for path in walk(import_module(module).urlpatterns, "")
    }


def test_no_address_of_the_library_answers_wherever_it_might_be_hung(staff_client):
    mfa = {f"{room}/{path}" for room in ("totp", "recovery_codes", "webauthn")
           for path in paths_of(f"allauth.mfa.{room}.urls")}  # fmt: skip
    theirs = paths_of("allauth.account.urls") | {f"2fa/{path}" for path in mfa | {"", "authenticate/"}}
    assert len(theirs) > 25

    answers = {
        path: staff_client.get(f"{root}{path}").status_code
        for path in theirs - {"logout/"}
        for root in ("/accounts/", "/admin/", "/")
        if path
    }

    assert set(answers.values()) == {404}


# --- a part of the second factor ------------------------------------------------------------------------------------


def half_open(user: User, number: str) -> Client:
    """Password and number were right, a new password is asked for: no session has begun."""
    User.objects.filter(pk=user.pk).update(must_change_password=True)
    client = Client()
    enter(client, user, number)
    assert client.get(FIRST_DAY).status_code == 200
    return client


NEW = {"password": "じぶんで決めた 長い言葉", "again": "じぶんで決めた 長い言葉"}


@pytest.mark.parametrize("then", ["nothing", "owner sets up another"])
def test_reset_of_the_factor_ends_a_sign_in_that_was_half_way(then, office, staff, manager):
    thief = half_open(staff, number_of(staff))

    colleagues.reset_factor(user_id=staff.pk, by=manager)
    if then != "nothing":
        give_app(staff)
    thief.post(FIRST_DAY, NEW)

    assert not is_inside(thief)
    staff.refresh_from_db()
    assert staff.check_password(PASSWORD)


def test_ending_all_sessions_ends_one_that_was_half_way(office, staff, manager_client):
    thief = half_open(staff, number_of(staff))

    manager_client.post(reverse("admin:colleague_end", args=[staff.pk]))

    assert thief.get(FIRST_DAY).url == LOGIN


def test_line_of_a_list_that_was_revoked_meanwhile_opens_nothing(staff, manager):
    codes = sheets.make_sheet(user=staff, kind=OneTimeSheet.Kind.ISSUED, by=manager)
    recovery = sheets.make_sheet(user=staff, kind=OneTimeSheet.Kind.RECOVERY, by=staff)
    entering.new_recovery_codes(user=staff)

    assert not signing_in.use_number(staff.pk, recovery[0])
    assert signing_in.use_number(staff.pk, codes[0])
    assert not signing_in.use_number(staff.pk, codes[0])


# --- an open session --------------------------------------------------------------------------------------------------


def test_session_of_staff_becomes_nobodys_when_the_account_is_staffs_no_more(office, staff):
    factories.make_supporter(person=factories.make_person(email=staff.email))
    enter(client := Client(), staff, number_of(staff))
    User.objects.filter(pk=staff.pk).update(is_staff=False)

    assert staff.email not in client.get("/accounts/").content.decode()
    # Nor does it open the office again when they come back.
    User.objects.filter(pk=staff.pk).update(is_staff=True)
    assert not is_inside(client)


def test_account_that_is_staffs_no_more_and_again_has_no_session_left(office, staff, manager_client):
    enter(client := Client(), staff, number_of(staff))
    page = reverse("admin:accounts_user_change", args=[staff.pk])
    typed = {"email": staff.email, "name": staff.name, "is_staff": "on"}

    closed = manager_client.post(page, {name: value for name, value in typed.items() if name != "is_staff"})
    opened = manager_client.post(page, typed)

    assert (closed.status_code, opened.status_code) == (302, 302)
    assert User.objects.get(pk=staff.pk).is_staff
    assert not is_inside(client)


def test_session_kept_in_use_day_and_night_ends_all_the_same(staff):
    start = time.time()
    with time_machine.travel(start):
        enter(client := Client(), staff, number_of(staff))
    for hours in range(6, 48, 6):
        with time_machine.travel(start + hours * 3600):
            assert is_inside(client)

    with time_machine.travel(start + 49 * 3600):
        assert not is_inside(client)


def test_session_ended_elsewhere_is_not_brought_back_by_a_request_that_was_on_its_way(staff):
    enter(client := Client(), staff, number_of(staff))
    session = client.session
    session["anything"] = 1
    staff.sessions.all().delete()

    with pytest.raises(UpdateError):
        session.save()

    assert not staff.sessions.exists()


# --- guessing ---------------------------------------------------------------------------------------------------------


def test_stranger_who_guesses_does_not_keep_a_colleague_out_of_the_browser_they_know(staff):
    secret = give_app(staff)
    known, other = Client(), Client()
    enter(known, staff, number_at(secret, time.time()))
    known.post("/admin/logout/")
    guess(staff, tries.MOST + 1)

    with time_machine.travel(time.time() + 60):
        enter(known, staff, number_at(secret, time.time()))
        enter(other, staff, number_at(secret, time.time() + 30))

    assert (is_inside(known), is_inside(other)) == (True, False)


def test_known_browser_is_counted_too_and_is_known_for_its_own_account_only(staff, manager):
    known = Client()
    enter(known, staff, number_of(staff))
    known.post("/admin/logout/")
    guess(manager, tries.MOST)

    answers = [enter(known, staff, "000000", password="wrong") for _ in range(2 * tries.MOST + 1)]
    enter(known, manager, number_of(manager))

    assert "お待ちください" not in errors_on(answers[-2])[0]
    assert "お待ちください" in errors_on(answers[-1])[0]
    assert not is_inside(known)


@pytest.mark.parametrize("value", ["", "x", "x:y:z"])
def test_made_up_cookie_of_a_known_browser_is_worth_nothing(value, staff):
    known = Client()
    enter(known, staff, number_of(staff))
    (name,) = [name for name in known.cookies if name.startswith("known_")]
    kept = known.cookies[name]
    assert (kept["httponly"], kept["samesite"], kept["path"]) == (True, "Strict", "/admin/")
    assert staff.email not in f"{name}{kept.value}"
    guess(staff, tries.MOST)

    forger = Client()
    forger.cookies[name] = value
    enter(forger, staff, number_of(staff))

    assert not is_inside(forger)


def test_each_further_row_of_wrong_tries_makes_the_address_wait_longer(staff):
    """Ten tries in each quarter of an hour, all day long, would find a number within months."""
    start, tried = time.time(), 0
    for minute in range(0, 24 * 60, 5):
        with time_machine.travel(start + minute * 60, tick=False):
            for _ in range(tries.MOST):
                try:
                    tries.count(staff.email)
                except TooManyTries:
                    break
                tried += 1

    assert tries.MOST < tried <= 10 * tries.MOST


def test_strangers_tries_do_not_stop_who_is_inside_from_confirming(staff):
    secret = give_app(staff)
    enter(client := Client(), staff, number_at(secret, time.time()))
    guess(staff, tries.MOST)

    with time_machine.travel(time.time() + 60):
        answer = client.post(AGAIN, {"number": number_at(secret, time.time()), "next": "/admin/desk/"})

    assert (answer.status_code, getattr(answer, "url", "")) == (302, "/admin/desk/")


def test_numbers_guessed_from_several_sessions_count_together_and_a_manager_undoes_it(staff, manager_client):
    here, there = Client(), Client()
    for client in (here, there):
        enter(client, staff, number_of(staff))
    answers = [
        client.post(AGAIN, {"number": "000000"}) for _ in range(tries.MOST // 2) for client in (here, there)
    ]
    waiting = there.post(AGAIN, {"number": number_of(staff)})

    page = manager_client.get(reverse("admin:colleague", args=[staff.pk])).content.decode()
    manager_client.post(reverse("admin:colleague_unlock", args=[staff.pk]))
    opened = there.post(AGAIN, {"number": number_of(staff)})

    assert {answer.status_code for answer in answers} == {200}
    assert "お待ちください" in errors_on(waiting)[0]
    assert "まちがいが続いたので" in page
    assert opened.status_code == 302


def test_old_password_is_not_guessed_at_a_pc_left_alone(staff):
    enter(client := Client(), staff, number_of(staff))
    typed = {"new_password1": "another-long-one-9", "new_password2": "another-long-one-9"}
    for _ in range(tries.MOST):
        assert client.post(CHANGE, {**typed, "old_password": "wrong"}).status_code == 200

    answer = client.post(CHANGE, {**typed, "old_password": PASSWORD})

    assert (answer.status_code, answer.url) == (302, CHANGE)
    assert "お待ちください" in client.get(CHANGE).content.decode()
    staff.refresh_from_db()
    assert staff.check_password(PASSWORD)


# --- where the office answers -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("script", ["/static", "/x", "/door", "//"])
def test_prefix_that_a_proxy_lets_through_leads_past_no_door(script, office, staff, settings):
    """gunicorn takes SCRIPT_NAME from a header when the proxy is on the same machine."""
    settings.ADMIN_NETWORKS = ["10.1.0.0/16"]

    answer = Client().get("/admin/login/", SCRIPT_NAME=script, REMOTE_ADDR="192.0.2.1")

    assert answer.status_code == 404
    page = Client().get("/help/", SCRIPT_NAME=script).content.decode()
    assert f'href="{script}/trainings/' not in page


@pytest.mark.parametrize(
    "headers",
    [
        {"host": PUBLIC, "x-forwarded-host": OFFICE},
        {"host": PUBLIC, "x-host": OFFICE, "forwarded": f"host={OFFICE}"},
        {"host": f"{PUBLIC}.", "x-original-url": "/admin/"},
        {"host": f"{OFFICE}.{PUBLIC}"},
        {"host": f"{OFFICE}@{PUBLIC}"},
        {"host": f"{PUBLIC}#{OFFICE}"},
        {"host": f"{PUBLIC}, {OFFICE}"},
    ],
)
def test_office_does_not_answer_to_a_host_that_is_only_said(headers, office, settings):
    settings.ALLOWED_HOSTS = [PUBLIC, OFFICE]
    settings.SITE_URL = f"https://{PUBLIC}"
    settings.ADMIN_HOST = OFFICE

    assert Client().get("/admin/login/", headers=headers).status_code in {400, 404}


@pytest.mark.parametrize("path", ["/admin/login/", "/%61dmin/login/", "//admin/login/", "/./admin/login/", "/ADMIN/login/"])  # fmt: skip
@pytest.mark.parametrize("said", ["10.1.2.3", "10.1.2.3, 10.1.2.3", "10.1.2.3,", " ,10.1.2.3"])
def test_office_does_not_answer_to_an_address_that_is_only_said(path, said, office, settings):
    settings.ADMIN_NETWORKS = ["10.1.0.0/16"]
    settings.TRUSTED_PROXIES = ["10.9.0.0/24"]
    names = ("x-forwarded-for", "x-real-ip", "forwarded", "client-ip", "x-client-ip", "true-client-ip")

    for name in names:
        answer = Client().get(path, headers={name: said}, REMOTE_ADDR="192.0.2.1")
        assert answer.status_code == 404
    # As our proxy writes it: what the stranger said first, then from where it came.
    behind = Client().get(path, headers={"x-forwarded-for": f"{said}, 192.0.2.1"}, REMOTE_ADDR="10.9.0.1")
    assert behind.status_code == 404
