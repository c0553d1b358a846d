"""Reading a list, whatever it comes in: text in any usual encoding, an Excel book, or pasted rows.

Every guard stands before the work it guards. What comes out is text cells without anything that no list
needs: no NUL, no byte order mark, no empty rows or columns at the end.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from portal.bookings.importing.errors import (
    HasPassword,
    NotASpreadsheet,
    NothingInIt,
    OldExcel,
    OtherSpreadsheet,
    QuoteIsOpen,
    TooLarge,
    TooManyColumns,
    TooManyRows,
    UnknownLetters,
)

MAX_BYTES = 5 * 1024 * 1024
# All rows of a list are written in one transaction, and while that runs nobody else can apply for this
# occasion: the limit keeps it to seconds.
MAX_ROWS = 1_000
# Title rows and the header besides.
_MAX_LINES = MAX_ROWS + 20
MAX_COLUMNS = 60
MAX_CELL = 5_000

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OTHER_FILES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"PK\x05\x06", b"\x1f\x8b", b"BM")
_MARKUP = re.compile(r"\s*<(?:!doctype|html|\?xml)", re.IGNORECASE)
# Control characters that no table holds; NUL is dropped further down.
_BINARY = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f]")
_QUOTED = re.compile('"(?:[^"]|"")*"')
# Excel escapes what XML cannot hold in this way.
_ESCAPED_CONTROL = re.compile("_x00(?:0[0-9A-Fa-f]|1[0-9A-Fa-f])_")
# An apostrophe that says "this is text": in front of a digit or of what would be a formula.
_TEXT_MARK = re.compile("^'(?=[0-9０-９=+\\-@＝＋－＠\t\r\n])")


@dataclass(frozen=True)
class Line:
    """One row of cells and the number under which staff find it in their file."""

    number: int
    cells: list[str]


@dataclass(frozen=True)
class Table:
    lines: list[Line]
    # The sheet that was read, where the book has several.
    sheet: str = ""


def read_upload(data: bytes) -> Table:
    """The table in an uploaded file. Raises a ``TableError`` with what to do instead."""
    if len(data) > MAX_BYTES:
        raise TooLarge
    if not data.strip(b"\x00 \t\r\n"):
        raise NothingInIt
    if data.startswith(_OLE):
        raise HasPassword if _ENCRYPTED in data else OldExcel
    if data.startswith(_ZIP):
        from portal.bookings.importing.workbooks import read_workbook

        return read_workbook(data)
    if data.startswith(_OTHER_FILES):
        raise NotASpreadsheet
    return read_text(_decode(data))


def read_text(text: str) -> Table:
    """The table in a text whose cells are parted by commas, tabs or semicolons. Raises a ``TableError``."""
    text = text.removeprefix("\ufeff").replace("\x00", "")
    if _MARKUP.match(text) or len(_BINARY.findall(text[:10_000])) > 10:
        raise NotASpreadsheet
    return collect(_records(text))


def _decode(data: bytes) -> str:
    """BOM, then UTF-8, then the Japanese Windows encoding. UTF-16 is what Excel calls Unicode text."""
    encodings = ["utf-8-sig", "cp932"]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotASpreadsheet if data.count(b"\x00") > len(data) // 100 else UnknownLetters


def _records(text: str) -> Iterator[Line]:
    delimiter = _delimiter(text)
    # Old Macs and some exports end their lines with a lone CR; newline="" lets the reader see every kind.
    try:
        yield from _parse(text, delimiter, strict=True)
    except csv.Error as error:
        if "unexpected end of data" in str(error) or "field larger" in str(error):
            raise QuoteIsOpen from None
        # A quote in the middle of a cell is somebody's nickname.
        yield from _parse(text, delimiter, strict=False)


def _parse(text: str, delimiter: str, *, strict: bool) -> list[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)
    lines = []
    start = 1
    for cells in reader:
        if any(cells):
            lines.append(Line(start, cells))
        if len(lines) > _MAX_LINES:
            break
        start = reader.line_num + 1
    return lines


def _delimiter(text: str) -> str:
    """The sign that stands equally often on most lines, outside of quotes."""
    lines = [line for line in _QUOTED.sub("", text[:100_000]).splitlines() if line.strip()][:200]

    def agreement(sign: str) -> tuple[int, int]:
        times = Counter(count for line in lines if (count := line.count(sign)))
        count, most = max(times.items(), key=lambda pair: (pair[1], pair[0]), default=(0, 0))
        return most, count

    return max(("\t", ",", ";"), key=agreement)


def collect(lines: Iterable[Line], sheet: str = "") -> Table:
    """The table of these lines with clean cells, within the limits. Raises a ``TableError``."""
    kept = []
    for line in lines:
        cells = [clean_cell(cell) for cell in line.cells]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        if len(cells) > MAX_COLUMNS:
            raise TooManyColumns
        kept.append(Line(line.number, cells))
        if len(kept) > _MAX_LINES:
            raise TooManyRows
    if not kept:
        raise NothingInIt
    return Table(kept, sheet)


def clean_cell(text: str) -> str:
    """A cell without what spreadsheets leave in it. Names stay as written: no normalisation."""
    text = _ESCAPED_CONTROL.sub("", text.replace("\x00", "").replace("\xa0", " "))
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip(" \t\n\u3000\ufeff")
    return _TEXT_MARK.sub("", text)[:MAX_CELL]


def refuse_other_archives(names: set[str]) -> None:
    """Say what an archive is that holds no Excel book."""
    if "xl/workbook.xml" in names:
        return
    raise (
        OtherSpreadsheet
        if names & {"xl/workbook.bin", "content.xml", "Index/Document.iwa"}
        else NotASpreadsheet
    )
