"""The two things that somebody does on the first day: an own password, an own factor."""

from django.db import transaction

from portal.accounts.models import AccountStep, OneTimeSheet, User
from portal.accounts.staff import sheets, totp
from portal.accounts.staff.errors import NumberWrong, SecretUnreadable, SignInWrong
from portal.accounts.staff.sessions import drop_sessions
from portal.accounts.staff.signing_in import has_factor

_Verb = AccountStep.Verb


@transaction.atomic
def choose_password(*, user: User, password: str, session_key: str | None) -> None:
    """Instead of the one that somebody else chose. Sessions elsewhere end."""
    user.set_password(password)
    user.must_change_password, user.first_password_until = False, None
    user.save(update_fields=["password", "must_change_password", "first_password_until"])
    note_password(user=user, session_key=session_key)


def note_password(*, user: User, session_key: str | None) -> None:
    drop_sessions(user.pk, but=session_key)
    AccountStep.objects.create(user=user, by=user, verb=_Verb.PASSWORD)


@transaction.atomic
def set_up_factor(*, user_id: int, secret: str, period: int, number: str, replaces: bool) -> list[str]:
    """Register the app or token that showed ``number``, and make the numbers for the day when it is lost.

    ``replaces``: in place of one that is there, by its owner. Else there must be none, so that a page left open
    from before opens nothing. Raises ``NumberWrong``, ``SecretUnreadable``, ``SignInWrong``.
    """
    user = User.objects.select_for_update(no_key=True).get(pk=user_id)
    if not replaces and has_factor(user.pk):
        raise SignInWrong
    read = totp.read_secret(secret)
    if read is None:
        raise SecretUnreadable
    step = totp.matching_step(read, number, period=period)
    if step is None:
        raise NumberWrong
    totp.keep_secret(user, read, period=period, step=step)
    AccountStep.objects.create(user=user, by=user, verb=_Verb.FACTOR_SET)
    return new_recovery_codes(user=user)


@transaction.atomic
def new_recovery_codes(*, user: User) -> list[str]:
    """Ten numbers for the day when app or token are lost, in place of those before."""
    codes = sheets.make_sheet(user=user, kind=OneTimeSheet.Kind.RECOVERY, by=user)
    AccountStep.objects.create(user=user, by=user, verb=_Verb.SHEET_MADE)
    return codes
