"""Sessions lie in the database without the key that opens them."""

import pytest
from django.contrib.sessions.management.commands.clearsessions import Command
from django.db import connection
from django.test import Client
from django.utils import timezone

from portal.accounts.models import UserSession
from portal.accounts.session_store import SessionStore
from portal.private.tokens import at_rest
from tests import factories

pytestmark = pytest.mark.django_db


def is_signed_in(key: str) -> bool:
    client = Client()
    client.cookies["sessionid"] = key
    return client.get("/accounts/").wsgi_request.user.is_authenticated


@pytest.fixture
def key(office) -> str:
    client = Client()
    client.force_login(factories.make_user())
    return client.session.session_key


def test_key_of_the_cookie_opens_and_what_the_database_holds_does_not(key):
    (row,) = UserSession.objects.all()

    assert is_signed_in(key)
    assert row.session_key == at_rest(key)
    assert key not in f"{row.session_key} {row.session_data} {row.get_decoded()}"
    assert not is_signed_in(row.session_key)


def test_session_lives_through_its_whole_life_under_the_hash(key):
    session = SessionStore(key)
    session["a"] = 1
    session.save()
    assert SessionStore(key)["a"] == 1
    assert (session.exists(key), session.exists(at_rest(key))) == (True, False)

    session.cycle_key()
    assert (SessionStore(key).load(), SessionStore(session.session_key)["a"]) == ({}, 1)
    session.flush()
    assert not UserSession.objects.exists()


def test_expired_session_opens_nothing_and_is_cleared(key):
    UserSession.objects.update(expire_date=timezone.now())

    assert not is_signed_in(key)
    Command().handle()
    assert not UserSession.objects.exists()


@pytest.mark.parametrize("made_up", ["", "x", "a" * 32, "a\x00" * 16, "é" * 64, "' OR 1=1"])
def test_made_up_key_is_nobodys_and_breaks_nothing(key, made_up):
    assert SessionStore(made_up).load() == {}
    assert not is_signed_in(made_up)
    assert UserSession.objects.count() == 1


def test_database_hashes_what_is_moved_as_we_do(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT encode(sha256(convert_to(%s, 'UTF8')), 'hex')", ["a\\x41-_9あ"])
        assert cursor.fetchone() == (at_rest("a\\x41-_9あ"),)
