"""Every address of needs as every role; docs/platform-roles.md says the same."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from platform_orgs.models import Organisation
from platform_orgs.needs import urls
from tests.platform_orgs.needing import answered, draft, opened

pytestmark = pytest.mark.django_db

# anonymous, stranger, neighbour, editor, manager; the need is the editor's and manager's, the answer the neighbour's
OWN = ("in", 404, 404, 200, 200)
EVERY = ("in", 404, 200, 200, 200)
POST_ONLY = (405,) * 5
READS = {
    "needs": EVERY,
    "need-new": EVERY,
    "need": EVERY,
    "need-edit": OWN,
    "need-send": OWN,
    "need-withdraw": POST_ONLY,
    "need-renew": POST_ONLY,
    "need-outcome": POST_ONLY,
    "need-answer": ("in", 404, 200, 404, 404),
    "need-thread": EVERY,
    "need-decide": POST_ONLY,
}
PRESSED = ("in", 404, 404, 302, 302)
WRITES = {
    "needs": (405,) * 5,
    "need-new": EVERY,  # comes back with mistakes
    "need": (405,) * 5,
    "need-edit": OWN,
    "need-send": OWN,
    "need-withdraw": PRESSED,
    "need-renew": PRESSED,
    "need-outcome": PRESSED,
    "need-answer": ("in", 404, 200, 404, 404),
    "need-thread": EVERY,
    "need-decide": ("in", 404, 404, 302, 302),
}
IN_A_DRAFT = ("need-edit", "need-send")


@pytest.fixture
def addresses(office, organisation, org_manager, org_neighbour):
    need = opened(organisation, org_manager)
    own_draft = draft(organisation, org_manager)
    answered(need, Organisation.objects.get(slug="tonari"), org_neighbour)
    tails = {
        "needs": "/platform/needs/",
        "need-new": "/platform/needs/new/",
        "need-thread": f"/platform/needs/{need.slug}/responses/tonari/",
        "need-decide": f"/platform/needs/{need.slug}/responses/tonari/decide/",
    }
    for name in READS:
        slug = own_draft.slug if name in IN_A_DRAFT else need.slug
        tails.setdefault(
            name, f"/platform/needs/{slug}/{name.removeprefix('need').lstrip('-')}/".replace("//", "/")
        )
    return tails


@pytest.fixture
def clients(stranger_client, org_neighbour_client, org_editor_client, org_manager_client):
    return (Client(), stranger_client, org_neighbour_client, org_editor_client, org_manager_client)


def seen(answer):
    if answer.status_code == 302 and answer.url.startswith("/accounts/"):
        return "in"
    return answer.status_code


def test_every_address_stands_in_the_tables():
    assert {pattern.name for pattern in urls.urlpatterns} == set(READS) == set(WRITES)


@pytest.mark.parametrize("name", READS)
def test_address_opens_to_the_right_people_only(name, addresses, clients):
    assert tuple(seen(client.get(addresses[name])) for client in clients) == READS[name]


@pytest.mark.parametrize("name", WRITES)
def test_address_is_written_to_by_the_right_people_only(name, addresses, clients):
    data = {"do": "accept"} if name == "need-decide" else {}

    assert tuple(seen(client.post(addresses[name], data)) for client in clients) == WRITES[name]


def test_table_in_the_documents_says_the_same():
    words = {200: "○", 302: "○", "in": "ログイン", 404: "404", 405: "405"}
    path = Path(settings.BASE_DIR) / "docs" / "platform-roles.md"
    written = {
        match[1]: tuple(cell.strip() for cell in match[2].split("|"))
        for match in re.finditer(
            r"^\| `platform:(need[a-z-]*)` [^|]*\|(.*)\|$", path.read_text(), re.MULTILINE
        )
    }

    assert written == {name: tuple(words[answer] for answer in answers) for name, answers in READS.items()}
