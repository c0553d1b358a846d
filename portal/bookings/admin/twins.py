"""「二重かもしれない申込」 of a whole occasion at once, by the same rule as ``actions.likely_twins``."""

from dataclasses import dataclass

from django.db.models import Prefetch

from portal.bookings.models import Attendee, Booking, Occasion
from portal.people.models import Person


@dataclass(frozen=True)
class Pair:
    new: Attendee
    existing: Attendee


@dataclass(frozen=True)
class SuspectedBooking:
    booking: Booking
    # Empty when the first of the two has been cancelled in the meantime.
    pairs: list[Pair]


def suspected_bookings(occasion: Occasion) -> list[SuspectedBooking]:
    """Every application that waits for a decision, with the attendees it may repeat. Three queries at most."""
    received = list(
        Booking.objects.filter(
            occasion=occasion.pk, status=Booking.Status.RECEIVED, awaits=Booking.Awaits.TWIN
        )
        .select_related("contact", "place_kind")
        .prefetch_related(Prefetch("attendees", Attendee.objects.select_related("person")))
        .order_by("queue_no")
    )
    newcomers = [a for booking in received for a in booking.attendees.all() if a.is_live]
    namesakes = list(
        Attendee.objects.live()
        .filter(occasion=occasion.pk, person__kana_key__in={a.person.kana_key for a in newcomers})
        .select_related("person", "booking__contact", "booking__place_kind")
        .order_by("booking__queue_no", "position")
    )
    return [SuspectedBooking(booking, _pairs(booking, namesakes)) for booking in received]


def _pairs(booking: Booking, namesakes: list[Attendee]) -> list[Pair]:
    party = [a for a in booking.attendees.all() if a.is_live]
    emails, numbers = _addresses(*(a.person for a in party), booking.contact)
    pairs = []
    for attendee in party:
        for other in namesakes:
            if other.person.kana_key != attendee.person.kana_key or not _came_before(other.booking, booking):
                continue
            other_emails, other_numbers = _addresses(other.person, other.booking.contact)
            if emails & other_emails or numbers & other_numbers:
                pairs.append(Pair(attendee, other))
                break
    return pairs


def _came_before(other: Booking, booking: Booking) -> bool:
    if other.pk == booking.pk:
        return False
    return other.awaits != Booking.Awaits.TWIN or other.queue_no < booking.queue_no


def _addresses(*people: Person) -> tuple[set[str], set[str]]:
    emails = {person.email.lower() for person in people if person.email}
    numbers = {number for person in people for number in (person.telephone, person.fax) if number}
    return emails, numbers
