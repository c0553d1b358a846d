"""Who may open what of resources, places, meetings and gaps: every address as every role.

The table in docs/platform-roles.md is compared with this one.
"""

import re
from pathlib import Path

import pytest
from django.conf import settings

from platform_orgs import member_urls
from platform_orgs.meetings.actions import add_paper
from tests import factories
from tests.platform_orgs.files import pdf
from tests.platform_orgs.test_roles import OWN, ROLES, clients, seen

pytestmark = pytest.mark.django_db

__all__ = ["clients"]  # a fixture that this file uses too

EVERY_MEMBER = ("in", 404, 200, 200, 200)
SHARED: dict[str, tuple[object, ...]] = {
    "resources": EVERY_MEMBER,
    "resources-own": OWN,
    "resource-new": OWN,
    "resource": OWN,
    "resource-press": (405,) * 5,
    "place-new": OWN,
    "place": OWN,
    "place-press": (405,) * 5,
    "meetings": EVERY_MEMBER,
    "meeting": EVERY_MEMBER,
    "meeting-reply": (405,) * 5,
    "meeting-calendar": EVERY_MEMBER,
    "meeting-paper": EVERY_MEMBER,
    "gaps": EVERY_MEMBER,
    "digest": (405,) * 5,
}
PRESS = ("in", 404, 404, 302, 302)
WRITES: dict[str, tuple[object, ...]] = {
    "resource-new": OWN,  # comes back with mistakes
    "resource": OWN,
    "resource-press": PRESS,
    "place-new": OWN,
    "place": OWN,
    "place-press": PRESS,
    "meeting-reply": PRESS,
    "digest": PRESS,
}
OURS = {"resources", "resource", "place", "meetings", "meeting", "gaps", "digest"}


@pytest.fixture
def addresses(office, organisation, staff, settings, tmp_path):
    """Every address, about the organisation of editor and manager."""
    settings.MEDIA_ROOT = tmp_path
    meeting = factories.make_meeting()
    paper = add_paper(meeting_id=meeting.pk, title="資料", upload=pdf(), by=staff)
    one = f"/platform/meetings/{meeting.slug}/"
    resource = factories.make_resource(organisation)
    place = factories.make_gathering(organisation)
    own = f"/platform/orgs/{organisation.slug}"
    return {
        "resources": ("/platform/resources/", {}),
        "resources-own": (f"{own}/resources/", {}),
        "resource-new": (f"{own}/resources/new/", {}),
        "resource": (f"{own}/resources/{resource.pk}/", {}),
        "resource-press": (f"{own}/resources/press/", {"entry": resource.pk, "do": "pause"}),
        "place-new": (f"{own}/places/new/", {}),
        "place": (f"{own}/places/{place.pk}/", {}),
        "place-press": (f"{own}/places/press/", {"entry": place.pk, "do": "pause"}),
        "meetings": ("/platform/meetings/", {}),
        "gaps": ("/platform/gaps/", {}),
        "digest": (f"{own}/digest/", {"digest": "never"}),
        "meeting": (one, {}),
        "meeting-reply": (f"{one}reply/", {"organisation": organisation.slug, "answer": "absent"}),
        "meeting-calendar": (f"{one}calendar.ics", {}),
        "meeting-paper": (f"{one}papers/{paper.pk}/", {}),
    }


def test_every_address_stands_in_the_table():
    names = {pattern.name for pattern in member_urls.urlpatterns}

    assert {name for name in names if name.split("-")[0] in OURS} == set(SHARED)
    assert len(ROLES) == 5


@pytest.mark.parametrize("name", SHARED)
def test_address_opens_to_the_right_people_only(name, addresses, clients):
    path, _data = addresses[name]

    assert tuple(seen(client.get(path)) for client in clients) == SHARED[name]


@pytest.mark.parametrize("name", WRITES)
def test_address_is_written_to_by_the_right_people_only(name, addresses, clients):
    path, data = addresses[name]

    assert tuple(seen(client.post(path, data)) for client in clients) == WRITES[name]


def test_table_in_the_documents_says_the_same():
    words = {200: "○", 302: "○", "in": "ログイン", 403: "403", 404: "404", 405: "405"}
    text = (Path(settings.BASE_DIR) / "docs" / "platform-roles.md").read_text()
    written = {
        match[1]: tuple(cell.strip() for cell in match[2].split("|"))
        for match in re.finditer(r"^\| `platform:([a-z-]+)` [^|]*\|(.*)\|$", text, re.MULTILINE)
    }

    expected = {name: tuple(words[answer] for answer in answers) for name, answers in SHARED.items()}
    assert {name: written.get(name) for name in expected} == expected
