import pytest

from tests import factories
from tests.accounts.signing_in import ADDRESS


@pytest.fixture
def hanako(office):
    """A registered supporter, whose address opens the door."""
    return factories.make_supporter(person=factories.make_person(email=ADDRESS))
