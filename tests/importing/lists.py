"""Lists for tests, and the way of one into a roster."""

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from portal.accounts.models import User
from portal.bookings.importing.checking import set_columns, start_batch
from portal.bookings.importing.tables import read_text
from portal.bookings.models import ImportBatch, Occasion

HEADER = "お名前,ふりがな,電話"
DEFAULTS = {"channel": "fax", "place_kind": "", "received_at": ""}


def text_of(*rows: str, header: str = HEADER) -> str:
    return "\r\n".join([header, *rows]) + "\r\n"


def workbook(*rows: list[Any], title: str = "名簿", **sheets: list[list[Any]]) -> bytes:
    """A book as Excel writes it."""
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    for name, others in sheets.items():
        sheet = book.create_sheet(name)
        for row in others:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def upload(data: bytes, name: str = "meibo.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def checked(occasion: Occasion, by: User, text: str, **defaults: str) -> ImportBatch:
    """A list whose columns were taken as guessed."""
    batch = start_batch(occasion=occasion, table=read_text(text), source="", by=by)
    return set_columns(
        batch=batch, columns=batch.columns, defaults={**DEFAULTS, **defaults}, occasion=occasion
    )


def states(batch: ImportBatch) -> list[str]:
    return list(batch.rows.order_by("line").values_list("state", flat=True))


def errors(batch: ImportBatch) -> dict[int, dict[str, list[str]]]:
    return {row.line: row.errors for row in batch.rows.order_by("line") if row.errors}


def notes(batch: ImportBatch) -> list[str]:
    return [note for row in batch.rows.order_by("line") for note in row.notes]
