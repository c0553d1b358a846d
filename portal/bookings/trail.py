"""What of bookings is about somebody, for the record of who saw it."""

from collections.abc import Iterable

from django.db.models import Q

from portal.bookings.models import Booking


def bookings_of(person_ids: set[int]) -> dict[str, Iterable[int]]:
    """Their applications, and the occasions whose rosters they stand in, under each name that those have."""
    theirs = Q(contact__in=person_ids) | Q(attendees__person__in=person_ids)
    found = Booking.objects.filter(theirs).order_by().values_list("pk", "occasion").distinct()
    occasions = {occasion for _pk, occasion in found}
    return {
        "bookings.booking": {pk for pk, _occasion in found},
        "bookings.occasion": occasions,
        "trainings.trainingsession": occasions,
        "events.event": occasions,
    }
