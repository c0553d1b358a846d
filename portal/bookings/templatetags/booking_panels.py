"""What the telephone desk shows of somebody's applications, with what callers usually wish."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.db.models import Count, Max, Min, OuterRef, Prefetch, QuerySet, Subquery
from django.utils import timezone

from portal.bookings.models import Attendee, Booking, Occasion, PlaceOffer, PostponementAnswer
from portal.people.models import Person

register = template.Library()

_PAST = 30
_SWAPPABLE = frozenset({Booking.Status.CONFIRMED, Booking.Status.WAITLISTED, Booking.Status.OFFERED})


@dataclass(frozen=True)
class BookingOfPerson:
    """One application as it stands for whoever has its person on the telephone."""

    booking: Booking
    is_ahead: bool
    # Place in the queue, the first is 1; None where nobody waits.
    place_in_queue: int | None
    offer: PlaceOffer | None
    # The latest question about new days, answered or not.
    answer: PostponementAnswer | None
    seats_may_change: bool
    companions: list[Person]
    can_swap: bool

    @property
    def asks_about_new_day(self) -> bool:
        return (
            self.answer is not None
            and self.answer.answer == PostponementAnswer.Answer.PENDING
            and self.answer.postponement.has_new_dates
        )


@register.inclusion_tag("admin/bookings/_bookings_panel.html", takes_context=True)
def person_bookings(context: dict[str, Any], person: Person) -> dict[str, Any]:
    """What lies ahead first; what is over or was cancelled is folded. Five queries, whatever the number."""
    rows = [row_of(booking, person) for booking in bookings_of(person)]
    ahead = [row for row in rows if row.is_ahead]
    return {
        "person": person,
        "ahead": sorted(ahead, key=lambda row: row.booking.first_start or timezone.now()),
        "others": [row for row in rows if not row.is_ahead][:_PAST],
        "perms": context["perms"],
        "csrf_token": context.get("csrf_token"),
        "back": context["request"].path,
    }


def bookings_of(person: Person) -> QuerySet[Booking]:
    """Every application that somebody made or belongs to, the latest first, with what the panel shows."""
    own = Booking.objects.filter(contact=person).order_by().values("pk")
    along = Attendee.objects.filter(person=person).order_by().values("booking")
    ahead = (
        Booking.objects.filter(
            occasion=OuterRef("occasion"),
            place_kind=OuterRef("place_kind"),
            status=Booking.Status.WAITLISTED,
            queue_no__lt=OuterRef("queue_no"),
        )
        .order_by()
        .values("occasion")
        .annotate(parties=Count("pk"))
        .values("parties")
    )
    return (
        Booking.objects.filter(pk__in=own.union(along))
        .select_related("occasion", "place_kind", "contact")
        .annotate(
            first_start=Min("occasion__dates__starts_at"),
            last_end=Max("occasion__dates__ends_at"),
            parties=Subquery(ahead),
        )
        .prefetch_related(
            "occasion__dates",
            Prefetch("attendees", Attendee.objects.select_related("person").order_by("position")),
            Prefetch(
                "place_offers",
                PlaceOffer.objects.filter(state=PlaceOffer.State.PENDING),
                to_attr="pending_offers",
            ),
            Prefetch(
                "postponement_answers",
                PostponementAnswer.objects.select_related("postponement").order_by("pk"),
            ),
        )
        .order_by("-received_at", "-pk")
    )


def row_of(booking: Any, person: Person) -> BookingOfPerson:
    """How one of ``bookings_of(person)`` stands; no query."""
    occasion = booking.occasion
    may_change = occasion.state in {Occasion.State.PUBLISHED, Occasion.State.POSTPONED}
    is_coming = occasion.state == Occasion.State.POSTPONED or (
        booking.last_end is not None and booking.last_end >= timezone.now()
    )
    hopes = booking.status not in {Booking.Status.CANCELLED, Booking.Status.NOT_SELECTED}
    waits = booking.status == Booking.Status.WAITLISTED
    answers = list(booking.postponement_answers.all())
    return BookingOfPerson(
        booking=booking,
        is_ahead=is_coming and hopes and may_change,
        place_in_queue=(booking.parties or 0) + 1 if waits else None,
        offer=booking.pending_offers[0] if booking.pending_offers else None,
        answer=answers[-1] if answers else None,
        seats_may_change=may_change,
        can_swap=may_change and booking.status in _SWAPPABLE,
        companions=[a.person for a in booking.party() if a.person_id != person.pk],
    )
