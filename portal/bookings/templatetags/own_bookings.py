"""The applications of somebody who is signed in, for their own page."""

import datetime
from typing import Any

from django import template
from django.utils import timezone

from portal.bookings.links import booking_token
from portal.bookings.templatetags.booking_panels import bookings_of, row_of
from portal.people.models import Person

register = template.Library()


@register.inclusion_tag("bookings/_own_bookings.html")
def own_bookings(person: Person) -> dict[str, Any]:
    """What lies ahead, the nearest first. Five queries, whatever the number.

    The link of a party opens to the one who applied for it; the others are told of their place only.
    """
    rows = [row_of(booking, person) for booking in bookings_of(person)]
    ahead = sorted((row for row in rows if row.is_ahead), key=_first_start)
    return {
        "rows": [
            {
                "row": row,
                "booking": row.booking,
                "occasion": row.booking.occasion,
                "token": booking_token(row.booking) if row.booking.contact_id == person.pk else "",
            }
            for row in ahead
        ]
    }


def _first_start(row: Any) -> datetime.datetime:
    start: datetime.datetime | None = row.booking.first_start
    return start or timezone.now()
