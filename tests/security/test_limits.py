"""One place of the network that sends very often is asked to wait, and loses nothing."""

from urllib.parse import urlencode

import pytest

from portal.bookings.models import BookingDraft
from portal.office import last_known
from tests import factories
from tests.bookings.test_apply_pages import typed

pytestmark = pytest.mark.django_db

HOME, LIBRARY = "203.0.113.7", "198.51.100.9"


@pytest.fixture(autouse=True)
def few(office, settings, time_machine):
    time_machine.move_to("2026-11-02T10:15:00+09:00", tick=False)
    settings.LIMITS = {"send": 2, "look_up": 2, "search": 2}


@pytest.fixture
def address():
    return f"/trainings/{factories.make_training().slug}/apply/"


def test_one_address_after_its_number_waits_and_keeps_what_was_typed(client, address):
    body, kind = urlencode(typed()), "application/x-www-form-urlencoded"
    sent = [client.post(address, body, content_type=kind, REMOTE_ADDR=HOME) for _ in range(3)]

    assert [response.status_code for response in sent] == [302, 302, 429]
    content = sent[2].content.decode()
    assert sent[2]["Retry-After"] == "2700"
    assert "no-store" in sent[2]["Cache-Control"]
    assert "45分ほど待ってから" in content
    assert '<input type="hidden" name="name" value="見本 花子">' in content
    assert not sent[2].cookies
    assert BookingDraft.objects.count() == 2
    assert client.post(address, typed(), REMOTE_ADDR=LIBRARY).status_code == 302
    assert client.get(address, REMOTE_ADDR=HOME).status_code == 200


def test_page_that_asks_to_wait_names_the_offices_telephone(client, address, settings, tmp_path):
    settings.LAST_KNOWN_FILE = str(tmp_path / "last-known.json")
    last_known.keep()

    page = [client.post(address, typed(), REMOTE_ADDR=HOME) for _ in range(3)][2].content.decode()

    body = page.split("<main")[1].split("</main>")[0]
    assert '<a class="call" href="tel:0857510295">' in body


def test_next_hour_begins_anew(client, address, time_machine):
    for _ in range(3):
        client.post(address, typed(), REMOTE_ADDR=HOME)
    time_machine.move_to("2026-11-02T11:00:00+09:00", tick=False)

    assert client.post(address, typed(), REMOTE_ADDR=HOME).status_code == 302


def test_household_with_many_addresses_is_one(client, address):
    codes = [client.post(address, typed(), REMOTE_ADDR=f"2001:db8::{n}").status_code for n in (1, 2, 3)]

    assert codes == [302, 302, 429]
    assert client.post(address, typed(), REMOTE_ADDR="2001:db8:0:1::1").status_code == 302


def test_who_is_signed_in_is_counted_by_account(stranger_client, client, address):
    for _ in range(3):
        client.post(address, typed(), REMOTE_ADDR=LIBRARY)

    codes = [stranger_client.post(address, typed(), REMOTE_ADDR=LIBRARY).status_code for _ in range(3)]

    assert codes == [302, 302, 429]


def test_proxy_that_nobody_named_stands_for_nobody(client, address):
    codes = {client.post(address, typed(), REMOTE_ADDR="127.0.0.1").status_code for _ in range(4)}

    assert codes == {302}


@pytest.mark.parametrize(
    "path",
    [
        "/bookings/",
        "/supporters/interest/",
        "/orgs/join/",
        "/supporters/concerns/new/write/",
        "/contact/form/",
        "/trainings/visits/form/",
    ],
)
def test_other_forms_have_a_limit_too(client, path):
    codes = [client.post(path, {}, REMOTE_ADDR=HOME).status_code for _ in range(3)]

    assert codes == [200, 200, 429]


def test_search_without_end_waits_and_the_open_lines_are_shown_all_the_same(client):
    factories.make_helpline(telephone="0120-000-001")
    factories.make_gathering(name="茶の間")
    ask = {"q": "茶の間 つらい"}
    answers = [client.get("/search/", ask, REMOTE_ADDR=HOME) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    content = answers[2].content.decode()
    assert "45分ほど待つと、またさがせます。" in content
    assert 'href="tel:0120000001"' in content
    assert 'value="茶の間 つらい"' in content
    assert not answers[2].cookies
    assert client.get("/search/", REMOTE_ADDR=HOME).status_code == 200
    assert "茶の間" in client.get("/search/", {"q": "茶の間"}, REMOTE_ADDR=LIBRARY).content.decode()


def test_certificates_are_looked_up_so_often_and_the_code_stays_typed(client):
    code = {"code": "7K3M-P4QX-92TB-HD6W"}
    answers = [client.get("/certificates/", code, REMOTE_ADDR=HOME) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    content = answers[2].content.decode()
    assert "45分ほど待ってから" in content
    assert 'value="7K3M-P4QX-92TB-HD6W"' in content
    assert client.get("/certificates/", REMOTE_ADDR=HOME).status_code == 200
    assert client.get("/certificates/", code, REMOTE_ADDR=LIBRARY).status_code == 200
