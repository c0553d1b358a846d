"""Another day or another way of taking part, by the person (日にちや参加のしかたを変える): choose, confirm, done.

The old seat is given back only when the new one is certain; the actions see to that. Nothing here reads or
sets a cookie.
"""

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from portal.bookings import actions
from portal.bookings.choices import Choice, Way, choices_for
from portal.bookings.errors import AlreadyDecided, NoPlaceFree, NoPlaceThere, OccasionIsOver
from portal.bookings.links import booking_token
from portal.bookings.models import Booking, PlaceKind
from portal.bookings.views.own import is_changeable, own_booking, taken_instead
from portal.errors import PortalError

_CHANGEABLE = frozenset(
    {Booking.Status.CONFIRMED, Booking.Status.WAITLISTED, Booking.Status.OFFERED, Booking.Status.RECEIVED}
)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, token: str) -> HttpResponse:
    """The choices; with ``?place=`` what exactly would happen; POST does it. Pressing twice is harmless."""
    booking = own_booking(token)
    if request.method == "POST":
        return _change(request, booking, token)
    if not _can_change(booking):
        return redirect("bookings:detail", token)
    return _page(request, booking, token, _number(request.GET.get("place", "")))


def _can_change(booking: Booking) -> bool:
    return booking.status in _CHANGEABLE and is_changeable(booking)


def _change(request: HttpRequest, booking: Booking, token: str) -> HttpResponse:
    place_kind = (
        PlaceKind.objects.select_related("occasion")
        .filter(pk=_number(request.POST.get("place", "")), occasion__kind=booking.occasion.kind)
        .first()
    )
    if booking.status == Booking.Status.CANCELLED:
        return _decided_already(booking, token)
    if not _can_change(booking):
        return redirect("bookings:detail", token)
    if place_kind is None:
        return _page(request, booking, token, 0, error=_("どれにするかを選んでください。"))
    try:
        if place_kind.occasion_id == booking.occasion_id:
            actions.move(booking_id=booking.pk, place_kind_id=place_kind.pk)
            return _done(token, "moved")
        or_wait = request.POST.get("wait") == "1"
        new = actions.swap(booking_id=booking.pk, place_kind_id=place_kind.pk, or_wait=or_wait)
    except OccasionIsOver:
        return redirect("bookings:detail", token)
    except AlreadyDecided:
        return _decided_already(own_booking(token), token)
    except NoPlaceFree:
        # Said for the person: the words of that error are meant for staff.
        error = _("申し訳ありません。その参加のしかたには、いま空いている席がありません。")
        return _page(request, booking, token, 0, error=error)
    except NoPlaceThere as full:
        return _page(request, booking, token, place_kind.pk, error=str(full))
    except PortalError as refused:
        return _page(request, booking, token, 0, error=str(refused))
    return _done(booking_token(new), "swapped" if new.status == Booking.Status.CONFIRMED else "waits")


def _decided_already(booking: Booking, token: str) -> HttpResponse:
    """To what came of it: the place that was taken instead, else the booking's own page."""
    instead = taken_instead(booking, booking.others_of_group())
    return _done(instead, "swapped") if instead else redirect("bookings:detail", token)


def _done(token: str, done: str) -> HttpResponse:
    return redirect(reverse("bookings:detail", args=[token]) + f"?done={done}")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else 0


def _page(
    request: HttpRequest, booking: Booking, token: str, place_kind_id: int, *, error: str = ""
) -> HttpResponse:
    prefetch_related_objects([booking], "occasion__dates__changes")
    size = booking.attendees.live().count()
    choices = choices_for(booking, size=size, now=timezone.now())
    chosen = next((choice for choice in choices if choice.places.place_kind.pk == place_kind_id), None)
    if place_kind_id and chosen is None and not error:
        error = _("それは、いまは選べません。ほかのものを選んでください。")
    context = {
        "booking": booking,
        "occasion": booking.occasion,
        "token": token,
        "size": size,
        "error": error,
    }
    if chosen is not None:
        return render(request, "bookings/change_confirm.html", context | _confirming(booking, chosen))
    context["here"] = [choice for choice in choices if choice.way == Way.MOVE]
    context["elsewhere"] = [choice for choice in choices if choice.way != Way.MOVE]
    return render(request, "bookings/change.html", context)


def _confirming(booking: Booking, chosen: Choice) -> dict[str, object]:
    """What was chosen, and the other live bookings of the same people, which a seat would end."""
    others = booking.others_of_group()
    return {"choice": chosen, "others": [o for o in others if o.status != Booking.Status.CANCELLED]}
