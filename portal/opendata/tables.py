"""A file of open data is a table of columns: what its header says, where the value comes from, what it means."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.functional import Promise

from portal.ui.text import without_controls
from portal.ui.workbooks import safe_cell


@dataclass(frozen=True)
class Column:
    """``source`` names the value in the table's values; "" is a column of the standard that stays empty here."""

    header: str
    source: str
    note: str | Promise


Values = Mapping[str, Callable[[Any], str]]


def lines(columns: Sequence[Column], values: Values, rows: Iterable[Any]) -> Iterable[list[str]]:
    """The header and a line for each row."""
    yield [column.header for column in columns]
    for row in rows:
        yield [values[column.source](row) if column.source else "" for column in columns]


def csv_response(table: Iterable[Sequence[str]]) -> HttpResponse:
    """UTF-8 with BOM, which Excel opens correctly; CRLF (RFC 4180).

    No definition says what to do with a text that begins like a formula. Whoever opens the file in a spreadsheet
    is protected: such a cell gets an apostrophe in front, here as in the office's own exports. The JSON files
    have every text as it is.
    """
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(
        [safe_cell(one_line(cell)) for cell in row] for row in table
    )
    return HttpResponse(
        text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8; header=present"
    )


def one_line(text: str) -> str:
    """Cells hold no line breaks, so that every line of the file is a row."""
    return " ".join(without_controls(text).split())
