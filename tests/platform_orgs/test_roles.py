"""Who may open what: every address of the platform as every role, and the same in one table.

The table in docs/platform-roles.md is compared with this one.
"""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from platform_orgs import actions, links, member_urls, urls
from platform_orgs.models import Membership, YearlyCheck
from portal.people.models import Person
from tests.platform_orgs.joining import make_application

pytestmark = pytest.mark.django_db

ROLES = ("anonymous", "stranger", "neighbour", "editor", "manager")
# Address → what a GET answers to each role; "in" is the way to the sign-in.
PUBLIC = (200,) * 5
OWN = ("in", 404, 404, 200, 200)
PLATFORM: dict[str, tuple[object, ...]] = {
    "orgs:index": PUBLIC,
    "orgs:join": PUBLIC,
    "orgs:join-edit": (404,) * 5,  # without a token of one's own
    "orgs:join-confirm": (404,) * 5,
    "orgs:join-receipt": PUBLIC,  # to whoever holds the token
    "orgs:invitation": PUBLIC,
    "orgs:invitation-sheet": PUBLIC,
    "orgs:still-right": PUBLIC,
    "orgs:stop-digest": PUBLIC,  # to whoever holds the mail
    "orgs:detail": PUBLIC,
    "orgs:logo": (404,) * 5,  # has none
    "platform:home": ("in", 404, 200, 200, 200),
    "platform:own-profile": ("in", 404, 302, 302, 302),
    "platform:own-members": ("in", 404, 302, 302, 302),
    "platform:organisation": ("in", 404, 200, 200, 200),
    "platform:profile": OWN,
    "platform:preview": OWN,
    "platform:history": OWN,
    "platform:draft-logo": ("in", 404, 404, 404, 404),  # has none
    "platform:still-right": (405,) * 5,
    "platform:members": OWN,
    "platform:invite": ("in", 404, 404, 403, 200),
    "platform:member": ("in", 404, 404, 403, 200),
    "platform:erase-me": OWN,
    "platform:withdraw": (405,) * 5,
}
# Address → what a POST answers.
WRITES: dict[str, tuple[object, ...]] = {
    "platform:profile": OWN,  # comes back with mistakes
    "platform:preview": ("in", 404, 404, 302, 302),
    "platform:still-right": ("in", 404, 404, 302, 302),
    "platform:invite": ("in", 404, 404, 403, 200),
    "platform:member": ("in", 404, 404, 403, 404),  # a press that does not exist
    "platform:erase-me": ("in", 404, 404, 302, 302),
    "platform:withdraw": ("in", 404, 404, 403, 404),
}
# Their tables stand beside their own tests.
NOT_OURS = {"gaps", "needs", "need", "resources", "resource", "meetings", "meeting", "place", "digest"}


@pytest.fixture
def addresses(office, organisation, org_manager, staff):
    """Every address of the platform, about the organisation of editor and manager."""
    place = Membership.objects.get(user=org_manager)
    invitation = actions.invite(
        organisation_id=organisation.pk,
        person=Person(name="新 人"),
        email="new@example.com",
        role="editor",
        by=staff,
    )
    check = actions.ask(organisation_id=organisation.pk)
    own = f"/platform/orgs/{organisation.slug}/"
    return {
        "orgs:index": "/orgs/",
        "orgs:join": "/orgs/join/",
        "orgs:join-edit": "/orgs/join/form/x/",
        "orgs:join-confirm": "/orgs/join/form/x/confirm/",
        "orgs:join-receipt": f"/orgs/join/receipt/{make_application().submission_key}/",
        "orgs:invitation": links.invitation_url(invitation),
        "orgs:invitation-sheet": links.sheet_url(invitation),
        "orgs:still-right": links.check_url(check),
        "orgs:stop-digest": links.digest_stop_url(organisation.memberships.all()[0]),
        "orgs:detail": "/orgs/mihon/",
        "orgs:logo": "/orgs/mihon/logo/",
        "platform:home": "/platform/",
        "platform:own-profile": "/platform/profile/",
        "platform:own-members": "/platform/members/",
        "platform:organisation": own,
        "platform:profile": f"{own}profile/",
        "platform:preview": f"{own}profile/preview/",
        "platform:history": f"{own}profile/history/",
        "platform:draft-logo": f"{own}profile/logo/",
        "platform:still-right": f"{own}still-right/",
        "platform:members": f"{own}members/",
        "platform:invite": f"{own}members/invite/",
        "platform:member": f"{own}members/{place.pk}/",
        "platform:erase-me": f"{own}members/erase-me/",
        "platform:withdraw": f"{own}members/withdraw/",
    }


@pytest.fixture
def clients(stranger_client, org_neighbour_client, org_editor_client, org_manager_client):
    return (Client(), stranger_client, org_neighbour_client, org_editor_client, org_manager_client)


def seen(answer):
    if answer.status_code == 302 and answer.url.startswith("/accounts/"):
        return "in"
    return answer.status_code


def test_every_address_stands_in_the_table():
    ours = {f"orgs:{pattern.name}" for pattern in urls.urlpatterns}
    ours |= {f"platform:{pattern.name}" for pattern in member_urls.urlpatterns}

    assert {name for name in ours if name.partition(":")[2].split("-")[0] not in NOT_OURS} == set(PLATFORM)


@pytest.mark.parametrize("name", PLATFORM)
def test_address_opens_to_the_right_people_only(name, addresses, clients):
    path = addresses[name].removeprefix(settings.SITE_URL)

    assert tuple(seen(client.get(path)) for client in clients) == PLATFORM[name]


@pytest.mark.parametrize("name", WRITES)
def test_address_is_written_to_by_the_right_people_only(name, addresses, clients):
    assert tuple(seen(client.post(addresses[name])) for client in clients) == WRITES[name]


@pytest.mark.parametrize("name", [name for name in PLATFORM if name.startswith("platform:")])
def test_address_of_an_organisation_that_pauses_opens_to_nobody_inside(
    name, addresses, clients, organisation, staff
):
    actions.suspend(organisation_id=organisation.pk, on=organisation.joined_on, reason="x", by=staff)
    path = addresses[name]
    for client in clients[3:]:
        assert seen(client.get(path)) in (404, 405)


def test_yearly_check_of_the_walk_is_still_open(addresses, clients):
    for client in clients:
        client.get(addresses["orgs:still-right"])

    assert YearlyCheck.objects.get().answered_at is None


def test_table_in_the_documents_says_the_same():
    words = {200: "○", 302: "○", "in": "ログイン", 403: "403", 404: "404", 405: "405"}
    text = (Path(settings.BASE_DIR) / "docs" / "platform-roles.md").read_text()
    written = {
        match[1]: tuple(cell.strip() for cell in match[2].split("|"))
        for match in re.finditer(r"^\| `((?:orgs|platform):[a-z-]+)` [^|]*\|(.*)\|$", text, re.MULTILINE)
    }

    expected = {name: tuple(words[answer] for answer in answers) for name, answers in PLATFORM.items()}
    assert {name: written.get(name) for name in expected} == expected
