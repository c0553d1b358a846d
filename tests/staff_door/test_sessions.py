"""One's own running sessions: seen without what would open them, and ended one by one or all but this."""

import re
import time

import pytest
import time_machine
from django.test import Client

from portal.accounts.models import UserSession
from portal.accounts.staff.agents import coarse_agent
from portal.accounts.staff.sessions import running_sessions
from tests.staff_door.entering import enter, is_inside
from tests.staff_sessions import number_of

pytestmark = pytest.mark.django_db

OWN = "/admin/sign-in/"
END = "/admin/sign-in/end/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Safari/604.1"


@pytest.fixture
def here_and_there(staff):
    clients = [Client(headers={"user-agent": agent}) for agent in (FIREFOX, IPHONE)]
    for client in clients:
        enter(client, staff, number_of(staff), password="tests-only-password")
    return clients


def handles(client: Client) -> list[str]:
    return re.findall(r'name="handle" value="([^"]+)"', client.get(OWN).content.decode())


def test_sessions_are_listed_with_machine_and_times_and_without_their_keys(staff, here_and_there):
    here, _there = here_and_there

    page = here.get(OWN).content.decode()

    assert "Linux・Firefox" in page
    assert "iPhone・Safari" in page
    assert "127.0.0.1" not in page
    for client in here_and_there:
        assert client.session.session_key not in page
    assert len(handles(here)) == 1
    assert "127.0.0.1" not in str([row.get_decoded() for row in UserSession.objects.all()])


def test_one_is_ended_by_its_owner(staff, here_and_there):
    here, there = here_and_there

    here.post(END, {"handle": handles(here)[0]})

    assert (is_inside(here), is_inside(there)) == (True, False)
    assert handles(here) == []
    assert [step.verb for step in staff.account_steps.all()] == ["sessions_ended"]


def test_all_but_this_are_ended(here_and_there):
    here, there = here_and_there

    here.post(END)

    assert (is_inside(here), is_inside(there)) == (True, False)


def test_session_of_somebody_else_is_not_found(here_and_there, manager):
    other = Client()
    enter(other, manager, number_of(manager))

    assert other.post(END, {"handle": handles(here_and_there[0])[0]}).status_code == 404
    assert is_inside(here_and_there[1])


def test_ending_is_a_press_of_staff(staff_client, stranger_client, client):
    assert staff_client.get(END).status_code == 405
    for each in (client, stranger_client):
        assert each.post(END).url.startswith("/admin/login/")
        assert each.get(OWN).url.startswith("/admin/login/")


def test_idle_session_is_no_longer_listed(staff, here_and_there):
    assert len(running_sessions(staff)) == 2

    with time_machine.travel(time.time() + 13 * 3600):
        assert running_sessions(staff) == []


@pytest.mark.parametrize(
    ("header", "shown"),
    [
        (FIREFOX, "Linux・Firefox"),
        (IPHONE, "iPhone・Safari"),
        (
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36",
            "Android・Chrome",
        ),
        ("curl/8", "わからない機器"),
        ("", "わからない機器"),
    ],
)
def test_machine_is_named_coarsely(header, shown):
    assert coarse_agent(header) == shown


def test_new_recovery_numbers_replace_the_old_ones(staff, here_and_there):
    here = here_and_there[0]
    first = here.post("/admin/sign-in/codes/")
    second = here.post("/admin/sign-in/codes/")

    assert first.status_code == second.status_code == 200
    assert staff.one_time_sheets.filter(revoked_at=None).count() == 1
    assert here.get("/admin/sign-in/codes/").status_code == 405
