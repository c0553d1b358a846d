"""What applicants see and do with their own booking. The token in the address is the key to it: whoever
does not hold it gets 404, and nothing here reads or sets a cookie."""

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.bookings import actions
from portal.bookings.calendars import booking_calendar
from portal.bookings.errors import AlreadyDecided, OccasionIsOver
from portal.bookings.forms import LookupForm
from portal.bookings.links import booking_by_token, booking_by_twin_token, booking_token, booking_url
from portal.bookings.lookup import find_booking
from portal.bookings.models import Booking, Occasion, PostponementAnswer
from portal.bookings.qr import lookup_qr_svg


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lookup(request: HttpRequest) -> HttpResponse:
    """Open a booking with the receipt number and the telephone number. One answer for every mistake."""
    form = LookupForm(request.POST or None, initial={"receipt_number": request.GET.get("number", "")})
    if request.method == "POST" and form.is_valid():
        booking = find_booking(form.cleaned_data["receipt_number"], form.cleaned_data["contact"])
        if booking is not None:
            return redirect("bookings:detail", booking_token(booking))
        form.add_not_found()
    return render(request, "bookings/lookup.html", {"form": form})


@never_cache
@require_safe
def detail(request: HttpRequest, token: str) -> HttpResponse:
    """Where the application stands, what happens next, and what one can do about it."""
    booking = _own(token)
    return render(request, "bookings/detail.html", _context(booking, token, done=request.GET.get("done", "")))


@never_cache
@require_safe
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """The page after applying: the number, large, on one sheet with everything needed."""
    booking = _own(token)
    context = _context(booking, token)
    context |= {
        "qr_svg": lookup_qr_svg(booking),
        "lookup_url": settings.SITE_URL + reverse("bookings:lookup"),
        "sending_domain": settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(">"),
    }
    return render(request, "bookings/receipt.html", context)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    """Ask once, then cancel everybody or those who were ticked."""
    booking = _own(token)
    attendees = list(booking.attendees.live().select_related("person"))
    if booking.status == Booking.Status.CANCELLED or not _is_changeable(booking):
        return redirect("bookings:detail", token)
    if request.method == "POST":
        named = set(request.POST.getlist("attendee"))
        leaving = [a.pk for a in attendees if str(a.pk) in named]
        if leaving:
            try:
                actions.cancel(booking_id=booking.pk, attendee_ids=leaving)
            except OccasionIsOver:
                return redirect("bookings:detail", token)
            return redirect(reverse("bookings:detail", args=[token]) + "?done=cancelled")
        gone = booking.attendees.filter(is_live=False).values_list("pk", flat=True)
        if named & {str(pk) for pk in gone}:
            # Pressed twice: who is named has left by the first press, and nobody else does by the second.
            return redirect(reverse("bookings:detail", args=[token]) + "?done=cancelled")
    context = {
        "booking": booking,
        "attendees": attendees,
        "token": token,
        "nobody_chosen": request.method == "POST" and len(attendees) > 1,
    }
    return render(request, "bookings/cancel.html", context)


@csrf_exempt
@never_cache
@require_POST
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """行ける or 行けない after a postponement."""
    booking = _own(token)
    question = _open_question(booking)
    wish = request.POST.get("answer")
    if question is None or wish not in {"can", "cannot"}:
        return redirect("bookings:detail", token)
    try:
        actions.answer_postponement(answer_id=question.pk, can_come=wish == "can")
    except (AlreadyDecided, OccasionIsOver):
        return redirect("bookings:detail", token)
    return redirect(reverse("bookings:detail", args=[token]) + f"?done={wish}")


@never_cache
@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    booking = _own(token)
    return booking_calendar(booking, booking_url(booking))


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def twin(request: HttpRequest, token: str) -> HttpResponse:
    """The first applicant says whether a second application was their own. GET changes nothing."""
    booking = booking_by_twin_token(token)
    if booking is None:
        raise Http404
    if request.method == "POST" and booking.awaits == Booking.Awaits.TWIN:
        try:
            if request.POST.get("answer") == "same":
                actions.withdraw_twin(booking_id=booking.pk)
            elif request.POST.get("answer") == "other":
                actions.admit(booking_id=booking.pk)
        except (AlreadyDecided, OccasionIsOver):
            pass  # the page says what is decided by now
        return redirect("bookings:twin", token)
    return render(request, "bookings/twin.html", {"booking": booking, "token": token})


def _own(token: str) -> Booking:
    booking = booking_by_token(token)
    if booking is None:
        raise Http404
    return booking


def _is_changeable(booking: Booking) -> bool:
    """Whether the applicant can still change something: not once it began, was called off or closed."""
    occasion = booking.occasion
    if occasion.state == Occasion.State.POSTPONED:
        return True
    first = min((date.starts_at for date in occasion.dates.all()), default=None)
    return occasion.state == Occasion.State.PUBLISHED and (first is None or timezone.now() < first)


def _open_question(booking: Booking) -> PostponementAnswer | None:
    """The latest postponement's question, while it can be answered."""
    if booking.status == Booking.Status.CANCELLED or booking.occasion.state != Occasion.State.PUBLISHED:
        return None
    latest = booking.postponement_answers.select_related("postponement").order_by("-postponement_id").first()
    if latest is None or not latest.postponement.has_new_dates:
        return None
    return latest


def _context(booking: Booking, token: str, done: str = "") -> dict[str, object]:
    occasion = booking.occasion
    prefetch_related_objects([booking], "attendees__person")
    return {
        "booking": booking,
        "occasion": occasion,
        "attendees": booking.party(),
        "accommodations": list(booking.accommodation_requests.all()),
        "parties_ahead": booking.parties_ahead() if booking.status == Booking.Status.WAITLISTED else 0,
        "question": _open_question(booking),
        "is_changeable": _is_changeable(booking),
        "token": token,
        "done": done,
    }
