"""Wrong tries in a row, counted for the address that was typed, known or not, under a lock.

Counted before anything is compared: many at once do not get past the limit. Waiting opens the door again, and
so does a manager.
"""

import datetime

from django.db import transaction
from django.utils import timezone

from portal.accounts.models import StaffTries
from portal.accounts.staff.errors import TooManyTries
from portal.accounts.staff.vault import digest

MOST = 10
WAIT = datetime.timedelta(minutes=15)
_FORGOTTEN = datetime.timedelta(days=1)


def count(address: str) -> None:
    """Count one try, which ``clear`` takes back when it was right. Raises ``TooManyTries``."""
    until = _count(address)
    # Raised outside of the transaction, which keeps the count.
    if until is not None:
        raise TooManyTries(until)


@transaction.atomic
def _count(address: str) -> datetime.datetime | None:
    now = timezone.now()
    row, _new = StaffTries.objects.select_for_update(no_key=True).get_or_create(digest=_digest(address))
    if row.until and row.until > now:
        return row.until
    if row.until or row.last_at < now - _FORGOTTEN:
        row.wrong, row.until = 0, None
    row.wrong += 1
    row.last_at = now
    # This one is still compared; ``clear`` opens again when it was right.
    if row.wrong >= MOST:
        row.until = now + WAIT
    row.save()
    return None


def clear(address: str) -> bool:
    """Begin to count anew; returns whether the address had to wait."""
    rows = StaffTries.objects.filter(digest=_digest(address))
    waited = rows.filter(until__gt=timezone.now()).exists()
    rows.update(wrong=0, until=None)
    return waited


def waits_until(address: str) -> datetime.datetime | None:
    row = StaffTries.objects.filter(digest=_digest(address), until__gt=timezone.now()).first()
    return row.until if row else None


def clear_old() -> int:
    return StaffTries.objects.filter(last_at__lt=timezone.now() - _FORGOTTEN).delete()[0]


def _digest(address: str) -> str:
    return digest(address.strip().lower(), salt="tries")
