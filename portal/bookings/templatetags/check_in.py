from typing import Any

from django import template
from django.utils import timezone

from portal.bookings.links import check_in_url
from portal.bookings.models import Booking, Occasion
from portal.documents.qr import inline_svg

register = template.Library()


@register.simple_tag
def has_check_in_code(booking: Booking) -> bool:
    """Whether there is a code to show at the door: not without a seat, nor once it is over."""
    occasion = booking.occasion
    now = timezone.now()
    is_coming = booking.status == Booking.Status.CONFIRMED and occasion.state == Occasion.State.PUBLISHED
    return is_coming and any(now < date.ends_at for date in occasion.dates.all())


@register.inclusion_tag("bookings/_check_in.html")
def check_in_code(booking: Booking) -> dict[str, Any]:
    """The code to show at the door. Read by anybody else's telephone it opens the booking itself."""
    if not has_check_in_code(booking):
        return {}
    return {"svg": inline_svg(check_in_url(booking)), "number": booking.receipt_number}
