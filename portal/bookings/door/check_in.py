"""The code on a confirmation, read by the camera of whoever stands at the door."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.bookings import actions
from portal.bookings.door.access import Doorkeeper, has_any_pass, keeper_of, other_door
from portal.bookings.door.screen import common
from portal.bookings.door.sheet import Row, Status, date_at, nearest_date, rows_of
from portal.bookings.errors import MarkedMeanwhile, NotComing
from portal.bookings.links import booking_by_check_in_token, booking_token
from portal.bookings.models import Booking, Occasion, OccasionDate
from portal.ui.dates import format_date


@dataclass(frozen=True)
class Refusal:
    """Why nothing is marked, in large letters, and what to do."""

    title: str
    text: str


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: HttpRequest, token: str) -> HttpResponse:
    """Mark the people of a booking present. Anybody but the door is shown the holder's own page.

    A party of one is marked by the reading itself: the camera is the press. Nothing else could be wanted,
    undoing is one tap, and reading again is harmless.
    """
    booking = booking_by_check_in_token(token)
    if booking is None:
        raise Http404
    keeper = keeper_of(request, booking.occasion)
    if keeper is None:
        return _for_others(request, booking)
    date = date_at(booking.occasion.dates.all(), timezone.now())
    refusal = _refusal(booking, date) or _wrong_door(request, booking)
    if refusal or date is None:
        return _say(request, booking, refusal, keeper)
    if request.method == "POST":
        return _press(request, booking, date, keeper, token)
    rows = _rows(booking, date)
    is_new = len(rows) == 1 and not rows[0].is_marked and _is_a_visit(request)
    if is_new:
        _mark(date, rows[0], Status.PRESENT, keeper)
        rows = _rows(booking, date)
    if request.GET.get("other", "") in {str(row.attendee.pk) for row in rows}:
        for row in rows:
            row.wanted = Status.PRESENT if str(row.attendee.pk) == request.GET["other"] else None
    context = {
        **common(date, keeper),
        "booking": booking,
        "rows": rows,
        "is_new": is_new or "done" in request.GET,
        "missing": [row for row in rows if not row.is_marked],
        "present": [row for row in rows if row.status == Status.PRESENT],
    }
    return render(request, "door/check_in.html", context)


def _for_others(request: HttpRequest, booking: Booking) -> HttpResponse:
    if has_any_pass(request):
        text = _("この端末の受付用リンクでは、記入できません。その催しの受付か、職員に聞いてください。")
        return _say(request, booking, Refusal(_("ほかの催しの受付券です"), text))
    return redirect("bookings:detail", booking_token(booking))


def _refusal(booking: Booking, date: OccasionDate | None) -> Refusal | None:
    occasion = booking.occasion
    if booking.status == Booking.Status.CANCELLED:
        return Refusal(
            _("取り消された申込みです"), _("出欠は記入していません。参加を希望するときは、職員に。")
        )
    if booking.status != Booking.Status.CONFIRMED:
        text = _("いまの状態は「%(status)s」です。席を決めるのは、職員です。出欠は記入していません。")
        return Refusal(_("席が決まっていません"), text % {"status": booking.get_status_display()})
    if occasion.state in {Occasion.State.CANCELLED, Occasion.State.POSTPONED}:
        return Refusal(occasion.get_state_display(), _("この催しは、きょうは開かれません。"))
    if date is None:
        days = "、".join(format_date(day.starts_at) for day in occasion.dates.all())
        text = _("この券の日は %(days)s です。出欠は記入していません。") % {"days": days}
        return Refusal(_("きょうの券ではありません"), text)
    return None


def _wrong_door(request: HttpRequest, booking: Booking) -> Refusal | None:
    """Two occasions on one day: who stands at the door of one and reads a code of the other has somebody
    before them who came to the wrong place."""
    here = other_door(request, booking.occasion)
    if here is None:
        return None
    text = _(
        "いま開いている受付は「%(here)s」です。出欠は記入していません。"
        "この催しの受付もするときは、下から開いて、もう一度読み取ってください。"
    )
    return Refusal(_("ほかの催しの券です"), text % {"here": here.title})


def _say(
    request: HttpRequest, booking: Booking, refusal: Refusal | None, keeper: Doorkeeper | None = None
) -> HttpResponse:
    """Why nothing is marked. Whose code it is, and the way on, only to who stands at this door."""
    context = {
        "booking": booking,
        "refusal": refusal,
        "occasion": booking.occasion,
        "date": nearest_date(booking.occasion.dates.all(), timezone.now()) if keeper else None,
        "keeper": keeper,
    }
    return render(request, "door/check_in_refused.html", context)


def _press(
    request: HttpRequest, booking: Booking, date: OccasionDate, keeper: Doorkeeper, token: str
) -> HttpResponse:
    """Everybody, one of the party, or undoing one: ``all``, or a tap as on the door's screen."""
    rows = {str(row.attendee.pk): row for row in _rows(booking, date)}
    if "all" in request.POST:
        for row in rows.values():
            if not row.is_marked:
                _mark(date, row, Status.PRESENT, keeper)
        return redirect(f"{request.path}?done=1")
    attendee, _dash, rest = request.POST.get("tap", "").partition("-")
    wanted, _dash, seen = rest.partition("-")
    if attendee not in rows or not {wanted, seen} <= set(Status.values):
        raise Http404
    row = rows[attendee]
    row.status = Status(seen)
    if not _mark(date, row, Status(wanted), keeper):
        return redirect(f"{request.path}?other={attendee}")
    return redirect(f"{request.path}?done=1")


def _mark(date: OccasionDate, row: Row, status: Status, keeper: Doorkeeper) -> bool:
    """Whether the mark stands now; False where another door has said something else meanwhile."""
    try:
        actions.mark_one(
            date_id=date.pk, attendee_id=row.attendee.pk, status=status, seen=row.status, by=keeper.by
        )
    except (MarkedMeanwhile, NotComing):
        return False
    return True


def _rows(booking: Booking, date: OccasionDate) -> list[Row]:
    rows = [row for row in rows_of(date) if row.attendee.booking_id == booking.pk]
    return sorted(rows, key=lambda row: row.attendee.position)


def _is_a_visit(request: HttpRequest) -> bool:
    """Whether somebody opened the page: not a look ahead by the browser, nor a picture on another page,
    nor coming back to it after undoing."""
    asked_for = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    is_navigation = request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
    return request.method == "GET" and not request.GET and "prefetch" not in asked_for and is_navigation
