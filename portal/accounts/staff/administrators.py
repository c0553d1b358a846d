"""What a superuser alone decides about an account: whether it is the office's at all, and who else is a superuser."""

from collections.abc import Collection

from django.db import transaction

from portal.accounts.errors import MayNotBeClosed
from portal.accounts.models import AccountStep, User
from portal.accounts.roles import MANAGER, SUPERUSER
from portal.accounts.staff.accounts import roles_of
from portal.accounts.staff.errors import SameAccount
from portal.accounts.staff.managers import keep_a_manager, lock_with_managers

_Verb = AccountStep.Verb


def check_standing(*, user_id: int, is_staff: bool, is_superuser: bool, by: User) -> None:
    """Runs in the transaction that writes afterwards. Raises ``MayNotBeClosed`` for who is no superuser,
    ``SameAccount`` and ``NoManagerLeft``."""
    rows = lock_with_managers(user_id, by.pk)
    user, by = rows[user_id], rows[by.pk]
    if not (by.is_open and by.is_superuser):
        raise MayNotBeClosed
    if user == by:
        raise SameAccount
    leads = is_staff and (is_superuser or MANAGER in roles_of(user))
    if not leads:
        keep_a_manager(without=user)


@transaction.atomic
def note_standing(*, user: User, changed: Collection[str], by: User) -> None:
    """Put on record what was changed; who is no longer of the office keeps no role of it."""
    if "is_superuser" in changed:
        verb = _Verb.ROLE_GIVEN if user.is_superuser else _Verb.ROLE_TAKEN
        AccountStep.objects.create(user=user, by=by, verb=verb, role=SUPERUSER)
    if "is_staff" in changed:
        verb = _Verb.OPENED if user.is_staff else _Verb.CLOSED
        AccountStep.objects.create(user=user, by=by, verb=verb)
        if not user.is_staff:
            for name in sorted(roles_of(user)):
                AccountStep.objects.create(user=user, by=by, verb=_Verb.ROLE_TAKEN, role=name)
            user.groups.clear()
