"""The cast: who may what is always told with the same people."""

from contextlib import contextmanager
from functools import partial

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import settings

from platform_orgs.models import Organisation, Role
from portal.accounts.models import User
from portal.office.models import Office
from tests import factories
from tests.emptying import django_db_setup
from tests.rights import give_rights
from tests.staff_sessions import pass_second_factor
from tests.template_database import django_db_modify_db_settings, pytest_configure, pytest_unconfigure

__all__ = ["django_db_modify_db_settings", "django_db_setup", "pytest_configure", "pytest_unconfigure"]

# A property holds or not; how fast one example is, a busy machine decides.
settings.register_profile("portal", deadline=None)
settings.load_profile("portal")

_RECORD = 'INSERT INTO "audit_entry"'


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes minutes goes first, or one worker is left alone with it at the end. Not for tests with a browser:
    Playwright's event loop, once it runs, has a database connection of its own, and plain tests come before it."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture(autouse=True)
def staff_come_through_both_doors(monkeypatch: pytest.MonkeyPatch) -> None:
    """``force_login`` leaves staff where the portal's own door leaves them: with the mark of the second factor.

    What the door itself does is tested through its pages, in tests/staff_door.
    """
    force_login = Client.force_login

    def with_mark(client: Client, user: User, backend: str | None = None) -> None:
        force_login(client, user, backend)
        pass_second_factor(client, user)

    monkeypatch.setattr(Client, "force_login", with_mark)


@pytest.fixture
def office(db: None) -> Office:
    return factories.make_office()


@pytest.fixture
def staff(db: None) -> User:
    """Somebody in the office: works in admin, with every right that staff have."""
    user = factories.make_user(email="staff@example.com", name="事務 花子", is_staff=True)
    give_rights(user)
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
def organisation(db: None) -> Organisation:
    """A member of the platform, whose people are ``org_manager`` and ``org_editor``."""
    return factories.make_organisation(slug="mihon", name="見本の会", kana="ミホンノカイ")


@pytest.fixture
def org_manager(organisation: Organisation) -> User:
    """Answers for the organisation: page, people, needs."""
    user = factories.make_user(email="org-manager@example.com", name="代表 一子")
    factories.make_membership(organisation, user=user)
    return user


@pytest.fixture
def org_editor(organisation: Organisation) -> User:
    """Edits the organisation's page and takes part, but decides about nobody."""
    user = factories.make_user(email="org-editor@example.com", name="編集 二子")
    factories.make_membership(organisation, user=user, role=Role.EDITOR)
    return user


@pytest.fixture
def org_neighbour(db: None) -> User:
    """Manager of another organisation: sees what members see and nothing of this one's inside."""
    user = factories.make_user(email="org-neighbour@example.com", name="隣 三子")
    factories.make_membership(factories.make_organisation(slug="tonari", name="となりの会"), user=user)
    return user


@pytest.fixture
def org_manager_client(org_manager: User) -> Client:
    return _signed_in(org_manager)


@pytest.fixture
def org_editor_client(org_editor: User) -> Client:
    return _signed_in(org_editor)


@pytest.fixture
def org_neighbour_client(org_neighbour: User) -> Client:
    return _signed_in(org_neighbour)


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


@pytest.fixture
def django_assert_num_queries():
    """As ever, without the one entry that each page of the office writes to the record (tests/audit): a number
    in a test is what the page itself asks."""

    @contextmanager
    def check(num, exact=True, **kwargs):
        with CaptureQueriesContext(connection) as context:
            yield context
        asked = [each["sql"] for each in context.captured_queries if _RECORD not in each["sql"]]
        if len(asked) != num if exact else len(asked) > num:
            pytest.fail(f"{len(asked)} queries, not {num}:\n" + "\n".join(asked))

    return check


@pytest.fixture
def django_assert_max_num_queries(django_assert_num_queries):
    """At most so many, counted in the same way."""
    return partial(django_assert_num_queries, exact=False)
