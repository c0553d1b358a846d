"""The cast: who may what is always told with the same people."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from portal.accounts.models import User
from portal.office.models import Office
from tests import factories


@pytest.fixture
def office(db: None) -> Office:
    return factories.make_office()


@pytest.fixture
def staff(db: None) -> User:
    """Somebody in the office: works in admin, with every right that staff have."""
    user = factories.make_user(email="staff@example.com", name="事務 花子", is_staff=True)
    user.user_permissions.set(Permission.objects.all())
    return user


@pytest.fixture
def manager(db: None) -> User:
    """Who answers for the office: every right."""
    return factories.make_user(
        email="manager@example.com", name="所長 太郎", is_staff=True, is_superuser=True
    )


@pytest.fixture
def stranger(db: None) -> User:
    """Somebody who can sign in and must see nothing of the office's."""
    return factories.make_user(email="stranger@example.com", name="他人 次郎")


@pytest.fixture
def staff_client(staff: User) -> Client:
    return _signed_in(staff)


@pytest.fixture
def manager_client(manager: User) -> Client:
    return _signed_in(manager)


@pytest.fixture
def stranger_client(stranger: User) -> Client:
    return _signed_in(stranger)


def _signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client
