"""出欠 of all dates. Only what was changed on this page is written; what somebody else changed is shown."""

import re
from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.accounts.acting import acting_user
from portal.bookings import actions
from portal.bookings.admin.base import page, staff_may
from portal.bookings.errors import NotComing
from portal.bookings.models import Attendance, Attendee, Occasion, OccasionDate

_MARK = re.compile(r"mark_[0-9]{1,18}_([0-9]{1,18})")
_UNMARKED = Attendance.Status.UNMARKED


@dataclass
class Cell:
    """One attendee on one date."""

    attendee: Attendee
    date: OccasionDate
    stored: str
    stored_by: str
    chosen: str
    # Somebody else marked differently while this page was open.
    is_conflict: bool = False

    @property
    def name(self) -> str:
        """How the page's fields call it, behind ``was_`` and ``mark_``."""
        return f"{self.date.pk}_{self.attendee.pk}"

    @property
    def stored_label(self) -> str:
        return str(Attendance.Status(self.stored).label)


@dataclass
class Row:
    attendee: Attendee
    cells: list[Cell]


@require_http_methods(["GET", "HEAD", "POST"])
@staff_may("change_attendance")
def attendance(request: HttpRequest, pk: int, date_pk: int) -> HttpResponse:
    """All dates side by side. The date in the address is shown even if it is off."""
    occasion = get_object_or_404(Occasion, pk=pk)
    dates = list(occasion.dates.all())
    if date_pk not in {date.pk for date in dates}:
        raise Http404
    dates = [date for date in dates if not date.off or date.pk == date_pk]
    rows = _rows(occasion, dates)
    if request.method == "POST":
        rows, is_settled = _save(request, occasion, dates)
        if is_settled:
            return redirect(request.path)
    return page(
        request,
        "attendance.html",
        _("出欠"),
        occasion=occasion,
        dates=[(date, _marked(rows, date)) for date in dates],
        rows=rows,
        choices=Attendance.Status.choices,
        conflicts=[cell for cell in _cells(rows) if cell.is_conflict],
    )


def _rows(occasion: Occasion, dates: list[OccasionDate]) -> list[Row]:
    found = Attendance.objects.filter(date__in=dates).select_related("marked_by", "marked_through")
    marks = {(mark.attendee_id, mark.date_id): mark for mark in found}
    coming = (
        Attendee.objects.coming()
        .filter(occasion=occasion.pk)
        .select_related("person", "booking__place_kind")
        .order_by("person__kana_key", "pk")
    )
    rows = []
    for attendee in coming:
        row = Row(attendee, [])
        for date in dates:
            mark = marks.get((attendee.pk, date.pk))
            stored = mark.status if mark else _UNMARKED.value
            row.cells.append(Cell(attendee, date, stored, mark.author if mark else "", stored))
        rows.append(row)
    return rows


def _cells(rows: list[Row]) -> list[Cell]:
    return [cell for row in rows for cell in row.cells]


def _marked(rows: list[Row], date: OccasionDate) -> int:
    return sum(cell.stored != _UNMARKED for cell in _cells(rows) if cell.date == date)


@transaction.atomic
def _save(request: HttpRequest, occasion: Occasion, dates: list[OccasionDate]) -> tuple[list[Row], bool]:
    """Write this page's changes. Returns the rows as they then are, and whether nothing is left to decide.

    The rows of the dates are locked in the order of their ids, so that two who save at once see each
    other's marks.
    """
    pks = [date.pk for date in dates]
    list(OccasionDate.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk"))
    rows = _rows(occasion, dates)
    cells = _cells(rows)
    _choose(cells, request)
    wanted = [cell for cell in cells if cell.chosen != cell.stored and not cell.is_conflict]
    try:
        changed = _write(wanted, dates, request)
    except NotComing as error:
        messages.error(request, str(error))
        return rows, False
    gone = _posted_ids(request) - {row.attendee.pk for row in rows}
    if gone:
        text = _("%(count)s人は、この画面を開いたあとに取り消されたため、記入していません。")
        messages.warning(request, text % {"count": len(gone)})
    if any(cell.is_conflict for cell in cells):
        for cell in wanted:
            cell.stored = cell.chosen
        return rows, False
    text = _("%(count)s人の出欠を記入しました。") if len(dates) == 1 else _("出欠を%(count)s件記入しました。")
    messages.success(request, text % {"count": changed})
    return rows, True


@transaction.atomic
def _write(wanted: list[Cell], dates: list[OccasionDate], request: HttpRequest) -> int:
    """All dates or none of them."""
    by = acting_user(request)
    return sum(
        actions.mark_attendance(
            date=date,
            marks={c.attendee.pk: Attendance.Status(c.chosen) for c in wanted if c.date == date},
            by=by,
        )
        for date in dates
    )


def _choose(cells: list[Cell], request: HttpRequest) -> None:
    """Put what was chosen on the page into the cells; what others changed meanwhile is not overwritten."""
    everybody_on = request.POST.get("all_present", "")
    known = set(Attendance.Status.values)
    for cell in cells:
        was = request.POST.get(f"was_{cell.name}", cell.stored)
        chosen = request.POST.get(f"mark_{cell.name}", was)
        is_untouched = chosen not in known or chosen == was
        if is_untouched:
            chosen = cell.stored
            if everybody_on == str(cell.date.pk) and chosen == _UNMARKED:
                chosen = Attendance.Status.PRESENT.value
        cell.is_conflict = not is_untouched and was != cell.stored != chosen
        cell.chosen = chosen


def _posted_ids(request: HttpRequest) -> set[int]:
    found = (_MARK.fullmatch(name) for name in request.POST)
    return {int(match[1]) for match in found if match}
