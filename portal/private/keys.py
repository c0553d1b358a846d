"""The keys that private text is sealed with (暗号化の鍵), from the setting ``DATA_KEYS``.

The first key seals, every key opens. What is sealed begins with the number of its key, so that a missing key is
named instead of guessed at, and ``rotatekeys`` finds what still has an old one.
"""

import functools
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

MARK = "sealed:"


class CannotOpen(ImproperlyConfigured):
    """What is stored was sealed with a key that is not here, or was damaged. Shows no text and no key."""


def seal(text: str) -> str:
    """``text`` as it is stored; empty stays empty."""
    if not text:
        return text
    number, key = next(iter(_keys().items()))
    return f"{MARK}{number}:{key.encrypt(text.encode()).decode()}"


def unseal(stored: str) -> str:
    """What ``seal`` was given. A text without the mark was stored before there were keys, and is returned.

    Raises ``CannotOpen``.
    """
    if not stored.startswith(MARK):
        return stored
    number, token = number_of(stored), stored.rpartition(":")[2]
    key = _keys().get(number)
    if key is None:
        raise CannotOpen(f"Private text was sealed with the key {number[:8]}, which is not in DATA_KEYS.")
    try:
        return key.decrypt(token).decode()
    except InvalidToken:
        raise CannotOpen(f"Private text sealed with the key {number} is damaged.") from None


def number_of(sealed: str) -> str:
    """The number of the key that something was sealed with."""
    return sealed.removeprefix(MARK).partition(":")[0]


def first_mark() -> str:
    """How everything begins that was sealed with the first key."""
    return f"{MARK}{next(iter(_keys()))}:"


def numbers() -> list[str]:
    """The numbers of the keys in their order. They tell nothing about the keys themselves."""
    return list(_keys())


def _keys() -> dict[str, Fernet]:
    return _read(tuple(settings.DATA_KEYS))


@functools.lru_cache(maxsize=8)
def _read(keys: tuple[str, ...]) -> dict[str, Fernet]:
    if not keys:
        raise ImproperlyConfigured("DATA_KEYS is empty: private text can be neither stored nor read.")
    try:
        return {hashlib.sha256(key.encode()).hexdigest()[:8]: Fernet(key) for key in keys}
    except ValueError:
        raise ImproperlyConfigured(
            "DATA_KEYS holds something that is not a key: 32 bytes each, in URL-safe Base64."
        ) from None
