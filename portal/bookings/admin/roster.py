"""The roster (名簿) of one occasion: who comes, who waits, whom somebody has to look at."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.acting import acting_user
from portal.bookings import actions
from portal.bookings.addresses import occasion_path
from portal.bookings.admin.base import page, seats_may_change, staff_may
from portal.bookings.admin.links import details_links, own_links
from portal.bookings.admin.telling import with_telling
from portal.bookings.admin.twins import suspected_bookings
from portal.bookings.models import (
    AccommodationRequest,
    Attendance,
    Attendee,
    Booking,
    Occasion,
    PlaceKind,
    PlaceOffer,
)
from portal.bookings.offers import application_closes_at
from portal.errors import PortalError
from portal.people.models import Person
from portal.ui.text import fold_digits

ROWS_A_PAGE = 200
_STATUSES = {choice.value: choice.label for choice in Booking.Status}


@dataclass(frozen=True)
class Filter:
    """What the address of the page asks for. Without a search only live bookings are listed."""

    query: str
    status: str
    place_kind: str

    @classmethod
    def of(cls, request: HttpRequest) -> "Filter":
        asked = request.GET
        status = asked.get("status", "")
        kind = asked.get("kind", "")
        return cls(
            query=asked.get("q", "").strip()[:100],
            status=status if status in _STATUSES else "",
            place_kind=kind if kind.isascii() and kind.isdigit() and len(kind) < 10 else "",
        )

    def apply(self, bookings: QuerySet[Booking]) -> QuerySet[Booking]:
        if self.status:
            bookings = bookings.filter(status=self.status)
        elif not self.query:
            bookings = bookings.exclude(status=Booking.Status.CANCELLED)
        if self.place_kind:
            bookings = bookings.filter(place_kind_id=int(self.place_kind))
        return search_bookings(bookings, self.query) if self.query else bookings


def search_bookings(bookings: QuerySet[Booking], query: str) -> QuerySet[Booking]:
    """Bookings of people with this name, reading or telephone, or with this receipt number."""
    people = Person.objects.matching(query).order_by().values("pk")
    found = Q(contact__in=people) | Q(pk__in=Attendee.objects.filter(person__in=people).values("booking"))
    digits = fold_digits(query)
    if len(digits) == 8 and digits.isascii() and digits.isdigit():
        found |= Q(receipt_number=digits)
    return bookings.filter(found)


@require_safe
@staff_may("view_booking")
def roster(request: HttpRequest, pk: int) -> HttpResponse:
    occasion = get_object_or_404(with_telling(Occasion.objects.prefetch_related("dates")), pk=pk)
    asked = Filter.of(request)
    sees_accommodations = request.user.has_perm("bookings.arrange_accommodations")
    rows = asked.apply(_rows(occasion, sees_accommodations))
    shown = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    places = _places(occasion)
    return page(
        request,
        "roster.html",
        occasion.title,
        occasion=occasion,
        places=places,
        statuses=_STATUSES,
        asked=asked,
        shown=shown,
        has_several_dates=len(occasion.dates.all()) > 1,
        suspected=suspected_bookings(occasion),
        seats_may_change=seats_may_change(occasion),
        sees_accommodations=sees_accommodations,
        public_url=occasion_path(occasion) if occasion.is_visible and not occasion.is_hidden else "",
        has_offers=any(line["offered"] for line in places),
        has_not_selected=any(line["not_selected"] for line in places),
        is_draw_due=_is_draw_due(occasion, places),
        links=details_links(occasion),
        own_links=own_links(occasion, request.user),
    )


def _rows(occasion: Occasion, sees_accommodations: bool) -> QuerySet[Booking]:
    marks = Attendance.objects.exclude(status=Attendance.Status.UNMARKED).order_by("date__starts_at")
    rows = (
        Booking.objects.filter(occasion=occasion)
        .select_related("contact", "place_kind")
        .prefetch_related(
            Prefetch("attendees", Attendee.objects.select_related("person").order_by("position")),
            Prefetch("attendees__attendances", marks.select_related("date")),
        )
        .annotate(offer_expires_at=Subquery(_pending_offers().values("expires_at")))
        .order_by("queue_no")
    )
    if sees_accommodations:
        asked_for = AccommodationRequest.objects.filter(booking=OuterRef("pk"))
        rows = rows.annotate(needs_accommodations=Exists(asked_for))
    return rows


def _pending_offers() -> QuerySet[PlaceOffer]:
    return PlaceOffer.objects.filter(booking=OuterRef("pk"), state=PlaceOffer.State.PENDING)


def _is_draw_due(occasion: Occasion, places: list[dict[str, Any]]) -> bool:
    """Whether somebody waits for a draw that can be held by now."""
    closes_at = application_closes_at(occasion)
    return (
        occasion.selection == Occasion.Selection.LOTTERY
        and occasion.state == Occasion.State.PUBLISHED
        and closes_at is not None
        and closes_at <= timezone.now()
        and any(line["received"] for line in places)
    )


def _places(occasion: Occasion) -> list[dict[str, Any]]:
    """How every kind of place stands, in people. Two queries."""
    is_held = Q(is_live=False, held_until__gt=timezone.now())
    counts = (
        Attendee.objects.filter(occasion=occasion.pk)
        .values("booking__place_kind", "booking__status", "is_live")
        .annotate(people=Count("pk"), held=Count("pk", filter=is_held))
        .order_by()
    )
    people: dict[tuple[int, str], int] = defaultdict(int)
    for row in counts:
        kind, status = row["booking__place_kind"], row["booking__status"]
        people[kind, status if row["is_live"] else "gone"] += row["people"]
        people[kind, "held"] += row["held"]
    return [_line(kind, people) for kind in PlaceKind.objects.filter(occasion=occasion.pk).order_by("pk")]


def _line(kind: PlaceKind, people: dict[tuple[int, str], int]) -> dict[str, Any]:
    confirmed, held = people[kind.pk, Booking.Status.CONFIRMED], people[kind.pk, "held"]
    offered = people[kind.pk, Booking.Status.OFFERED]
    taken = confirmed + held + offered
    return {
        "kind": kind,
        "confirmed": confirmed,
        "held": held,
        "offered": offered,
        "waiting": people[kind.pk, Booking.Status.WAITLISTED],
        "received": people[kind.pk, Booking.Status.RECEIVED],
        "cancelled": people[kind.pk, "gone"],
        "not_selected": people[kind.pk, Booking.Status.NOT_SELECTED],
        "left": max(kind.capacity - taken, 0),
        "above": max(taken - kind.capacity, 0),
    }


@require_POST
@staff_may("change_booking")
def same_person(request: HttpRequest, pk: int) -> HttpResponse:
    """同じ人（まとめる）"""
    booking = get_object_or_404(Booking, pk=pk)
    try:
        actions.join_twin(booking_id=pk, by=acting_user(request))
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("同じ人としてまとめました。よいほうの席が残っています。"))
    return redirect(_twins_url(booking))


@require_POST
@staff_may("change_booking")
def another_person(request: HttpRequest, pk: int) -> HttpResponse:
    """別の人（受け付ける）"""
    booking = get_object_or_404(Booking, pk=pk)
    try:
        booking = actions.admit(booking_id=pk, by=acting_user(request))
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request,
            _("別の人として受け付けました。結果は「%(status)s」で、本人にお知らせします。")
            % {"status": booking.get_status_display()},
        )
    return redirect(_twins_url(booking))


def _twins_url(booking: Booking) -> str:
    return reverse("admin:bookings_occasion_roster", args=[booking.occasion_id]) + "#twins"
