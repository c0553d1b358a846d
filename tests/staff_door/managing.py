"""Managers (管理者) and those about whom they decide."""

from django.contrib.auth.models import Group
from django.test import Client

from portal.accounts.models import User
from tests import factories
from tests.staff_door.entering import give_app


def make_colleague(*roles: str, has_app: bool = False, **fields: object) -> User:
    user = factories.make_user(is_staff=True, **fields)
    user.groups.set(Group.objects.filter(name__in=roles))
    if has_app:
        give_app(user)
    return user


def make_manager(**fields: object) -> User:
    return make_colleague("管理者", has_app=True, **fields)


def inside(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def steps_of(user: User) -> list[tuple[str, str, int | None]]:
    """Oldest first: verb, role, by whom."""
    return list(user.account_steps.order_by("pk").values_list("verb", "role", "by"))
