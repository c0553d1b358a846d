"""Two organisations, a need of the one and the other's answer, for tests about them."""

import pytest
import time_machine

from platform_orgs.models import Membership, Organisation
from portal.correspondence.kinds import render
from portal.correspondence.models import Message
from tests.platform_orgs.calling import NOON
from tests.platform_orgs.needing import answered, opened


@pytest.fixture
def neighbour_org(org_neighbour):
    return Organisation.objects.get(slug="tonari")


@pytest.fixture
def need(organisation, org_manager):
    return opened(organisation, org_manager)


@pytest.fixture
def response(need, neighbour_org, org_neighbour):
    return answered(need, neighbour_org, org_neighbour)


@pytest.fixture
def own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def told():
    """A function: kind and organisation of everything told since it was asked last."""
    seen = set()

    def since():
        messages = Message.objects.exclude(pk__in=seen).order_by("pk")
        return [_heard(message, seen) for message in messages if not message.kind.endswith(".ended")]

    return since


def _heard(message, seen):
    seen.add(message.pk)
    place = Membership.objects.get(person=message.recipient)
    assert "灯油" not in render(message).mail
    return message.kind.removeprefix("platform_orgs.need_"), place.organisation.slug


@pytest.fixture
def by_day(office, own_storage):
    """With an office, and a storage of its own."""
    with time_machine.travel(NOON, tick=False):
        yield
