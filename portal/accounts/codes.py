"""Codes that open the door of an address: six digits, alive for half an hour, for one use.

Every address gets a code, known or not, and everything here takes the same steps for both; who may come in is
asked only by the mail carrier (``postman.py``) and after a right code. So neither pages nor their timing
tell a stranger who is registered. The limits hold for the address, counted under a lock: guesses
from many browsers at once do not get past them, and an office or a library with one line to the outside is
not locked out.
"""

import datetime
import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from portal.accounts.errors import AccountError, CodeOld, CodeSpent, CodeUsed, CodeWrong
from portal.accounts.models import SignInCode

LIVES = datetime.timedelta(minutes=30)
MOST_TRIES = 10
# Mails to one address; asking more often is answered by the same page and sends nothing.
MOST_AN_HOUR = 10
MOST_A_DAY = 20


@transaction.atomic
def ask(*, address: str, now: datetime.datetime) -> SignInCode | None:
    """The code to be sent to ``address``: the live one, which lives on for half an hour, or a new one.

    None when the address was written to too often; the page says the same then, because it must not tell
    that somebody else asked for this address as well.
    """
    row, _new = SignInCode.objects.select_for_update(no_key=True).get_or_create(
        digest=_digest(address), defaults={"code": _new_code(), "until": now + LIVES}
    )
    row.asked = [at for at in row.asked if at > now - datetime.timedelta(days=1)]
    in_the_last_hour = [at for at in row.asked if at > now - datetime.timedelta(hours=1)]
    if len(row.asked) >= MOST_A_DAY or len(in_the_last_hour) >= MOST_AN_HOUR:
        return None
    if row.used_at or row.until <= now or row.tries >= MOST_TRIES:
        row.code, row.tries, row.used_at = _new_code(), 0, None
    row.until = now + LIVES
    row.asked.append(now)
    row.save()
    return row


def use(*, address: str, code: str, now: datetime.datetime) -> None:
    """Use up the code of an address.

    Raises ``CodeOld``, ``CodeSpent`` (too many wrong tries), ``CodeUsed`` or ``CodeWrong``. That a code was
    used is said only to those who know it: to everybody else it stays a wrong one.
    """
    problem = _try(address, code, now)
    # Raised outside of the transaction, which keeps the count of wrong tries.
    if problem is not None:
        raise problem


@transaction.atomic
def _try(address: str, code: str, now: datetime.datetime) -> AccountError | None:
    row = SignInCode.objects.select_for_update(no_key=True).filter(digest=_digest(address)).first()
    if row is None or row.until <= now:
        return CodeOld()
    if row.tries >= MOST_TRIES:
        return CodeSpent()
    if not constant_time_compare(row.code, code):
        row.tries += 1
        row.save(update_fields=["tries"])
        return CodeSpent() if row.tries >= MOST_TRIES else CodeWrong()
    if row.used_at:
        return CodeUsed()
    row.used_at = now
    row.save(update_fields=["used_at"])
    return None


def code_shown_in_demo(*, address: str, now: datetime.datetime) -> str:
    """What the mail would have said, for the demo, where no mail leaves the machine."""
    row = SignInCode.objects.filter(digest=_digest(address), until__gt=now, used_at=None).first()
    return row.code if row else ""


def clear_codes() -> int:
    """Forget addresses that nobody asked about for a day; returns how many."""
    return SignInCode.objects.filter(until__lt=timezone.now() - datetime.timedelta(days=1)).delete()[0]


def _new_code() -> str:
    return f"{secrets.randbelow(10**6):06d}"


def _digest(address: str) -> str:
    """Stands for the address: the table must not become a list of what people typed."""
    return salted_hmac("portal.accounts.codes", address.lower(), algorithm="sha256").hexdigest()
