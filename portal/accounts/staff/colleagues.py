"""What a manager does about a colleague's way in. Never about their own: two people stand behind it, both on record."""

from allauth.mfa.models import Authenticator
from django.db import transaction

from portal.accounts.models import AccountStep, OneTimeSheet, User
from portal.accounts.staff import sheets, totp, tries
from portal.accounts.staff.errors import MayNotBeHelped, SameAccount, SecretUnreadable
from portal.accounts.staff.sessions import drop_sessions

_Verb = AccountStep.Verb


@transaction.atomic
def reset_factor(*, user_id: int, by: User) -> User:
    """App, token and lists open nothing any more, and running sessions end: the next sign-in sets up anew.

    Raises ``SameAccount``, ``MayNotBeHelped``; so do all below.
    """
    user = _colleague(user_id, by)
    Authenticator.objects.filter(user=user).delete()
    sheets.revoke_sheets(user_id=user.pk)
    drop_sessions(user.pk)
    tries.forgive(user.email)
    AccountStep.objects.create(user=user, by=by, verb=_Verb.FACTOR_RESET)
    return user


@transaction.atomic
def issue_sheet(*, user_id: int, by: User) -> list[str]:
    """A printed list for who has neither app nor token; the one before opens nothing any more."""
    user = _colleague(user_id, by)
    codes = sheets.make_sheet(user=user, kind=OneTimeSheet.Kind.ISSUED, by=by)
    AccountStep.objects.create(user=user, by=by, verb=_Verb.SHEET_MADE)
    return codes


@transaction.atomic
def revoke_sheets(*, user_id: int, by: User) -> int:
    """Lost lists. Who has nothing else left sets up anew at the next sign-in; returns how many were revoked."""
    user = _colleague(user_id, by)
    revoked = sheets.revoke_sheets(user_id=user.pk)
    if revoked:
        AccountStep.objects.create(user=user, by=by, verb=_Verb.SHEET_REVOKED)
    return revoked


@transaction.atomic
def give_token(*, user_id: int, secret: str, period: int, by: User) -> User:
    """Enter the secret of a hardware token, as on its paper. Also raises ``SecretUnreadable``."""
    user = _colleague(user_id, by)
    read = totp.read_secret(secret)
    if read is None:
        raise SecretUnreadable
    totp.keep_secret(user, read, period=period)
    AccountStep.objects.create(user=user, by=by, verb=_Verb.TOKEN_GIVEN)
    return user


@transaction.atomic
def unlock(*, user_id: int, by: User) -> bool:
    """Let an address that had to wait try again at once; returns whether it had to."""
    user = _colleague(user_id, by)
    waited = tries.forgive(user.email)
    if waited:
        AccountStep.objects.create(user=user, by=by, verb=_Verb.UNLOCKED)
    return waited


def may_help(by: User, user: User) -> bool:
    return by != user and (by.is_superuser or not user.is_superuser)


def _colleague(user_id: int, by: User) -> User:
    user = User.objects.select_for_update(no_key=True).get(pk=user_id, is_staff=True)
    if user == by:
        raise SameAccount
    if not may_help(by, user):
        raise MayNotBeHelped
    return user
