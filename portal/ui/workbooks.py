"""Excel files whose cells are texts: nothing that people typed is ever calculated."""

import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What makes a spreadsheet calculate, in either width.
STARTS_A_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_TEXT = "@"
_WIDEST = 40
_NAME_LENGTH = 31  # of a sheet


def safe_cell(value: object) -> str:
    """The value as a text that a spreadsheet shows and does not calculate."""
    text = str(value)
    return f"'{text}" if text.startswith(STARTS_A_FORMULA) else text


def text_workbook(rows: Sequence[Sequence[str]], title: str) -> bytes:
    """A book of one sheet whose cells are texts and stay texts when somebody edits them; the first row is its
    header. The cells are from ``safe_cell``."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:_NAME_LENGTH])
    sheet.freeze_panes = "A2"
    for index, column in enumerate(zip(*rows, strict=True), start=1):
        letter = get_column_letter(index)
        sheet.column_dimensions[letter].width = min(2 + 2 * max(map(len, column)), _WIDEST)
    for number, row in enumerate(rows):
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", value))
            cell.number_format = _TEXT
            if number == 0:
                cell.font = Font(bold=True)
            cells.append(cell)
        sheet.append(cells)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
