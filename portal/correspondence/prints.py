"""What stands on letters, FAX sheets, labels and postcards: one set of data for the PDF and its HTML twin."""

import datetime
import unicodedata
from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.correspondence.paper import Sheet
from portal.documents.imprint import office_lines
from portal.documents.pdf import render_pdf
from portal.office.models import Office
from portal.ui.dates import format_era_date
from portal.ui.numbers import format_postal_code, format_telephone

LABELS_A_SHEET = 12
# What fits on the text side of a postcard in letters that can be read: full-width signs a line, lines.
_CARD_WIDTH = 25
_CARD_LINES = 19


def letters(sheets: Sequence[Sheet]) -> dict[str, Any]:
    """One letter each, with head, text and whom to ask."""
    return {
        "title": _("手紙"),
        "contact": office_lines(Office.objects.current()),
        "letters": [_letter(sheet) for sheet in sheets],
    }


def _letter(sheet: Sheet) -> dict[str, Any]:
    run = sheet.paper.run
    return _addressee(sheet) | {
        "number": sheet.document_number,
        "date": format_era_date(run.dated if run else _today()),
        "issuer": run.issuer if run else "",
        "seal": _("（公印省略）") if run and run.is_seal_omitted and run.issuer else "",
        "subject": sheet.subject,
        "text": sheet.text,
        "large": sheet.person.wants_large_print,
    }


def faxes(sheets: Sequence[Sheet]) -> dict[str, Any]:
    """One page each, whatever the length of the text, with a cover line."""
    return {
        "title": _("FAX送信票"),
        "contact": office_lines(Office.objects.current()),
        "faxes": [
            {
                "name": sheet.person.name_to_print,
                "fax": format_telephone(sheet.person.fax),
                "date": format_era_date(_today()),
                "pages": _("1枚（この紙だけ）"),
                "subject": sheet.subject,
                "text": sheet.text,
                "large": sheet.person.wants_large_print,
            }
            for sheet in sheets
        ],
    }


def labels(sheets: Sequence[Sheet], skip: int = 0) -> dict[str, Any]:
    """Address labels on A4, two by six; the first ``skip`` places of the first sheet are used up."""
    places: list[dict[str, Any] | None] = [None] * skip
    places += [_addressee(sheet) for sheet in sheets]
    pages = [places[start : start + LABELS_A_SHEET] for start in range(0, len(places), LABELS_A_SHEET)]
    return {"title": _("宛名ラベル"), "pages": pages}


def postcard_addresses(sheets: Sequence[Sheet]) -> dict[str, Any]:
    """The address sides of postcards; the digits of the postal code stand in the printed frames."""
    return {
        "title": _("はがき（宛名面）"),
        "sender": office_lines(Office.objects.current())[:2],
        "cards": [_addressee(sheet) for sheet in sheets],
    }


def postcard_texts(sheets: Sequence[Sheet]) -> dict[str, Any]:
    """The text sides of postcards."""
    return {
        "title": _("はがき（文面）"),
        "contact": office_lines(Office.objects.current()),
        "cards": [_letter(sheet) for sheet in sheets],
    }


def fits_postcard(sheet: Sheet) -> bool:
    """Whether this may be said on a postcard: it is short, and nobody must be kept from reading it. Who wants
    large print gets a letter."""
    person = sheet.person
    if person.handle_with_care or person.is_contact_only or person.wants_large_print:
        return False
    lines = sum(-(-_width(line) // (2 * _CARD_WIDTH)) or 1 for line in sheet.text.split("\n"))
    return lines <= _CARD_LINES


def _width(line: str) -> int:
    """Half-width signs that a line takes."""
    return sum(2 if unicodedata.east_asian_width(sign) in "FWA" else 1 for sign in line)


def _addressee(sheet: Sheet) -> dict[str, Any]:
    person = sheet.person
    return {
        "postal_code": format_postal_code(person.postal_code),
        "address": person.address,
        "name": person.name_to_print,
    }


def _today() -> datetime.date:
    return timezone.localdate()


# --- PDF --------------------------------------------------------------------------------------------------------


def letters_pdf(sheets: Sequence[Sheet]) -> bytes:
    return render_pdf("correspondence/letters.typ", letters(sheets))


def faxes_pdf(sheets: Sequence[Sheet]) -> bytes:
    return render_pdf("correspondence/faxes.typ", faxes(sheets))


def labels_pdf(sheets: Sequence[Sheet], skip: int = 0) -> bytes:
    return render_pdf("correspondence/labels.typ", labels(sheets, skip))


def postcard_addresses_pdf(sheets: Sequence[Sheet]) -> bytes:
    return render_pdf("correspondence/postcard_addresses.typ", postcard_addresses(sheets))


def postcard_texts_pdf(sheets: Sequence[Sheet]) -> bytes:
    return render_pdf("correspondence/postcard_texts.typ", postcard_texts(sheets))
