"""How often a code may be tried and asked for, without locking out a library."""

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone

from portal.accounts import codes
from portal.accounts.errors import CodeSpent, CodeWrong
from portal.accounts.models import SignInCode
from tests import factories
from tests.accounts.signing_in import (
    ADDRESS,
    another_code,
    ask,
    codes_mailed,
    enter,
    error_on,
    is_signed_in,
    scrubbed,
)

pytestmark = pytest.mark.django_db
MINUTES = datetime.timedelta(minutes=1)


def test_ten_wrong_tries_end_the_code_and_asking_again_gives_a_new_one(client, hanako):
    ask(client)
    (code,) = codes_mailed()
    answers = [error_on(enter(client, another_code(code))) for _ in range(10)]

    assert answers == [CodeWrong.message] * 9 + [CodeSpent.message]
    assert error_on(enter(client, code)) == CodeSpent.message
    client.post("/accounts/code/again/")
    assert codes_mailed()[1] != code
    enter(client, codes_mailed()[1])
    assert is_signed_in(client)


@pytest.mark.django_db(transaction=True)
def test_guesses_at_the_same_moment_are_all_counted(hanako):
    row = codes.ask(address=ADDRESS, now=timezone.now())
    wrong = another_code(row.code)

    def guess(_):
        try:
            codes.use(address=ADDRESS, code=wrong, now=timezone.now())
        except (CodeWrong, CodeSpent) as error:
            return type(error)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(guess, range(30)))

    assert answers.count(CodeWrong) == 9
    assert SignInCode.objects.get().tries == 10


def test_eleventh_mail_within_an_hour_is_not_sent_and_the_page_says_the_same(client, hanako):
    pages = {scrubbed(ask(Client(), ADDRESS)) for _ in range(11)}

    assert len(codes_mailed()) == 10
    assert len(pages) == 1
    with time_machine.travel(timezone.now() + 61 * MINUTES):
        ask(client)
    assert len(codes_mailed()) == 11


def test_twenty_mails_a_day_are_the_most(hanako):
    start = timezone.now()
    for hour in range(6):
        with time_machine.travel(start + hour * 61 * MINUTES):
            for _ in range(4):
                ask(Client())

    assert len(codes_mailed()) == 20


def test_whole_library_may_sign_in_from_one_network_address(hanako):
    for number in range(60):
        factories.make_supporter(person=factories.make_person(email=f"reader{number}@example.com"))
        ask(Client(), f"reader{number}@example.com")

    assert len(codes_mailed()) == 60


def test_machine_that_asks_without_end_is_stopped_and_told(client, hanako, settings):
    settings.ACCOUNT_RATE_LIMITS = {"request_login_code": "2/h/ip"}
    ask(Client(), "a@example.com")
    ask(Client(), "b@example.com")

    answer = ask(client)

    assert "続けてたくさんの申し込みがありました" in answer.content.decode()
    assert codes_mailed() == []
