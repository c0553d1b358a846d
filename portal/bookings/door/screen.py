"""The door's screen, and what one tap does."""

import re
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portal.bookings import actions
from portal.bookings.door.access import Doorkeeper, keeper_of, refuse, remember_door
from portal.bookings.door.sheet import Row, Status, by_kana_row, count, rows_of, without_seat
from portal.bookings.errors import MarkedMeanwhile, NotComing
from portal.bookings.models import Attendance, OccasionDate

# attendee, the mark that is wanted, the mark that the screen showed
_TAP = re.compile(r"([0-9]{1,18})-([a-z]+)-([a-z]+)")
_STATUSES = frozenset(Attendance.Status.values)


@never_cache
@require_safe
def screen(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody with a seat on one date, to be found and tapped."""
    date = date_or_404(pk)
    keeper = keeper_of(request, date.occasion)
    if keeper is None:
        return refuse(request, date.occasion)
    if keeper.is_staff:
        remember_door(request, date)
    rows = rows_of(date)
    _ask_again(rows, request)
    query = request.GET.get("q", "").strip()[:100]
    only_missing = "missing" in request.GET
    shown = [
        row
        for row in rows
        if (not query or row.matches(query)) and (not only_missing or not row.is_marked or row.wanted)
    ]
    context = {
        **common(date, keeper),
        "counts": count(rows),
        "groups": by_kana_row(shown),
        "found": len(shown),
        "query": query,
        "only_missing": only_missing,
        "not_coming": "gone" in request.GET,
        "seatless": without_seat(date.occasion, query) if query else [],
        "has_several_kinds": len({row.attendee.booking.place_kind_id for row in rows}) > 1,
    }
    return render(request, "door/screen.html", context)


@never_cache
@require_POST
def mark(request: HttpRequest, pk: int) -> HttpResponse:
    """One tap. Answers with the row for a page with JavaScript, else with the way back to the list."""
    date = date_or_404(pk)
    keeper = keeper_of(request, date.occasion)
    if keeper is None:
        return refuse(request, date.occasion)
    tap = _TAP.fullmatch(request.POST.get("tap", ""))
    if tap is None or not {tap[2], tap[3]} <= _STATUSES:
        raise Http404
    attendee_id, wanted, seen = int(tap[1]), Status(tap[2]), Status(tap[3])
    trouble = ""
    try:
        actions.mark_one(date_id=pk, attendee_id=attendee_id, status=wanted, seen=seen, by=keeper.by)
    except MarkedMeanwhile:
        trouble = "conflict"
    except NotComing:
        trouble = "gone"
    if request.headers.get("X-Requested-With") == "door":
        return _row_answer(request, date, keeper, attendee_id, wanted if trouble == "conflict" else None)
    back = {name: request.POST[name] for name in ("q", "missing") if request.POST.get(name)}
    if trouble == "gone":
        back["gone"] = "1"
    elif trouble == "conflict":
        back |= {"conflict": str(attendee_id), "wanted": wanted.value}
    query = f"?{urlencode(back)}" if back else ""
    return redirect(f"{request.path.removesuffix('mark/')}{query}#a{attendee_id}")


def date_or_404(pk: int) -> OccasionDate:
    return get_object_or_404(
        OccasionDate.objects.select_related("occasion").prefetch_related("occasion__dates"), pk=pk
    )


def common(date: OccasionDate, keeper: Doorkeeper) -> dict[str, Any]:
    """What every page of one door shows around it."""
    return {
        "date": date,
        "occasion": date.occasion,
        "dates": date.occasion.dates.all(),
        "keeper": keeper,
    }


def _ask_again(rows: list[Row], request: HttpRequest) -> None:
    """Put a tap that met another door's mark on its row, as long as the two still differ."""
    wanted = request.GET.get("wanted", "")
    for row in rows:
        if str(row.attendee.pk) == request.GET.get("conflict") and wanted in _STATUSES:
            row.wanted = Status(wanted) if row.is_marked and row.status != wanted else None


def _row_answer(
    request: HttpRequest, date: OccasionDate, keeper: Doorkeeper, attendee_id: int, wanted: Status | None
) -> JsonResponse:
    rows = rows_of(date)
    row = next((row for row in rows if row.attendee.pk == attendee_id), None)
    if row is not None:
        row.wanted = wanted
    several = len({row.attendee.booking.place_kind_id for row in rows}) > 1
    context = {**common(date, keeper), "row": row, "counts": count(rows), "has_several_kinds": several}
    gone = _("席が取り消されたため、記入していません。画面を読み直してください。")
    return JsonResponse(
        {
            "row": render_to_string("door/_row.html", context, request) if row else "",
            "counts": render_to_string("door/_counts.html", context, request),
            "said": f"{row.attendee.person.name} {row.status.label}" if row else gone,
        }
    )
