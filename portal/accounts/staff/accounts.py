"""Accounts of the office, and the roles they hold: opened, given, taken and closed by managers, each time on record.

Nobody does it to themselves, no manager to a superuser, and somebody who can come in and lead is always left.
"""

from collections.abc import Collection

from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction

from portal.accounts.errors import MayNotBeClosed
from portal.accounts.models import AccountStep, User
from portal.accounts.roles import MANAGER, ROLES
from portal.accounts.staff.errors import AddressTaken, MayNotGiveRoles, RolesChanged, SameAccount
from portal.accounts.staff.first_passwords import put_first_password
from portal.accounts.staff.managers import keep_a_manager, lock_with_managers
from portal.accounts.staff.sessions import drop_sessions
from portal.accounts.staff.tries import forgive

_Verb = AccountStep.Verb


@transaction.atomic
def open_account(*, email: str, name: str, roles: Collection[str], by: User) -> tuple[User, str]:
    """An account for a colleague, and the password that opens it once; the owner then chooses an own one.

    Raises ``MayNotGiveRoles``, and ``AddressTaken`` also for an address that a member comes in with.
    """
    _may_decide(lock_with_managers(by.pk)[by.pk])
    wanted = _declared(roles)
    user = User(email=email.strip().lower(), name=name, is_staff=True)
    password = put_first_password(user)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        raise AddressTaken from error
    _note(user, _Verb.OPENED, by)
    _give(user, wanted, by)
    return user, password


@transaction.atomic
def change_roles(*, user_id: int, roles: Collection[str], seen: Collection[str], by: User) -> User:
    """Have a colleague hold exactly these roles; ``seen`` are those that were on the screen of ``by``.

    Raises ``RolesChanged`` where they were others meanwhile, ``NoManagerLeft``, and what ``_colleague`` raises.
    """
    user = _colleague(user_id, by)
    wanted, has = _declared(roles), roles_of(user)
    if wanted == has:
        return user
    if has != set(seen):
        raise RolesChanged
    if MANAGER in has - wanted and not user.is_superuser:
        keep_a_manager(without=user)
    _give(user, wanted - has, by)
    for name in sorted(has - wanted):
        user.groups.remove(Group.objects.get(name=name))
        _note(user, _Verb.ROLE_TAKEN, by, name)
    return user


@transaction.atomic
def close_account(*, user_id: int, by: User) -> User:
    """The account opens nothing any more, and its sessions end. Its roles stay, to be seen when it is opened again.

    Raises ``NoManagerLeft``, and what ``_colleague`` raises.
    """
    user = _colleague(user_id, by)
    if not user.is_active:
        return user
    keep_a_manager(without=user)
    user.is_active = False
    user.save(update_fields=["is_active"])
    drop_sessions(user.pk)
    _note(user, _Verb.CLOSED, by)
    return user


@transaction.atomic
def reopen_account(*, user_id: int, by: User) -> User:
    """Somebody is back, with the roles of before; a last day that is over is forgotten. Raises as ``_colleague``."""
    user = _colleague(user_id, by)
    if user.is_open:
        return user
    user.is_active = True
    user.last_day = None
    user.save(update_fields=["is_active", "last_day"])
    # What was left half-way through the door opens nothing now.
    drop_sessions(user.pk)
    _note(user, _Verb.REOPENED, by)
    return user


@transaction.atomic
def renew_first_password(*, user_id: int, by: User) -> tuple[User, str]:
    """For who lost the sheet or forgot the own password. The second factor stays. Raises as ``_colleague``."""
    user = _colleague(user_id, by)
    password = put_first_password(user)
    user.save(update_fields=["password", "must_change_password", "first_password_until"])
    drop_sessions(user.pk)
    forgive(user.email)
    _note(user, _Verb.FIRST_PASSWORD, by)
    return user, password


def roles_of(user: User) -> set[str]:
    return set(user.groups.filter(name__in=ROLES).values_list("name", flat=True))


def may_decide_about(by: User, user: User) -> bool:
    return by.has_perm("accounts.give_roles") and by != user and (by.is_superuser or not user.is_superuser)


def _colleague(user_id: int, by: User) -> User:
    """The account, locked, and both read anew: ``by`` may have been a manager a moment ago.

    Raises ``MayNotGiveRoles``, ``SameAccount`` and, about a superuser, ``MayNotBeClosed``.
    """
    rows = lock_with_managers(user_id, by.pk)
    user, by = rows.get(user_id), rows[by.pk]
    if user is None or not user.is_staff:
        raise User.DoesNotExist
    _may_decide(by)
    if user == by:
        raise SameAccount
    if user.is_superuser and not by.is_superuser:
        raise MayNotBeClosed
    return user


def _may_decide(by: User) -> None:
    if not (by.is_open and by.is_staff and by.has_perm("accounts.give_roles")):
        raise MayNotGiveRoles


def _declared(names: Collection[str]) -> set[str]:
    """Other groups are no roles: no form of ours sends their names."""
    if unknown := set(names) - ROLES.keys():
        raise ValueError(f"no roles: {unknown}")
    return set(names)


def _give(user: User, names: set[str], by: User) -> None:
    for name in sorted(names):
        user.groups.add(Group.objects.get(name=name))
        _note(user, _Verb.ROLE_GIVEN, by, name)


def _note(user: User, verb: AccountStep.Verb, by: User, role: str = "") -> None:
    AccountStep.objects.create(user=user, by=by, verb=verb, role=role)
