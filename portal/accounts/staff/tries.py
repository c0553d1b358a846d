"""Wrong tries in a row, counted for the address that was typed, known or not, under a lock.

Counted before anything is compared: many at once do not get past the limit. Each further row of ten makes the address
wait longer. Waiting opens the door again, and so does a manager. A browser that the account came in with before has a
count of its own (``browsers.py``), and so have tries inside a running session: strangers stop neither.
"""

import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from portal.accounts.models import StaffTries
from portal.accounts.staff.errors import TooManyTries
from portal.accounts.staff.vault import digest

MOST = 10
WAIT = datetime.timedelta(minutes=15)
# The last wait of 15, 30, 60 … minutes: within a day fewer than a hundred tries.
_LONGEST = datetime.timedelta(hours=4)
_FORGOTTEN = datetime.timedelta(days=1)
# Where tries are counted that somebody makes who is inside already.
INSIDE = "inside"


def count(address: str, *, within: str = "") -> str:
    """Count one try and return where, for ``clear`` to take it back when it was right. Raises ``TooManyTries``.

    ``within``: ``INSIDE``, or the number of a known browser. Nothing is the door itself.
    """
    until = _count(_digest(address, within))
    if until is not None and within not in ("", INSIDE):
        # A browser that has to wait is like any other one.
        within = ""
        until = _count(_digest(address))
    # Raised outside of the transaction, which keeps the count.
    if until is not None:
        raise TooManyTries(until)
    return within


@transaction.atomic
def _count(key: str) -> datetime.datetime | None:
    now = timezone.now()
    row, _new = StaffTries.objects.select_for_update(no_key=True).get_or_create(digest=key)
    if row.until and row.until > now:
        return row.until
    if row.last_at < now - _FORGOTTEN:
        row.wrong = 0
    row.wrong += 1
    row.last_at, row.until = now, None
    # This one is still compared; ``clear`` opens again when it was right.
    if row.wrong % MOST == 0:
        row.until = now + min(WAIT * 2 ** min(row.wrong // MOST - 1, 10), _LONGEST)
    row.save()
    return None


def clear(address: str, *, within: str = "") -> None:
    """A try was right: begin to count anew."""
    StaffTries.objects.filter(digest=_digest(address, within)).update(wrong=0, until=None)


def forgive(address: str) -> bool:
    """Let it be tried again at once, at the door and inside; returns whether the address had to wait."""
    waited = waits_until(address) is not None
    _known(address).update(wrong=0, until=None)
    return waited


def waits_until(address: str) -> datetime.datetime | None:
    row = _known(address).filter(until__gt=timezone.now()).order_by("-until").first()
    return row.until if row else None


def clear_old() -> int:
    return StaffTries.objects.filter(last_at__lt=timezone.now() - _FORGOTTEN).delete()[0]


def _known(address: str) -> QuerySet[StaffTries]:
    return StaffTries.objects.filter(digest__in=[_digest(address), _digest(address, INSIDE)])


def _digest(address: str, within: str = "") -> str:
    return digest(f"{address.strip().lower()} {within}".strip(), salt="tries")
