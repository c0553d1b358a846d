"""The same person at two occasions at the same time (時間の重なり). A warning, never a refusal: people may leave
early, or come for one of two.

Staff are told of whoever is likely the same. The person is told only what went to that very address before:
anybody can type another's name and number, and must not learn from us where that person goes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from portal.bookings.models import Attendee, Booking, Occasion, OccasionDate
from portal.bookings.namesakes import shares_contact
from portal.people.models import Person

_HAS_OR_HOPES = (Booking.Status.CONFIRMED, Booking.Status.WAITLISTED, Booking.Status.OFFERED)


@dataclass(frozen=True)
class Clash:
    """``attendee`` is booked elsewhere at the same time."""

    attendee: Attendee
    # The very same record; otherwise only likely the same person.
    is_same_record: bool

    @property
    def booking(self) -> Booking:
        return self.attendee.booking


def clashes_of(booking: Booking) -> list[Clash]:
    """Other places, hoped for or had, of the people of ``booking`` at the same time; the earliest first.

    Those who wait for any of several get one of them in the end: that is no clash.
    """
    if booking.status in {Booking.Status.CANCELLED, Booking.Status.NOT_SELECTED}:
        return []
    people = [attendee.person for attendee in booking.attendees.all() if attendee.is_live]
    found = clashes_for(booking.occasion, people, booking.contact)
    if booking.wait_group_id is None:
        return found
    return [clash for clash in found if clash.booking.wait_group_id != booking.wait_group_id]


def clashes_for(occasion: Occasion, people: Sequence[Person], contact: Person) -> list[Clash]:
    """The same for ``people``, saved or not (then with a renewed reading key), who would come to ``occasion``.

    At most two queries.
    """
    dates = [date for date in occasion.dates.all() if not date.off]
    if occasion.state != Occasion.State.PUBLISHED or not dates:
        return []
    meanwhile = Q(pk__in=[])
    for date in dates:
        meanwhile |= Q(starts_at__lt=date.ends_at, ends_at__gt=date.starts_at)
    others = OccasionDate.objects.filter(meanwhile, off="").exclude(occasion=occasion)
    ids = {person.pk for person in people if person.pk}
    keys = {person.kana_key for person in people if person.kana_key}
    alike = Q(person__kana_key__in=keys) & shares_contact([*people, contact])
    attendees = (
        Attendee.objects.live()
        .filter(
            Q(person__in=ids) | alike,
            occasion__in=others.values("occasion"),
            occasion__state=Occasion.State.PUBLISHED,
            booking__status__in=_HAS_OR_HOPES,
        )
        .select_related("person", "booking__occasion")
        .prefetch_related("booking__occasion__dates")
        .order_by("booking__received_at", "pk")
    )
    return [Clash(attendee, attendee.person_id in ids) for attendee in attendees]


def own_clashes_of(booking: Booking) -> list[Clash]:
    """What the pages of the booking may say: only of the very same record, never of what somebody typed."""
    return [clash for clash in clashes_of(booking) if clash.is_same_record]


# --- what messages say ---------------------------------------------------------------------------------------


def with_clashes(bookings: QuerySet[Booking]) -> QuerySet[Booking]:
    """``bookings`` with the titles that a mail and a call to their contact may name: no query for each."""
    return bookings.annotate(
        clashes_by_mail=ArraySubquery(_titles("email", "email__iexact")),
        clashes_by_call=ArraySubquery(_titles("telephone", "telephone")),
    )


def titles_to_say(booking: Booking, recipient: Person) -> dict[str, list[str]]:
    """What ``recipient`` may be told of other places at the same time, by ``mail`` and by ``call``; on paper
    nothing is said. Costs no query for a booking from ``with_clashes``, one for others."""
    if recipient.pk != booking.contact_id:
        return {"mail": [], "call": []}
    found: Any = booking
    if not hasattr(booking, "clashes_by_mail"):
        found = with_clashes(Booking.objects.filter(pk=booking.pk)).get()
    return {
        "mail": found.clashes_by_mail if recipient.email else [],
        "call": found.clashes_by_call if recipient.telephone else [],
    }


def _titles(field: str, lookup: str) -> QuerySet[Booking, str]:
    """Titles of what the contact of the outer booking goes to, or hopes to, at the same time: somebody of the
    same reading, who is reached there at the same address, their own or that of the booking."""
    address = OuterRef(f"contact__{field}")
    mine = OccasionDate.objects.filter(
        occasion=OuterRef(OuterRef(OuterRef("occasion"))),
        occasion__state=Occasion.State.PUBLISHED,
        off="",
        starts_at__lt=OuterRef("ends_at"),
        ends_at__gt=OuterRef("starts_at"),
    )
    meanwhile = OccasionDate.objects.filter(Exists(mine), occasion=OuterRef("occasion"), off="")
    return (
        Booking.objects.filter(
            Q(**{f"contact__{lookup}": address}) | Q(**{f"attendees__person__{lookup}": address}),
            Exists(meanwhile),
            status__in=_HAS_OR_HOPES,
            occasion__state=Occasion.State.PUBLISHED,
            attendees__is_live=True,
            attendees__person__kana_key=OuterRef("contact__kana_key"),
        )
        .exclude(occasion=OuterRef("occasion"))
        # A group of which there is none: where the outer booking has no group, nothing is left out.
        .exclude(wait_group=Coalesce(OuterRef("wait_group"), 0))
        .order_by("occasion__title")
        .values_list("occasion__title", flat=True)
        .distinct()
    )
