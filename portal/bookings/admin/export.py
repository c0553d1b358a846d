"""The roster as a file: for Excel, as CSV, or as CSV for programs that know only the Windows encoding. Every cell
is a text that no spreadsheet takes for a formula."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from portal.bookings.admin.base import page, posted, staff_may
from portal.bookings.admin.roster_table import GROUPS, Choice, Roster, roster_table
from portal.bookings.cp932 import to_cp932
from portal.bookings.models import Booking, Occasion
from portal.ui.forms import PortalForm
from portal.ui.workbooks import XLSX, safe_cell, text_workbook

_LIVE = [choice for choice in Booking.Status.choices if choice[0] != Booking.Status.CANCELLED]


class ExportForm(PortalForm):
    file = forms.ChoiceField(
        label=gettext_lazy("ファイルの形"),
        choices=[
            ("xlsx", gettext_lazy("Excel（.xlsx）。電話番号の先頭の0も消えません")),
            ("csv", gettext_lazy("CSV（UTF-8）。ほかのソフトに読ませるとき")),
            ("cp932", gettext_lazy("CSV（Shift_JIS）。古いソフト用。ない字は〓になります")),
        ],
        initial="xlsx",
        required=False,
        widget=forms.RadioSelect,
    )
    statuses = forms.MultipleChoiceField(
        label=gettext_lazy("入れる人"),
        choices=_LIVE,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("選ばなければ、取り消した人のほか全員。"),
    )
    with_cancelled = forms.BooleanField(label=gettext_lazy("取り消した人も入れる"), required=False)
    groups = forms.MultipleChoiceField(
        label=gettext_lazy("入れる列"),
        choices=list(GROUPS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("お名前、受付番号、状態はいつも入ります。選ばなければ、全部の列。"),
    )
    with_accommodations = forms.BooleanField(
        label=gettext_lazy("必要な配慮も入れる"),
        required=False,
        help_text=gettext_lazy("手配に使う人だけに渡してください。"),
    )

    def __init__(self, *args: Any, may_see_accommodations: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_see_accommodations:
            del self.fields["with_accommodations"]

    def folded(self) -> list[BoundField]:
        return [field for field in self if field.name != "file"]

    def has_choice(self) -> bool:
        return any(field.value() for field in self.folded())

    def choice(self) -> Choice:
        data = self.cleaned_data
        return Choice(
            statuses=data["statuses"],
            groups=data["groups"] or list(GROUPS),
            with_cancelled=data["with_cancelled"],
            with_accommodations=data.get("with_accommodations", False),
        )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_may("view_booking")
def export(request: HttpRequest, pk: int) -> HttpResponse:
    occasion = get_object_or_404(Occasion.objects.prefetch_related("dates"), pk=pk)
    form = ExportForm(
        posted(request), may_see_accommodations=request.user.has_perm("bookings.arrange_accommodations")
    )
    changed = None
    if request.method == "POST" and form.is_valid():
        roster = roster_table(occasion, form.choice())
        if "list" not in request.POST:
            return _file(occasion, roster, form.cleaned_data["file"] or "csv")
        changed = changed_cells(roster)
    return page(
        request,
        "export.html",
        _("名簿を書き出す"),
        occasion=occasion,
        form=form,
        changed=changed,
        was_asked=changed is not None,
    )


def _file(occasion: Occasion, roster: Roster, kind: str) -> HttpResponse:
    write, content_type, ending = _FILES[kind]
    cells = [roster.header, *([safe_cell(cell) for cell in row] for row in roster.rows)]
    response = HttpResponse(write(cells), content_type=content_type)
    day = timezone.localdate().strftime("%Y%m%d")
    response["Content-Disposition"] = f'attachment; filename="roster-{occasion.pk}-{day}{ending}"'
    return response


def _csv(rows: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def _utf8(rows: list[list[str]]) -> bytes:
    return _csv(rows).encode("utf-8-sig")


def _windows(rows: list[list[str]]) -> bytes:
    # Once more: an unusual dash at the start has become a plain one.
    return _csv([[safe_cell(to_cp932(cell)[0]) for cell in row] for row in rows]).encode("cp932")


_FILES: dict[str, tuple[Callable[[list[list[str]]], bytes], str, str]] = {
    "xlsx": (lambda rows: text_workbook(rows, _("名簿")), XLSX, ".xlsx"),
    "csv": (_utf8, "text/csv; charset=utf-8", ".csv"),
    "cp932": (_windows, "text/csv; charset=Shift_JIS", "-sjis.csv"),
}


@dataclass(frozen=True)
class ChangedCell:
    """One cell that the Windows encoding cannot hold."""

    receipt_number: str
    column: str
    original: str
    written: str


def changed_cells(roster: Roster) -> list[ChangedCell]:
    """What reads differently in the file with the Windows encoding, in the order of the file."""
    number = roster.header.index(_("受付番号"))
    return [
        ChangedCell(row[number], column, cell, written)
        for row in roster.rows
        for column, cell in zip(roster.header, row, strict=True)
        for written, is_changed in [to_cp932(cell)]
        if is_changed
    ]
