"""Printed lists of numbers, each good for one sign-in beside the password.

Two kinds: ten for a lost app (recovery), and forty that a manager hands to a colleague who has neither app nor
token. The numbers are shown on one page once; what is kept are salted hashes.
"""

import secrets

from django.db import transaction
from django.utils import timezone

from portal.accounts.models import OneTimeCode, OneTimeSheet, User
from portal.accounts.staff.vault import digest, digests

_COUNT = {OneTimeSheet.Kind.RECOVERY: 10, OneTimeSheet.Kind.ISSUED: 40}
_DIGITS = 8
# So few are left: time for a new list.
FEW = 5


@transaction.atomic
def make_sheet(*, user: User, kind: OneTimeSheet.Kind, by: User) -> list[str]:
    """A new list in place of any before of its kind. Returns the numbers, which nobody can read again."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    revoke_sheets(user_id=user.pk, kinds=(kind,))
    sheet = OneTimeSheet.objects.create(user=user, kind=kind, salt=secrets.token_hex(16), made_by=by)
    codes: list[str] = []
    while len(codes) < _COUNT[kind]:
        code = f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}d}"
        if code not in codes:
            codes.append(code)
    OneTimeCode.objects.bulk_create(
        OneTimeCode(sheet=sheet, number=number, digest=digest(code, salt=sheet.salt))
        for number, code in enumerate(codes, start=1)
    )
    return codes


def revoke_sheets(*, user_id: int, kinds: tuple[str, ...] = tuple(OneTimeSheet.Kind.values)) -> int:
    """Make the live lists of these kinds worthless; returns how many."""
    live = OneTimeSheet.objects.filter(user_id=user_id, kind__in=kinds, revoked_at=None)
    return live.update(revoked_at=timezone.now())


def use_code(user_id: int, code: str) -> bool:
    """Use up a number of the account's live lists. Runs in a transaction of the caller's."""
    sheets = list(
        OneTimeSheet.objects.select_for_update(no_key=True)
        .filter(user_id=user_id, revoked_at=None)
        .order_by("pk")
    )
    for sheet in sheets:
        hashes = digests(code, salt=sheet.salt)
        unused = OneTimeCode.objects.filter(sheet=sheet, digest__in=hashes, used_at=None)
        if unused.update(used_at=timezone.now()):
            return True
    return False
