"""Two managers at the same moment, on real PostgreSQL."""

import threading
from collections.abc import Callable

import pytest
from django.db import close_old_connections, connection

from portal.accounts.models import User
from portal.accounts.roles import sync_roles
from portal.accounts.staff import accounts
from portal.accounts.staff.errors import AccountError, MayNotGiveRoles
from portal.accounts.staff.managers import managers
from tests.staff_door.managing import make_manager

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def roles(db):
    """The groups, which a test with transactions of its own empties with all tables."""
    from django.apps import apps
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    for config in apps.get_app_configs():
        sync_roles(config, "default")


def _at_once(*presses: Callable[[], object]) -> list[type | None]:
    """Press at the same moment; what each was refused with."""
    barrier, found = threading.Barrier(len(presses)), {}

    def run(number: int, press: Callable[[], object]) -> None:
        close_old_connections()
        barrier.wait()
        try:
            press()
            found[number] = None
        except AccountError as error:
            found[number] = type(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(presses)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return [found[number] for number in range(len(presses))]


def _demote(user: User, by: User) -> None:
    accounts.change_roles(user_id=user.pk, roles={"職員"}, seen={"管理者"}, by=by)


def _close(user: User, by: User) -> None:
    accounts.close_account(user_id=user.pk, by=by)


@pytest.mark.parametrize("deed", [_demote, _close])
def test_two_managers_who_take_each_other_away_one_stays(deed, roles):
    for _round in range(5):
        one, two = make_manager(), make_manager()

        refused = _at_once(lambda: deed(two, one), lambda: deed(one, two))  # noqa: B023

        assert sorted(refused, key=str) == sorted([None, MayNotGiveRoles], key=str)
        left = managers().filter(has_way=True)
        assert left.count() == 1
        User.objects.filter(pk__in=[one.pk, two.pk]).update(is_active=False)
