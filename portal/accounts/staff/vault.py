"""What opens the door, at rest: secrets sealed with the keys of private text (``portal.private``), numbers of lists
hashed with the portal's own key."""

from django.conf import settings
from django.utils.crypto import salted_hmac

from portal.private.keys import MARK, CannotOpen, seal, unseal

_PURPOSE = "portal.accounts.staff"


def encrypt(secret: str) -> str:
    return seal(secret)


def decrypt(kept: str) -> str | None:
    """None when it was sealed with a key that is gone, or never."""
    if not kept.startswith(MARK):
        return None
    try:
        return unseal(kept)
    except CannotOpen:
        return None


def digest(value: str, *, salt: str) -> str:
    return digests(value, salt=salt)[0]


def digests(value: str, *, salt: str) -> list[str]:
    """With today's key, and with those that are being given up."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [
        salted_hmac(f"{_PURPOSE}.{salt}", value, secret=key, algorithm="sha256").hexdigest() for key in keys
    ]
