"""Somebody of the staff whose password was right and who has to choose a new one, or to set up the second factor,
before they come in. No session of theirs has begun: for every page they are nobody yet."""

import datetime
import time
from dataclasses import asdict, dataclass, replace

from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from portal.accounts.models import User
from portal.accounts.staff.signing_in import Entry, has_factor
from portal.accounts.staff.totp import new_secret
from portal.accounts.staff.vault import decrypt, encrypt

# Sessions with it are their account's (``session_store``): they end with its others.
KEY = "staff_pending"
_LASTS = datetime.timedelta(minutes=30)


@dataclass(frozen=True)
class Pending:
    user_id: int
    at: float  # seconds since 1970: sessions are JSON
    hash: str
    has_factor: bool
    secret: str  # encrypted
    next: str = ""


def put_pending(request: HttpRequest, entry: Entry, *, wanted: str) -> None:
    # Nothing of whatever session was there before goes along, its key least of all.
    request.session.flush()
    pending = Pending(
        entry.user.pk,
        time.time(),
        entry.user.get_session_auth_hash(),
        entry.has_factor,
        encrypt(new_secret()),
        wanted,
    )
    request.session[KEY] = asdict(pending)


def pending_entry(request: HttpRequest) -> tuple[Pending, User] | None:
    """Who stands there, if it still holds: not for long, not after the password has changed elsewhere, and not once
    somebody has set up a factor meanwhile or a manager has reset it."""
    kept = request.session.get(KEY)
    if not kept:
        return None
    pending = Pending(**kept)
    user = User.objects.filter(pk=pending.user_id, is_staff=True).first()
    if user is None or not user.is_open or time.time() - pending.at > _LASTS.total_seconds():
        return None
    if not constant_time_compare(pending.hash, user.get_session_auth_hash()):
        return None
    return (pending, user) if pending.has_factor == has_factor(user.pk) else None


def password_was_changed(request: HttpRequest, pending: Pending, user: User) -> None:
    request.session[KEY] = asdict(replace(pending, hash=user.get_session_auth_hash()))


def secret_of(pending: Pending) -> str:
    """Of its page; another one when the key has gone meanwhile."""
    return decrypt(pending.secret) or new_secret()
