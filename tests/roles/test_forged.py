"""Requests that a page of another site sends in somebody's name: no address of the portal takes one."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.roles.addresses import Visit
from tests.roles.walk import ask
from tests.roles.world import World

pytestmark = pytest.mark.django_db

# Every view that asks for no CSRF token, by the reason. Each stands behind portal.origins all the same.
EXEMPT = {
    "a public form, where nobody is signed in: a forged request does no more than its sender could do directly": {
        "inquiries:form",
        "supporters:interest",
        "trainings:apply",
        "events:apply",
        "trainings:visits-form",
        "platform_orgs:join",
        "supporters:concern-write",
        "supporters:concern-call",
        "bookings:lookup",
    },
    "what was typed there, opened by the random token in the address that nobody else holds": {
        *(f"{space}:apply_{step}" for space in ("trainings", "events") for step in ("edit", "confirm")),
        *(f"trainings:visits-{step}" for step in ("edit", "confirm")),
        *(f"platform_orgs:join-{step}" for step in ("edit", "confirm")),
        *(f"supporters:concern-{step}" for step in ("edit", "confirm")),
    },
    "the signed link in the address is the key, also where no cookie is; some are pressed by mail servers": {
        *(f"bookings:{page}" for page in ("twin", "survey", "cancel", "answer", "offer", "change")),
        "supporters:concern-answers",
        "supporters:interest-confirm",
        "supporters:interest-leave",
        "supporters:me-email-confirm",
        "platform_orgs:still-right",
        "platform_orgs:stop-digest",
    },
}
FROM_ELSEWHERE: list[dict[str, str]] = [
    {"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"},
    {"Sec-Fetch-Site": "same-site", "Origin": "http://other.testserver"},
    {"Origin": "https://elsewhere.example"},
    {"Origin": "null"},
]
OWN_PAGE = {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}


def test_every_view_without_a_token_is_listed_with_its_reason(visits: list[Visit]) -> None:
    assert {each.address.name for each in visits if each.address.is_exempt} == set().union(*EXEMPT.values())


def test_own_page_is_taken_by_every_view_without_a_token(world: World, visits: list[Visit]) -> None:
    for visit in visits:
        if visit.address.is_exempt:
            answer = ask(world.clients["anonymous"], "POST", visit.path, visit.sent, OWN_PAGE)
            assert answer.word in {"200", "→"}, visit.path


@pytest.mark.parametrize("headers", FROM_ELSEWHERE)
def test_no_address_takes_what_another_site_sends(
    world: World, visits: list[Visit], headers: dict[str, str], django_assert_num_queries: Any
) -> None:
    client = world.clients["superuser"]

    for visit in visits:
        with django_assert_num_queries(0):
            response = client.post(visit.path, visit.sent, headers=headers)
        assert response.status_code == 403, visit.path
        assert "ほかのサイトの画面から送られたため" in response.content.decode(), visit.path


def test_refusal_leads_to_a_page_and_never_to_an_address_that_only_takes_a_press(
    world: World, visits: list[Visit]
) -> None:
    client = world.clients["superuser"]
    sent = [client.post(visit.path, headers=FROM_ELSEWHERE[0]).content.decode() for visit in visits]
    ways_in = {path for page in sent for path in re.findall(r'href="([^"]*)">このサイトの画面を開く', page)}

    assert ways_in >= {"/", "/admin/", "/contact/form/", "/bookings/"}
    words = {path: ask(client, "GET", path, {}).word for path in ways_in}
    assert set(words.values()) <= {"200", "→"}, words


def test_every_other_address_asks_for_a_token(world: World, visits: list[Visit]) -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.cookies = world.clients["superuser"].cookies

    for visit in visits:
        if visit.address.is_exempt:
            continue
        with CaptureQueriesContext(connection) as queries:
            response = client.post(visit.path, visit.sent)
        assert response.status_code == 403, visit.path
        assert "安全に受け取れませんでした" in response.content.decode(), visit.path
        # The page reads the name of the office.
        assert {query["sql"][:27] for query in queries} == {'SELECT "office_office"."id"'}, visit.path
