"""What staff correct in a booking beside its seat: who helps, where people come from, what they need."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.bookings.actions.seats import lock_booking
from portal.bookings.errors import StaleRevision
from portal.bookings.models import AccommodationRequest, Attendee, Booking


@dataclass(frozen=True)
class AboutAttendee:
    affiliation: str
    age_band: str


@dataclass(frozen=True)
class Details:
    """``attendees`` by id; ``accommodations`` by kind with what was written about each, None to leave them."""

    helpers: int
    note: str
    attendees: Mapping[int, AboutAttendee]
    accommodations: Mapping[str, str] | None = None


@transaction.atomic
def change_details(*, booking_id: int, details: Details, by: User, revision: int) -> Booking:
    """Write what staff corrected; no seat changes hands. Unchanged details leave the booking as it is.

    Raises ``StaleRevision`` when the booking changed after the page was made, ``Booking.DoesNotExist``.
    """
    _occasion, booking = lock_booking(booking_id)
    if booking.revision != revision:
        raise StaleRevision
    if details == details_of(booking, with_accommodations=details.accommodations is not None):
        return booking
    for attendee in booking.attendees.filter(pk__in=details.attendees):
        about = details.attendees[attendee.pk]
        Attendee.objects.filter(pk=attendee.pk).update(affiliation=about.affiliation, age_band=about.age_band)
    if details.accommodations is not None:
        _write_accommodations(booking, details.accommodations)
    booking.helpers = details.helpers
    booking.note = details.note
    booking.revision += 1
    booking.save(update_fields=["helpers", "note", "revision"])
    return booking


def details_of(booking: Booking, *, with_accommodations: bool) -> Details:
    """The details as they are stored."""
    wanted = {request.kind: request.text for request in booking.accommodation_requests.all()}
    return Details(
        helpers=booking.helpers,
        note=booking.note,
        attendees={a.pk: AboutAttendee(a.affiliation, a.age_band) for a in booking.attendees.all()},
        accommodations=wanted if with_accommodations else None,
    )


def _write_accommodations(booking: Booking, wanted: Mapping[str, str]) -> None:
    until = booking.occasion.accommodations_until
    is_late = until is not None and timezone.localdate() > until
    booking.accommodation_requests.exclude(kind__in=wanted).delete()
    known = set(booking.accommodation_requests.values_list("kind", flat=True))
    for kind, text in wanted.items():
        if kind in known:
            booking.accommodation_requests.filter(kind=kind).update(text=text)
        else:
            AccommodationRequest.objects.create(booking=booking, kind=kind, text=text, is_late=is_late)
