"""出欠 of one date. Only what was changed on this page is written; what somebody else changed is shown."""

import re
from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.accounts.acting import acting_user
from portal.bookings import actions
from portal.bookings.admin.base import page, staff_may
from portal.bookings.errors import NotComing
from portal.bookings.models import Attendance, Attendee, OccasionDate

_MARK = re.compile(r"mark_([0-9]{1,18})")
_UNMARKED = Attendance.Status.UNMARKED


@dataclass
class Row:
    attendee: Attendee
    stored: str
    stored_by: str
    chosen: str
    # Somebody else marked differently while this page was open.
    is_conflict: bool = False

    @property
    def stored_label(self) -> str:
        return str(Attendance.Status(self.stored).label)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_may("change_attendance")
def attendance(request: HttpRequest, pk: int, date_pk: int) -> HttpResponse:
    date = get_object_or_404(OccasionDate.objects.select_related("occasion"), pk=date_pk, occasion=pk)
    rows = _rows(date)
    if request.method == "POST":
        rows, is_settled = _save(request, date)
        if is_settled:
            return redirect(request.path)
    return page(
        request,
        "attendance.html",
        _("出欠"),
        occasion=date.occasion,
        date=date,
        dates=date.occasion.dates.all(),
        rows=rows,
        choices=Attendance.Status.choices,
        conflicts=[row for row in rows if row.is_conflict],
        marked=sum(row.stored != _UNMARKED for row in rows),
    )


def _rows(date: OccasionDate) -> list[Row]:
    marks = {
        mark.attendee_id: mark for mark in date.attendances.select_related("marked_by", "marked_through")
    }
    coming = (
        Attendee.objects.coming()
        .filter(occasion=date.occasion_id)
        .select_related("person", "booking__place_kind")
        .order_by("person__kana_key", "pk")
    )
    rows = []
    for attendee in coming:
        mark = marks.get(attendee.pk)
        stored = mark.status if mark else _UNMARKED.value
        rows.append(Row(attendee, stored, mark.author if mark else "", stored))
    return rows


@transaction.atomic
def _save(request: HttpRequest, date: OccasionDate) -> tuple[list[Row], bool]:
    """Write this page's changes. Returns the rows as they then are, and whether nothing is left to decide.

    The date's row is locked, so that two who save at once see each other's marks.
    """
    OccasionDate.objects.select_for_update(no_key=True).get(pk=date.pk)
    rows = _rows(date)
    _choose(rows, request)
    wanted = {
        row.attendee.pk: Attendance.Status(row.chosen)
        for row in rows
        if row.chosen != row.stored and not row.is_conflict
    }
    try:
        changed = actions.mark_attendance(date=date, marks=wanted, by=acting_user(request))
    except NotComing as error:
        messages.error(request, str(error))
        return rows, False
    gone = _posted_ids(request) - {row.attendee.pk for row in rows}
    if gone:
        text = _("%(count)s人は、この画面を開いたあとに取り消されたため、記入していません。")
        messages.warning(request, text % {"count": len(gone)})
    if any(row.is_conflict for row in rows):
        for row in rows:
            row.stored = row.chosen if row.attendee.pk in wanted else row.stored
        return rows, False
    messages.success(request, _("%(count)s人の出欠を記入しました。") % {"count": changed})
    return rows, True


def _choose(rows: list[Row], request: HttpRequest) -> None:
    """Put what was chosen on the page into the rows; what others changed meanwhile is not overwritten."""
    everybody = "all_present" in request.POST
    known = set(Attendance.Status.values)
    for row in rows:
        was = request.POST.get(f"was_{row.attendee.pk}", row.stored)
        chosen = request.POST.get(f"mark_{row.attendee.pk}", was)
        is_untouched = chosen not in known or chosen == was
        if is_untouched:
            chosen = row.stored
            if everybody and chosen == _UNMARKED:
                chosen = Attendance.Status.PRESENT.value
        row.is_conflict = not is_untouched and was != row.stored != chosen
        row.chosen = chosen


def _posted_ids(request: HttpRequest) -> set[int]:
    found = (_MARK.fullmatch(name) for name in request.POST)
    return {int(match[1]) for match in found if match}
