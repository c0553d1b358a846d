"""The door of the staff: address, password and a number, compared together, so that a refusal says about none
of them that it was the wrong one."""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.contrib.auth import authenticate
from django.contrib.auth.signals import user_login_failed
from django.db import transaction
from django.http import HttpRequest

from portal.accounts.models import OneTimeSheet, User
from portal.accounts.staff import sheets, totp, tries
from portal.accounts.staff.browsers import known_browser
from portal.accounts.staff.errors import NumberWrong, SignInWrong


@dataclass(frozen=True)
class Entry:
    """Who may come in. Without a factor, or with a password that somebody else chose, only to put that right."""

    user: User
    has_factor: bool

    @property
    def is_whole(self) -> bool:
        return self.has_factor and not self.user.must_change_password


def try_door(request: HttpRequest, *, address: str, password: str, number: str) -> Entry:
    """Compare all three. Known or not, right or wrong, the steps are the same.

    Somebody who has no factor yet comes as far as to set one up with the password alone. Raises ``SignInWrong``,
    and ``TooManyTries`` for an address that was tried too often.
    """
    counted = tries.count(address, within=known_browser(request, address))
    user = authenticate(request, username=address.strip().lower(), password=password)
    known = user if isinstance(user, User) and user.is_staff else None
    # For nobody and for the wrong password the same queries run on account 0. Only with the right password a number
    # is used up: somebody else's guesses cost no line of a list.
    account = known.pk if known else 0
    had = has_factor(account)
    is_right = use_number(account, number)
    if known is None or had != is_right:
        if user is not None:
            # Django tells of a wrong password only; to the record a wrong number is a failure like it.
            user_login_failed.send(sender=__name__, credentials={}, request=request)
        raise SignInWrong
    tries.clear(address, within=counted)
    return Entry(known, had)


def ask_number(*, user: User, number: str) -> None:
    """Once more, in a running session. Raises ``NumberWrong`` and ``TooManyTries``."""
    tries.count(user.email, within=tries.INSIDE)
    if not use_number(user.pk, number):
        raise NumberWrong
    tries.clear(user.email, within=tries.INSIDE)


@transaction.atomic
def use_number(user_id: int, number: str) -> bool:
    """Whether this opens the account's second door now; it does so once."""
    by_app = totp.use_code(user_id, number)
    return sheets.use_code(user_id, number) if not by_app else True


def has_factor(user_id: int) -> bool:
    """An app or a token, or a list, be it used up: a password alone is no way back."""
    # Both are asked, so that no answer is quicker than another.
    by_app = Authenticator.objects.filter(user_id=user_id, type=Authenticator.Type.TOTP).exists()
    by_list = OneTimeSheet.objects.filter(user_id=user_id, revoked_at=None).exists()
    return by_app or by_list
