"""What opens the door, at rest: secrets encrypted, numbers of lists hashed, both with the portal's own key."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

_PURPOSE = "portal.accounts.staff"


def encrypt(secret: str) -> str:
    return _fernet().encrypt(secret.encode()).decode()


def decrypt(kept: str) -> str | None:
    """None when it was encrypted with a key that is gone."""
    try:
        return _fernet().decrypt(kept.encode()).decode()
    except InvalidToken:
        return None


def digest(value: str, *, salt: str) -> str:
    return digests(value, salt=salt)[0]


def digests(value: str, *, salt: str) -> list[str]:
    """With today's key, and with those that are being given up."""
    return [
        salted_hmac(f"{_PURPOSE}.{salt}", value, secret=key, algorithm="sha256").hexdigest()
        for key in _keys()
    ]


def _keys() -> list[str]:
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def _fernet() -> MultiFernet:
    keys = [hashlib.sha256(f"{_PURPOSE}:{key}".encode()).digest() for key in _keys()]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])
