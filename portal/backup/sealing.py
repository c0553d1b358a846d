"""A file that only the key opens, written and read piece by piece.

Each megabyte is sealed with AES-256-GCM; its number and whether it is the last are part of the seal, so pieces can
be neither changed, reordered, nor left out, and a file that was cut off does not open. The key of each file comes
from the given key and a random salt.
"""

import base64
import binascii
import os
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from portal.backup.errors import BackupError

MAGIC = b"TSUNAGARI-SEAL-1"
_PIECE = 1 << 20
_TAG = 16
_SALT = 16


def read_key(text: str) -> bytes:
    """The 32 bytes of a key as `manage.py backup --new-key` prints it. Raises ``BackupError``."""
    try:
        key = base64.urlsafe_b64decode(text.strip())
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != 32:
        raise BackupError("The backup key is not one: `manage.py backup --new-key` makes one.")
    return key


def new_key() -> str:
    return base64.urlsafe_b64encode(os.urandom(32)).decode()


def is_sealed(file: IO[bytes]) -> bool:
    """Whether the file begins as a sealed one. Leaves it at its beginning."""
    begins = file.read(len(MAGIC))
    file.seek(0)
    return begins == MAGIC


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), length=32, salt=salt, info=MAGIC).derive(key))


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


class Sealer:
    """Write into it, then ``close``: without that the file does not open again."""

    def __init__(self, file: IO[bytes], key: bytes) -> None:
        salt = os.urandom(_SALT)
        self._file, self._cipher = file, _cipher(key, salt)
        self._waiting, self._number = bytearray(), 0
        file.write(MAGIC + salt)

    def write(self, data: bytes) -> int:
        self._waiting += data
        # One byte more than a piece: what may be the last piece waits for ``close``.
        while len(self._waiting) > _PIECE:
            self._seal(bytes(self._waiting[:_PIECE]), is_last=False)
            del self._waiting[:_PIECE]
        return len(data)

    def close(self) -> None:
        self._seal(bytes(self._waiting), is_last=True)

    def _seal(self, piece: bytes, *, is_last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, is_last=is_last), piece, None))
        self._number += 1


class Opener:
    """Reads what a ``Sealer`` wrote. Raises ``BackupError`` for another key or a damaged file."""

    def __init__(self, file: IO[bytes], key: bytes) -> None:
        head = file.read(len(MAGIC) + _SALT)
        self._file, self._cipher = file, _cipher(key, head[len(MAGIC) :])
        self._ready, self._number = b"", 0
        self._next = file.read(_PIECE + _TAG)
        self._is_over = False

    def read(self, size: int) -> bytes:
        while len(self._ready) < size and not self._is_over:
            self._ready += self._open()
        taken, self._ready = self._ready[:size], self._ready[size:]
        return taken

    def _open(self) -> bytes:
        piece, self._next = self._next, self._file.read(_PIECE + _TAG)
        self._is_over = not self._next
        try:
            opened = self._cipher.decrypt(_nonce(self._number, is_last=self._is_over), piece, None)
        except InvalidTag:
            raise BackupError("The key does not open this file, or the file is damaged.") from None
        self._number += 1
        return opened
