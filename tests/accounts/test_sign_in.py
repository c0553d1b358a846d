"""Coming in by a code: what works, what does not, and what a stranger must not learn."""

import datetime
import re
import time

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from portal.accounts import codes, doors
from portal.accounts.errors import CodeOld, CodeUsed, CodeWrong
from portal.accounts.models import SignInCode, User
from portal.correspondence.models import Message, OutboxMail
from tests import factories
from tests.accounts.signing_in import (
    ADDRESS,
    another_code,
    ask,
    codes_mailed,
    enter,
    error_on,
    is_signed_in,
)

pytestmark = pytest.mark.django_db

MINUTES = datetime.timedelta(minutes=1)


# --- the way in ---------------------------------------------------------------------------------------------


def test_supporter_comes_in_by_a_code_and_gets_an_account_without_a_password(client, hanako):
    asked = ask(client)
    (code,) = codes_mailed()
    entered = enter(client, code)

    assert (asked.status_code, asked.url) == (302, "/accounts/code/")
    assert (entered.status_code, entered.url) == (302, "/accounts/")
    user = User.objects.get()
    assert (user.email, user.has_usable_password(), user.is_staff) == (ADDRESS, False, False)
    assert ADDRESS in client.get("/accounts/").content.decode()


def test_mail_names_code_time_and_office_and_no_person(client, hanako):
    with time_machine.travel(datetime.datetime(2026, 5, 1, 10, 5, tzinfo=timezone.get_current_timezone())):
        ask(client)

    (message,) = mail.outbox
    assert message.to == [ADDRESS]
    assert message.subject == "確認コードのお知らせ"
    assert "10:35まで" in message.body
    assert "0857-51-0295" in message.body
    assert hanako.person.name not in message.body


def test_code_enters_neither_outbox_nor_messages(client, hanako):
    ask(client)

    assert len(codes_mailed()) == 1
    assert (OutboxMail.objects.count(), Message.objects.count()) == (0, 0)


@pytest.mark.parametrize("typed", ["{}", " {} ", "{0[0]} {0[1]}{0[2]}-{0[3]}{0[4]}{0[5]}", "wide"])
def test_code_may_be_typed_in_any_width_and_with_spaces(client, hanako, typed):
    ask(client)
    (code,) = codes_mailed()
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code)

    enter(client, wide if typed == "wide" else typed.format(code))

    assert is_signed_in(client)


def test_address_may_be_typed_in_any_case_and_width(client, hanako):
    ask(client, "Ｈanako@EXAMPLE.com")
    (code,) = codes_mailed()
    enter(client, code)

    assert is_signed_in(client)
    assert User.objects.get().email == ADDRESS


def test_way_back_leads_to_the_page_that_was_wanted_and_nowhere_else(hanako):
    for wanted, reached in (
        ("/help/", "/help/"),
        ("https://evil.example/", "/accounts/"),
        ("//evil.example/", "/accounts/"),
    ):
        client = Client()
        ask(client, next=wanted)

        assert enter(client, codes_mailed()[-1]).url == reached


def test_session_of_somebody_signed_in_gets_a_new_key(client, hanako):
    ask(client)
    before = client.session.session_key
    enter(client, codes_mailed()[0])

    assert client.session.session_key != before


def test_signing_out_ends_the_session(client, hanako):
    ask(client)
    enter(client, codes_mailed()[0])

    client.post("/accounts/logout/")

    assert not is_signed_in(client)
    assert "ログアウトしました" in client.get("/accounts/").content.decode()


# --- the page with the box ------------------------------------------------------------------------------------


def test_page_for_the_code_is_there_again_and_says_when_where_and_what_to_do(client, hanako, settings):
    settings.DEFAULT_FROM_EMAIL = "つながり <tsunagari@city.example.jp>"
    with time_machine.travel(datetime.datetime(2026, 5, 1, 10, 5, tzinfo=timezone.get_current_timezone())):
        ask(client)
        back = client.get("/accounts/")
        page = client.get("/accounts/code/").content.decode()

    assert back.url == "/accounts/code/"
    assert "ha…@example.com" in page
    assert ADDRESS not in page
    assert "10:05" in page
    assert "10:35まで" in page
    assert "迷惑メール" in page
    assert "<strong>city.example.jp</strong>" in page
    assert "0857-51-0295" in page


def test_box_takes_a_pasted_code_and_invites_the_keyboard_for_digits(client, hanako):
    ask(client)
    (box,) = re.findall(r'<input[^>]*name="code"[^>]*>', client.get("/accounts/code/").content.decode())

    assert 'autocomplete="one-time-code"' in box
    assert 'inputmode="numeric"' in box
    assert "maxlength" not in box


def test_page_for_the_code_without_having_asked_leads_to_the_address(client):
    assert client.get("/accounts/code/").url == "/accounts/"


def test_page_says_that_the_time_is_over_and_asks_again_in_one_press(client, hanako):
    ask(client)
    with time_machine.travel(timezone.now() + 31 * MINUTES):
        assert "時間が過ぎました" in client.get("/accounts/code/").content.decode()
        client.post("/accounts/code/again/")
        enter(client, codes_mailed()[-1])

        assert is_signed_in(client)


def test_other_address_begins_anew_and_keeps_where_to(client, hanako):
    ask(client, "slip@example.com", next="/help/")

    answer = client.post("/accounts/code/other/")

    assert answer.url == "/accounts/?next=%2Fhelp%2F"
    assert client.get(answer.url).status_code == 200


