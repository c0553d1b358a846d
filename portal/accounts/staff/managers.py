"""Who can help colleagues in and give roles: there is always one of them who can come in."""

import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from portal.accounts.models import OneTimeSheet, User
from portal.accounts.roles import MANAGER
from portal.accounts.staff.errors import NoManagerLeft

_LEADS = Q(is_superuser=True) | Q(Exists(Group.objects.filter(user=OuterRef("pk"), name=MANAGER)))


def managers(on: datetime.date | None = None) -> QuerySet[Any]:
    """Who leads, of those who work on that day, or today; ``has_way`` whether they have a second factor."""
    return with_ways(User.objects.working_on(on or timezone.localdate()).filter(_LEADS))


def with_ways(users: QuerySet[User]) -> QuerySet[Any]:
    """``has_app`` an app or token, ``has_list`` a list, ``has_way`` any of them."""
    apps = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
    lists = OneTimeSheet.objects.filter(user=OuterRef("pk"), revoked_at=None)
    return users.annotate(has_app=Exists(apps), has_list=Exists(lists)).annotate(
        has_way=Q(has_app=True) | Q(has_list=True)
    )


def is_last_manager() -> bool:
    """Whether fewer than two managers could come in: nobody would be left to help the other."""
    return managers().filter(has_way=True)[:2].count() < 2


def lock_with_managers(*user_ids: int) -> dict[int, User]:
    """Lock these accounts and those of all managers, in the order of their numbers, and read them anew.

    Whoever takes something from a manager holds this, so that two who take from each other go one after the other.
    """
    rows = User.objects.select_for_update(no_key=True).filter(Q(pk__in=user_ids) | _LEADS)
    return {user.pk: user for user in rows.order_by("pk")}


def keep_a_manager(*, without: User, on: datetime.date | None = None) -> None:
    """Raise ``NoManagerLeft`` if nobody but ``without`` could come in and lead on that day. Who cannot either is
    missed by nobody. Runs under ``lock_with_managers``, before the change."""
    able = set(managers(on).filter(has_way=True).values_list("pk", flat=True))
    is_able = managers().filter(pk=without.pk, has_way=True).exists()
    if is_able and not able - {without.pk}:
        raise NoManagerLeft
