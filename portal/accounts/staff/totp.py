"""The six digits of an app or of a hardware token: both are TOTP (RFC 6238) over a secret.

Kept in allauth's ``Authenticator``: ``secret`` encrypted, ``period`` in seconds, ``last`` the newest step
that was accepted, ``drift`` how many steps the clock of the token was off then, ``demo`` for the demo's own.
"""

import base64
import binascii
import re
import time
from typing import Any
from urllib.parse import quote, urlencode

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.conf import settings
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from portal.accounts.models import User
from portal.accounts.staff.vault import decrypt, encrypt

PERIODS = (30, 60)
# Steps that a clock may be off, either way, beside what it was off last time.
_TOLERANCE = 2
_LEAST_BYTES = 10

new_secret = generate_totp_secret


def read_secret(typed: str) -> str | None:
    """The secret as typed from a token's paper: base 32 with or without spaces, or hexadecimal; None if neither."""
    text = re.sub(r"[\s\-=]", "", typed).upper()
    try:
        # Hexadecimal digits beyond 7 and base 32 letters beyond F tell them apart; tokens use whole bytes.
        raw = (
            bytes.fromhex(text)
            if re.fullmatch(r"[0-9A-F]+", text) and re.search(r"[0189]", text)
            else base64.b32decode(text + "=" * (-len(text) % 8))
        )
    except (ValueError, binascii.Error):
        return None
    return base64.b32encode(raw).decode() if len(raw) >= _LEAST_BYTES else None


def address_for_app(user: User, secret: str, *, issuer: str) -> str:
    """What an app reads from the QR code."""
    label = quote(f"{issuer}:{user.email}")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': issuer}, quote_via=quote)}"


def keep_secret(
    user: User, secret: str, *, period: int, step: int | None = None, is_demo: bool = False
) -> None:
    """Make this the account's app or token, in place of any before. ``step`` is that of a code just accepted."""
    data: dict[str, Any] = {"secret": encrypt(secret), "period": period, "drift": 0, "last": step or 0}
    if step is not None:
        data["drift"] = step - _now(period)
    if is_demo:
        data["demo"] = True
    Authenticator.objects.update_or_create(
        user=user,
        type=Authenticator.Type.TOTP,
        defaults={"data": data, "created_at": timezone.now(), "last_used_at": None},
    )


def matching_step(secret: str, code: str, *, period: int, drift: int = 0, last: int = 0) -> int | None:
    """The step whose code was typed, of those around now and newer than the last; None if none."""
    found = None
    around = _now(period) + drift
    for step in range(around - _TOLERANCE, around + _TOLERANCE + 1):
        if constant_time_compare(format_hotp_value(hotp_value(secret, step)), code) and step > last:
            found = step
    return found


def use_code(user_id: int, code: str) -> bool:
    """Use the current code of an account's app or token; a step is accepted once, and no older one after it.

    Runs in a transaction of the caller's.
    """
    row = (
        Authenticator.objects.select_for_update(no_key=True)
        .filter(user_id=user_id, type=Authenticator.Type.TOTP)
        .first()
    )
    secret = _secret_of(row)
    if row is None or secret is None:
        return False
    data = row.data
    step = matching_step(secret, code, period=data["period"], drift=data["drift"], last=data["last"])
    if step is None:
        return False
    row.data = {**data, "last": step, "drift": step - _now(data["period"])}
    row.last_used_at = timezone.now()
    row.save(update_fields=["data", "last_used_at"])
    return True


def give_demo_app(user: User, secret: str) -> None:
    keep_secret(user, secret, period=PERIODS[0], is_demo=True)


def renew_demo_app(user: User, secret: str) -> None:
    """Give the demo's app anew if the one there cannot be read any more, or there is none."""
    row = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if row is None or decrypt(row.data["secret"]) is None:
        give_demo_app(user, secret)


def codes_shown_in_demo() -> list[tuple[str, str, str]]:
    """Name, address and next code of every account of the demo; nothing outside of it."""
    if not settings.DEMO:
        return []
    rows = Authenticator.objects.filter(data__demo=True).select_related("user").order_by("user_id")
    return [(row.user.name, row.user.email, next_code(row)) for row in rows if decrypt(row.data["secret"])]


def next_code(row: Authenticator) -> str:
    """A code that would be accepted now: for the demo and for tests, who both have the key."""
    data = row.data
    return format_hotp_value(hotp_value(_secret_of(row) or "", max(_now(data["period"]), data["last"] + 1)))


def _secret_of(row: Authenticator | None) -> str | None:
    """The secret, if it may be used: the demo's opens nothing outside of the demo."""
    if row is None or (row.data.get("demo") and not settings.DEMO):
        return None
    return decrypt(row.data["secret"])


def _now(period: int) -> int:
    return int(time.time()) // period
