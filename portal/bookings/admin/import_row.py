"""One row of a list, corrected in the same form in which it would have been typed."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.bookings.admin.base import page, staff_may
from portal.bookings.admin.import_pages import FORM_METHODS, get_batch, get_occasion
from portal.bookings.importing.deciding import correct_row
from portal.bookings.importing.errors import BatchChanged
from portal.bookings.importing.row_forms import RowForm
from portal.bookings.models import ImportBatch, ImportRow
from portal.errors import PortalError


@require_http_methods(FORM_METHODS)
@staff_may("add_booking")
def row(request: HttpRequest, pk: int, batch_pk: int, line: int) -> HttpResponse:
    occasion = get_occasion(pk)
    batch = get_batch(occasion, batch_pk)
    if not batch.is_open:
        return redirect("admin:bookings_import_rows", pk, batch_pk)
    row = get_object_or_404(batch.rows, line=line)
    if request.method == "POST":
        form = RowForm(occasion, request.POST)
        if form.is_valid() and _save(form, row, request.POST):
            return _next(pk, batch)
        row.refresh_from_db()
    else:
        form = RowForm(occasion, row.data, unread=row.unread)
    return page(
        request,
        "import_row.html",
        _("%(line)s行目を直す") % {"line": line},
        occasion=occasion,
        batch=batch,
        row=row,
        form=form,
        original=_original(batch, line),
    )


def _save(form: RowForm, row: ImportRow, data: QueryDict) -> bool:
    seen = data.get("revision", "")
    revision = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else -1
    try:
        correct_row(row=row, data=_typed(form, data), occasion=form.occasion, revision=revision)
    except BatchChanged as error:
        # The page comes back with what was typed and with the row's revision as it is now.
        form.add_error(None, str(error))
    except PortalError as error:
        form.add_error(None, str(error))
    else:
        return True
    return False


def _typed(form: RowForm, data: QueryDict) -> dict[str, Any]:
    """What the form was given, in the shape in which rows keep it."""
    typed: dict[str, Any] = {}
    for name, field in form.fields.items():
        if isinstance(field, forms.MultipleChoiceField):
            typed[name] = data.getlist(name)
        elif isinstance(field, forms.SplitDateTimeField):
            typed |= {part: data.get(part, "") for part in (f"{name}_0", f"{name}_1")}
        elif name in data:
            typed[name] = str(data[name]).replace("\x00", "")
    return typed


def _original(batch: ImportBatch, line: int) -> list[tuple[str, str]]:
    """The words of the header beside what the row of the list says."""
    header = batch.header_cells
    cells: list[str] = next((cells for number, cells in batch.lines if number == line), [])
    words = [*header, *[""] * (len(cells) - len(header))]
    return [(word, cell) for word, cell in zip(words, cells, strict=False) if cell]


def _next(pk: int, batch: ImportBatch) -> HttpResponse:
    """The next row that has to be corrected, else the list of rows."""
    wrong = batch.rows.filter(state=ImportRow.State.ERROR).order_by("line").first()
    if wrong is None:
        return redirect("admin:bookings_import_rows", pk, batch.pk)
    return redirect("admin:bookings_import_row", pk, batch.pk, wrong.line)
