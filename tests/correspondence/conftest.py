from collections.abc import Iterator

import pytest

from portal.office.models import Office
from tests.correspondence import kinds_for_tests
from tests.correspondence.smtp_server import SmtpServer


@pytest.fixture(autouse=True)
def test_kinds() -> Iterator[None]:
    """Kinds of messages that only these tests know."""
    kinds_for_tests.register_all()
    kinds_for_tests.answers.clear()
    kinds_for_tests.told.clear()
    yield
    kinds_for_tests.unregister_all()


@pytest.fixture
def subject(office: Office) -> Office:
    """What the tests' messages are about."""
    return office


@pytest.fixture
def smtp(settings) -> Iterator[SmtpServer]:
    """A mail server that the portal sends to."""
    server = SmtpServer()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = server.port
    settings.EMAIL_TIMEOUT = 5
    settings.DEFAULT_FROM_EMAIL = "tsunagari@city.example.jp"
    yield server
    server.stop()
