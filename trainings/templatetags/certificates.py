"""The certificates of a booking, for the applicant's own page. One query."""

from typing import Any

from django import template

from portal.bookings.models import Booking, Occasion
from trainings.models import Certificate

register = template.Library()


@register.inclusion_tag("trainings/_booking_certificates.html")
def booking_certificates(booking: Booking, token: str) -> dict[str, Any]:
    """Those that count, one for each of the party; nothing for an occasion that is no training or not over."""
    if booking.occasion.kind != Occasion.Kind.TRAINING or booking.occasion.state != Occasion.State.CLOSED:
        return {"certificates": []}
    found = Certificate.objects.live().filter(attendee__booking=booking).order_by("attendee__position")
    return {"certificates": list(found), "token": token}
