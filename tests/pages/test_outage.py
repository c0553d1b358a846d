"""The portal while its database is away: a page that helps, keeps what was typed, and goes away by itself."""

import contextlib
from collections.abc import Iterator

import psycopg2
import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, OperationalError, connection
from django.test import Client

from portal import outage, periodic
from portal.bookings.models import BookingDraft
from portal.office import last_known
from tests import factories

with_database = pytest.mark.django_db(transaction=True)


@pytest.fixture
def copy(tmp_path, settings):
    """A place of this test's own for what is kept beside the database."""
    settings.LAST_KNOWN_FILE = str(tmp_path / "kept" / "last-known.json")
    return tmp_path / "kept" / "last-known.json"


@pytest.fixture
def anyone() -> Client:
    return Client(raise_request_exception=False)


@contextlib.contextmanager
def database_away() -> Iterator[None]:
    """Throw out whoever is connected to the tests' database and let nobody in."""
    name = connection.settings_dict["NAME"]
    parameters = connection.get_connection_params() | {"dbname": "postgres"}
    connection.close()
    with contextlib.closing(psycopg2.connect(**parameters)) as server:
        server.autocommit = True
        cursor = server.cursor()
        cursor.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        try:
            yield
        finally:
            cursor.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
            connection.close()


@with_database
def test_page_while_database_is_away_says_whom_to_call(anyone, copy):
    factories.make_office()
    factories.make_helpline(name="見本の相談ダイヤル", telephone="0120-111-222")
    factories.make_helpline(name="チャットだけの窓口", telephone="", chat_url="https://chat.example/")
    factories.make_helpline(name="終わった窓口", telephone="0120-333-444", valid_until="2020-01-01")
    assert "office.last_known" not in periodic.run_all()

    with database_away():
        response = anyone.get("/trainings/")
        page = response.content.decode()

    assert response.status_code == 503
    assert response["Retry-After"] == "60"
    assert "no-store" in response["Cache-Control"]
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert not response.cookies
    for shown in ("0857-51-0295", "0120-111-222", 'href="tel:119"', 'href="tel:110"'):
        assert shown in page
    for hidden in ("チャットだけの窓口", "終わった窓口", "まだ受け付けていません", "OperationalError"):
        assert hidden not in page


@with_database
def test_pages_come_back_with_the_database(anyone, copy):
    with database_away():
        away = anyone.get("/trainings/")

    assert (away.status_code, anyone.get("/trainings/").status_code) == (503, 200)


@with_database
@pytest.mark.parametrize("kept", [None, '[{"model": "office.gone", "pk": 1, "fields": {}}]'])
def test_page_without_a_copy_names_lines_for_everybody(anyone, copy, kept):
    if kept is not None:
        copy.parent.mkdir()
        copy.write_text(kept)

    with database_away():
        response = anyone.get("/help/")

    assert response.status_code == 503
    assert "0120-279-338" in response.content.decode()


@with_database
def test_signed_in_visitor_sees_the_page_and_keeps_the_session(org_manager_client, copy):
    client = org_manager_client
    client.raise_request_exception = False

    with database_away():
        response = client.get("/accounts/")

    assert (response.status_code, dict(response.cookies)) == (503, {})
    assert client.get("/accounts/").status_code == 200


@with_database
def test_application_sent_meanwhile_is_given_back_to_be_sent_again(anyone, copy):
    occasion = factories.make_training(slug="kokufu")
    typed = {
        "name": "見本 <b>花子</b>",
        "kana": "ミホン ハナコ",
        "contact_wish": "mail",
        "email": "hanako@example.jp",
        "accommodations": ["wheelchair", "sign"],
        "helpers": "0",
    }

    with database_away():
        response = anyone.post(f"/trainings/{occasion.slug}/apply/", typed)
        # As a browser sends it: the test's own way of posting marks everything as a possible file.
        encoded = anyone.post(
            f"/trainings/{occasion.slug}/apply/",
            "name=%E8%A6%8B%E6%9C%AC%3Cb%3E&accommodations=wheelchair&accommodations=sign",
            content_type="application/x-www-form-urlencoded",
        )
    page = encoded.content.decode()

    assert (response.status_code, encoded.status_code) == (503, 503)
    assert "まだ受け付けていません" in page
    assert '<input type="hidden" name="name" value="見本&lt;b&gt;">' in page
    assert page.count('name="accommodations"') == 2
    assert '<form method="post">' in page
    assert "ブラウザーの「戻る」" in response.content.decode()
    assert not BookingDraft.objects.exists()


@with_database
def test_confirmation_sent_meanwhile_keeps_its_key_and_is_taken_once(anyone, copy):
    occasion = factories.make_training(slug="kokufu")
    typed = {"name": "見本 花子", "kana": "ミホン ハナコ", "contact_wish": "mail", "email": "h@example.jp"}
    confirm = anyone.post(f"/trainings/{occasion.slug}/apply/", typed | {"helpers": "0"})["Location"]

    with database_away():
        page = anyone.post(confirm, "", content_type="application/x-www-form-urlencoded").content.decode()
    receipts = {anyone.post(confirm)["Location"] for _press in range(2)}

    assert "同じ内容でもう一度送る" in page
    assert "二重にはなりません" in page
    assert len(receipts) == 1
    assert occasion.bookings.count() == 1


@with_database
def test_password_is_never_written_into_the_page(anyone, copy):
    with database_away():
        response = anyone.post(
            "/trainings/kokufu/apply/",
            "name=x&password=geheim-geheim",
            content_type="application/x-www-form-urlencoded",
        )

    assert response.status_code == 503
    assert "geheim" not in response.content.decode()


@with_database
def test_whoever_watches_is_told(anyone, copy):
    with database_away():
        assert anyone.get("/healthz").status_code == 503


@pytest.mark.django_db
def test_copy_is_written_whole_and_only_when_something_changed(copy):
    factories.make_office()
    last_known.keep()
    written = copy.stat().st_mtime_ns
    last_known.keep()
    assert copy.stat().st_mtime_ns == written

    factories.make_office(telephone="0857000000")
    last_known.keep()

    assert last_known.last_known().office.telephone == "0857000000"
    assert [path.name for path in copy.parent.iterdir()] == [copy.name]


def caused_by(error: Exception, code: str | None) -> Exception:
    class Driver(psycopg2.Error):
        pgcode = code

    error.__cause__ = Driver()
    return error


@pytest.mark.parametrize(
    ("error", "does_pass"),
    [
        (caused_by(OperationalError(), None), True),
        (caused_by(OperationalError(), "55P03"), True),  # no lock in five seconds
        (caused_by(OperationalError(), "57014"), True),  # statement too slow
        (caused_by(DatabaseError(), "53100"), True),  # the server's disk is full
        (caused_by(DatabaseError(), "25006"), True),  # a standby that takes no writes yet
        (caused_by(DatabaseError(), "42P01"), False),  # a table that does not exist
        (caused_by(IntegrityError(), "23505"), False),
        (OSError(28, "no space"), True),
        (OSError(13, "forbidden"), False),
        (ValidationError("x"), False),
        (None, False),
    ],
)
def test_what_passes_by_itself(error, does_pass):
    assert outage.passes(error) is does_pass
