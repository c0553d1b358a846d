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
from django.views.decorators.http import require_http_methods, require_safe

from portal.bookings import actions
from portal.bookings.calendars import booking_calendar
from portal.bookings.clashes import own_clashes_of
from portal.bookings.errors import AlreadyDecided, OccasionIsOver, OfferIsOver
from portal.bookings.forms import LookupForm
from portal.bookings.links import booking_by_token, booking_by_twin_token, booking_token, booking_url
from portal.bookings.lookup import find_booking
from portal.bookings.models import Booking, Occasion, PlaceOffer, PostponementAnswer
from portal.bookings.offers import application_closes_at, promotion_stops_at
from portal.bookings.qr import lookup_qr_svg
from portal.limits import limited
from portal.ui.email import sending_domain


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("look_up")
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
    booking = own_booking(token)
    context = _context(booking, token, done=request.GET.get("done", ""))
    context["clashes"] = own_clashes_of(booking)
    return render(request, "bookings/detail.html", context)


@never_cache
@require_safe
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """The page after applying: the number, large, on one sheet with everything needed."""
    booking = own_booking(token)
    context = _context(booking, token)
    context |= {
        "qr_svg": lookup_qr_svg(booking),
        "lookup_url": settings.SITE_URL + reverse("bookings:lookup"),
        "sending_domain": sending_domain(),
    }
    return render(request, "bookings/receipt.html", context)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    """Ask once, then cancel everybody or those who were ticked."""
    booking = own_booking(token)
    attendees = list(booking.attendees.live().select_related("person"))
    if booking.status == Booking.Status.CANCELLED or not is_changeable(booking):
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
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """行ける or 行けない after a postponement. GET leads to the page with the buttons."""
    booking = own_booking(token)
    question = _open_question(booking)
    wish = request.POST.get("answer")
    if question is None or wish not in {"can", "cannot"}:
        return redirect("bookings:detail", token)
    try:
        actions.answer_postponement(answer_id=question.pk, can_come=wish == "can")
    except (AlreadyDecided, OccasionIsOver):
        return redirect("bookings:detail", token)
    return redirect(reverse("bookings:detail", args=[token]) + f"?done={wish}")


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, token: str) -> HttpResponse:
    """参加する or 辞退する when a place has become free. GET only asks once more before declining."""
    booking = own_booking(token)
    latest = booking.place_offers.last()
    if latest is None:
        return redirect("bookings:detail", token)
    reply = request.POST.get("answer")
    try:
        if reply == "accept":
            actions.accept_offer(offer_id=latest.pk)
            return _done(token, "accepted")
        if reply == "decline":
            actions.decline_offer(offer_id=latest.pk)
            return _done(token, "declined")
    except OfferIsOver:
        return _done(token, "offer_over")
    except OccasionIsOver:
        return redirect("bookings:detail", token)
    if not is_answerable(latest):
        return _done(token, "offer_over")
    context = {"booking": booking, "occasion": booking.occasion, "offer": latest, "token": token}
    return render(request, "bookings/decline.html", context)


@never_cache
@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    booking = own_booking(token)
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


def own_booking(token: str) -> Booking:
    booking = booking_by_token(token)
    if booking is None:
        raise Http404
    return booking


def _done(token: str, done: str) -> HttpResponse:
    """Back to the booking's page, which says what was done."""
    return redirect(reverse("bookings:detail", args=[token]) + f"?done={done}")


def is_answerable(offer: PlaceOffer) -> bool:
    """Whether the person can still say yes or no by themselves."""
    is_late = offer.expires_at is not None and offer.expires_at <= timezone.now()
    is_ahead = offer.booking.occasion.state in {Occasion.State.PUBLISHED, Occasion.State.POSTPONED}
    return offer.state == PlaceOffer.State.PENDING and is_ahead and not is_late


def is_changeable(booking: Booking) -> bool:
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


def _has_other_ways(booking: Booking) -> bool:
    """Whether another day or another way of taking part can be asked for; of an application that is not
    decided yet, another way only."""
    if booking.status == Booking.Status.RECEIVED:
        return booking.occasion.place_kinds.count() > 1
    return booking.status in {Booking.Status.CONFIRMED, Booking.Status.WAITLISTED, Booking.Status.OFFERED}


def taken_instead(booking: Booking, others: list[Booking]) -> str:
    """The token of the booking that took the place of this one; empty if there is none (any more)."""
    if booking.cancelled_by != Booking.CancelledBy.OTHER_PLACE:
        return ""
    confirmed = (other for other in others if other.status == Booking.Status.CONFIRMED)
    return next((booking_token(other) for other in confirmed), "")


def _context(booking: Booking, token: str, done: str = "") -> dict[str, object]:
    occasion = booking.occasion
    prefetch_related_objects([booking], "attendees__person", "occasion__dates")
    others = booking.others_of_group()
    offer = booking.place_offers.last() if booking.status == Booking.Status.OFFERED else None
    closes_at = application_closes_at(occasion)
    promotion_stops = promotion_stops_at(occasion)
    now = timezone.now()
    return {
        "booking": booking,
        "occasion": occasion,
        "attendees": booking.party(),
        "accommodations": list(booking.accommodation_requests.all()),
        "parties_ahead": booking.parties_ahead() if booking.status == Booking.Status.WAITLISTED else 0,
        "question": _open_question(booking),
        "offer": offer,
        "is_answerable": offer is not None and is_answerable(offer),
        "others": [(other, booking_token(other)) for other in others],
        "waits_elsewhere": any(other.status != Booking.Status.CANCELLED for other in others),
        "has_seat_elsewhere": any(other.status == Booking.Status.CONFIRMED for other in others),
        "taken_instead": taken_instead(booking, others),
        "closes_at": closes_at,
        "is_window_over": closes_at is not None and closes_at <= now,
        "promotion_stops_at": promotion_stops,
        "is_promotion_over": promotion_stops is not None and promotion_stops <= now,
        "is_past": max((date.ends_at for date in occasion.dates.all()), default=now) < now,
        "is_changeable": is_changeable(booking),
        "has_other_ways": _has_other_ways(booking),
        "token": token,
        "done": done,
    }
