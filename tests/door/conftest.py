import pytest
import time_machine
from django.test import Client

from portal.bookings.models import DoorPass
from tests import factories
from tests.bookings.seats import apply_for, person

NOON = factories.local(2026, 12, 5, 12, 50)


@pytest.fixture(autouse=True)
def today(office):
    """The fifth of December, ten minutes before it starts."""
    with time_machine.travel(NOON, tick=False):
        yield NOON


@pytest.fixture
def training():
    return factories.make_training(capacity=5, starts_at=factories.local(2026, 12, 5, 13, 0))


@pytest.fixture
def date(training):
    return training.dates.get()


@pytest.fixture
def hanako(training):
    return apply_for(training, people=[person("見本 花子", kana="ミホン ハナコ")]).attendees.get()


@pytest.fixture
def token(training, staff):
    """The token of a pass for the first door."""
    return DoorPass(occasion_id=training.pk, label="受付1", created_by=staff).renew_token()


@pytest.fixture
def helper(token):
    """A browser that has opened the link of a helper."""
    client = Client()
    assert client.get(f"/door/{token}/").status_code == 302
    return client
