"""Excel books (.xlsx), read once from front to back. An archive is not opened before its size is known."""

import datetime
import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from portal.bookings.importing.errors import (
    DamagedFile,
    HasPassword,
    NothingInIt,
    SuspiciousFile,
    TooManyRows,
)
from portal.bookings.importing.tables import MAX_COLUMNS, Line, Table, collect, refuse_other_archives

_MAX_UNPACKED = 60 * 1024 * 1024
_MAX_PARTS = 2_000
# Rows that are only formatted compress well; nothing that people typed comes near this.
_MAX_RATIO = 400
_CHUNK = 1024 * 1024
_LAST_ROW = 1_048_576
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    EOFError,
    OSError,
    SyntaxError,  # what XML that is none raises
    NotImplementedError,
    RuntimeError,
)


def read_workbook(data: bytes) -> Table:
    """The first visible sheet that holds anything; formulas as the values that Excel stored.

    Raises a ``TableError``.
    """
    try:
        _guard(data)
        return _read(data)
    except _BROKEN:
        raise DamagedFile from None


def _guard(data: bytes) -> None:
    """Refuse what would become huge: by what the directory says, and by what really comes out."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        refuse_other_archives({part.filename for part in parts})
        if any(part.flag_bits & 1 for part in parts):
            raise HasPassword
        unpacked = sum(part.file_size for part in parts)
        if len(parts) > _MAX_PARTS or unpacked > _MAX_UNPACKED or unpacked > _MAX_RATIO * len(data):
            raise SuspiciousFile
        left = _MAX_UNPACKED
        for part in parts:
            left = _unpack(archive, part, left)


def _unpack(archive: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> int:
    before = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            left -= len(chunk)
            # No Excel book declares entities; they are how a small XML text becomes a huge one.
            if left < 0 or (part.filename.endswith((".xml", ".rels")) and b"<!" in _markup(before + chunk)):
                raise SuspiciousFile
            before = chunk[-16:]
    return left


def _markup(chunk: bytes) -> bytes:
    """The chunk without the comments and literal texts that some programs write."""
    return chunk.replace(b"<!--", b"").replace(b"<![CDATA[", b"")


def _read(data: bytes) -> Table:
    with warnings.catch_warnings():
        # About features of the book that no list needs: drop-downs, conditional formats.
        warnings.simplefilter("ignore")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        try:
            sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
            for sheet in sheets:
                try:
                    return collect(_lines(sheet), sheet.title if len(sheets) > 1 else "")
                except NothingInIt:
                    continue
        finally:
            book.close()
    raise NothingInIt


def _lines(sheet: Any) -> Iterator[Line]:
    # What a sheet says about its own size is often wrong, and may be a trap.
    sheet.reset_dimensions()
    for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
        if number > _LAST_ROW:
            raise TooManyRows
        cells = [_as_text(value) for value in values[: MAX_COLUMNS + 1]]
        if any(values[MAX_COLUMNS + 1 :]):
            cells.append("…")
        if any(cells):
            yield Line(number, cells)


def _as_text(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, datetime.datetime):
        # A day without a time is a moment at midnight in Excel.
        midnight = value.time() == datetime.time()
        return value.strftime("%Y/%m/%d") if midnight else value.strftime("%Y/%m/%d %H:%M")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