def test_asking_again_sends_the_same_live_code_also_to_another_browser(client, hanako):
    other = Client()
    ask(client)
    client.post("/accounts/code/again/")
    ask(other)

    assert len(codes_mailed()) == 3
    assert len(set(codes_mailed())) == 1
    enter(other, codes_mailed()[0])
    assert is_signed_in(other)


def test_asking_again_lets_the_code_live_on_for_half_an_hour(client, hanako):
    ask(client)
    start = timezone.now()
    with time_machine.travel(start + 29 * MINUTES):
        client.post("/accounts/code/again/")
    with time_machine.travel(start + 50 * MINUTES):
        enter(client, codes_mailed()[0])

    assert is_signed_in(client)


# --- wrong, old, used, too many -----------------------------------------------------------------------------


def test_wrong_code_is_said_and_the_right_one_still_works(client, hanako):
    ask(client)
    (code,) = codes_mailed()

    assert error_on(enter(client, another_code(code))) == CodeWrong.message
    assert not is_signed_in(client)
    enter(client, code)
    assert is_signed_in(client)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "12345\x00"])
def test_what_is_no_code_is_no_try(client, hanako, typed):
    ask(client)

    assert enter(client, typed).status_code == 200
    assert SignInCode.objects.get().tries == 0


def test_old_code_is_said(client, hanako):
    ask(client)
    (code,) = codes_mailed()
    with time_machine.travel(timezone.now() + 30 * MINUTES):
        assert error_on(enter(client, code)) == CodeOld.message
    assert not is_signed_in(client)


def test_used_code_is_said_to_those_who_know_it_and_is_wrong_for_everybody_else(client, hanako):
    other = Client()
    ask(client)
    ask(other)
    code = codes_mailed()[0]
    enter(client, code)

    assert error_on(enter(other, code)) == CodeUsed.message
    assert error_on(enter(other, another_code(code))) == CodeWrong.message
    assert not is_signed_in(other)


def test_code_of_another_browser_is_asked_for_first(client, hanako):
    ask(client)
    other = Client()

    answer = other.post("/accounts/code/", {"code": codes_mailed()[0]}, follow=True)

    assert not is_signed_in(other)
    assert "この画面では、まだコードを申し込んでいません" in answer.content.decode()


def test_code_of_another_address_is_wrong(client, hanako):
    factories.make_supporter(person=factories.make_person(email="other@example.com"))
    ask(client)
    ask(Client(), "other@example.com")

    assert error_on(enter(client, codes_mailed()[1])) == CodeWrong.message


# --- doors ----------------------------------------------------------------------------------------------------


def test_any_app_may_open_the_door_to_an_address(client, office):
    def opener(address: str) -> bool:
        return address == "org@example.com"

    ask(client, "org@example.com")
    assert codes_mailed() == []
    doors.register_opener(opener)
    try:
        ask(client, "org@example.com")
        enter(client, codes_mailed()[0])
    finally:
        doors.unregister_opener(opener)

    assert is_signed_in(client)


def test_account_closed_during_a_session_opens_nothing_at_the_next_request(client, hanako):
    ask(client)
    enter(client, codes_mailed()[0])
    assert "ログアウト" in client.get("/accounts/").content.decode()

    User.objects.update(is_active=False)

    assert "ログアウト" not in client.get("/accounts/").content.decode()


@pytest.mark.parametrize(
    "path",
    ["signup/", "password/reset/", "password/change/", "email/", "confirm-email/", "login/", "inactive/"],
)
def test_no_page_of_allauth_has_an_address(client, path):
    assert client.get(f"/accounts/{path}").status_code == 404


@pytest.mark.parametrize("path", ["code/again/", "code/other/", "logout/"])
def test_what_changes_something_refuses_to_be_followed_as_a_link(client, path):
    assert client.get(f"/accounts/{path}").status_code == 405


def test_codes_are_forgotten_after_a_day(client, hanako):
    ask(client)
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=24)):
        assert codes.clear_codes() == 0
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=25)):
        assert codes.clear_codes() == 1


# --- the demo -------------------------------------------------------------------------------------------------


def test_code_stands_on_the_page_in_the_demo_and_nowhere_else(client, hanako, settings):
    ask(client)
    (code,) = codes_mailed()

    assert code not in client.get("/accounts/code/").content.decode()
    settings.DEMO = True
    page = client.get("/accounts/code/").content.decode()
    assert f">{code}<" in page
    assert "体験版" in page


def test_demo_shows_no_code_for_an_address_that_gets_none(client, office, settings):
    settings.DEMO = True
    ask(client, "unknown@example.com")

    assert SignInCode.objects.get().code not in client.get("/accounts/code/").content.decode()


# --- mails on their own way ---------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_mail_leaves_in_the_background_after_the_answer(client, hanako, settings):
    settings.CODES_IN_BACKGROUND = True
    ask(client)

    deadline = time.monotonic() + 5
    while not mail.outbox and time.monotonic() < deadline:
        time.sleep(0.01)
    assert len(codes_mailed()) == 1


def test_mail_server_that_is_away_changes_nothing_on_the_page(client, hanako, settings, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    assert ask(client).url == "/accounts/code/"
    assert "a sign-in code was not sent: ConnectionRefusedError" in caplog.text
    assert ADDRESS not in caplog.text
