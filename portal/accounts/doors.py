"""The doors of the portal: who may come in by which.

By a code sent to their address (``/accounts/``): addresses of which an app says that they may, for example
that of a registered supporter. Nobody signs up. By password (``/admin/``): staff, and nobody else. Staff
never come in by code, because a mailbox alone must not open the office.
"""

from collections.abc import Callable

from django.db import IntegrityError, transaction

from portal.accounts.models import User

Opener = Callable[[str], bool]

_openers: list[Opener] = []


def register_opener(opener: Opener) -> None:
    """Have ``opener`` asked whether an address may sign in by code; called at start-up.

    It gets the address in lower case and must not care about the case of what it compares with.
    """
    _openers.append(opener)


def unregister_opener(opener: Opener) -> None:
    """Forget an opener: for tests that registered their own."""
    _openers.remove(opener)


def may_sign_in_by_code(address: str) -> bool:
    """Whether somebody who reads the mails of this address may come in now.

    Not for staff, not for an account that is closed, else if any app says so.
    """
    address = address.lower()
    user = User.objects.filter(email=address).first()
    if user is not None and (user.is_staff or user.is_superuser or not user.is_open):
        return False
    return any(opener(address) for opener in _openers)


def account_of(address: str) -> User:
    """The account of an address that has proved itself by its code; made at its first sign-in."""
    address = address.lower()
    user = User.objects.filter(email=address).first()
    if user is not None:
        return user
    try:
        with transaction.atomic():
            return User.objects.create_user(address)
    except IntegrityError:
        # Two browsers at the same moment.
        return User.objects.get(email=address)
