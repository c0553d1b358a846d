"""The sign-in says to nobody, in no way, which addresses are known."""

import html
import itertools
import re

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.accounts.errors import CodeSpent, CodeWrong
from portal.accounts.models import SignInCode, User
from tests import factories
from tests.accounts.signing_in import (
    another_code,
    ask,
    enter,
    error_on,
    is_signed_in,
    scrubbed,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def same_minute():
    with time_machine.travel(timezone.now(), tick=False):
        yield


ADDRESSES = [
    "known@example.com",
    "other@example.com",
    "staff@example.com",
    "close@example.com",
    "ended@example.com",
]


@pytest.fixture
def addresses(office):
    """One address that may sign in, and four of the same length that may not."""
    factories.make_supporter(person=factories.make_person(email="known@example.com"))
    for email in ("staff@example.com", "close@example.com"):
        factories.make_supporter(person=factories.make_person(email=email))
    factories.make_supporter(
        person=factories.make_person(email="ended@example.com"), state="ended", end_reason="wish"
    )
    factories.make_user(email="staff@example.com", is_staff=True)
    factories.make_user(email="close@example.com", is_active=False)


def test_unknown_staff_closed_and_ended_addresses_see_the_same_page_and_get_no_mail(addresses, same_minute):
    pages = {scrubbed(ask(Client(), address))[:2] for address in ADDRESSES}
    texts = {scrubbed(ask(Client(), address))[2].replace(f"{address[:2]}…", "") for address in ADDRESSES}

    assert pages == {(302, "/accounts/code/")}
    assert len(texts) == 1
    assert [message.to for message in mail.outbox] == [["known@example.com"]] * 2


def test_answers_to_wrong_codes_are_the_same_for_every_address(addresses, same_minute):
    answers = set()
    for address in ADDRESSES:
        client = Client()
        ask(client, address)
        code = SignInCode.objects.latest("pk").code
        said = [error_on(enter(client, another_code(code))) for _ in range(11)]
        answers.add(tuple(said))

    assert answers == {(CodeWrong.message,) * 9 + (CodeSpent.message,) * 2}


def test_request_takes_the_same_queries_for_every_address(addresses, same_minute):
    """The mail carrier's own queries come last and in its own time; here they are counted apart."""
    ask(Client(), "first@example.com")  # the count of this network address begins with another query
    asked = []
    for address in ADDRESSES:
        client = Client()
        with CaptureQueriesContext(connection) as queries:
            ask(client, address)
        asked.append([shape(query["sql"]) for query in queries])
    carried = 'FROM "accounts_user"'
    before_the_mail = {tuple(itertools.takewhile(lambda sql: carried not in sql, sqls)) for sqls in asked}

    assert all(any(carried in sql for sql in sqls) for sqls in asked)
    assert len(before_the_mail) == 1


def shape(sql: str) -> str:
    return re.sub(r"'[^']*'|\b\d+\b|\bs\d+_x\d+\b", "?", sql)


def test_right_code_of_an_address_that_may_not_come_in_is_a_wrong_code(addresses):
    for address in ADDRESSES[1:]:
        client = Client()
        ask(client, address)

        assert error_on(enter(client, SignInCode.objects.latest("pk").code)) == CodeWrong.message
        assert not is_signed_in(client)


def test_no_account_is_made_by_asking(addresses):
    before = User.objects.count()
    for address in ADDRESSES:
        ask(Client(), address)

    assert User.objects.count() == before


def test_table_of_codes_holds_no_address(addresses):
    for address in ADDRESSES:
        ask(Client(), address)

    kept = html.unescape(str(list(SignInCode.objects.values())))
    assert SignInCode.objects.count() == len(ADDRESSES)
    assert not any(address in kept for address in ADDRESSES)
