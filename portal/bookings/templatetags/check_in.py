from typing import Any

from django import template
from django.utils import timezone

from portal.bookings.links import check_in_url
from portal.bookings.models import Booking, Occasion
from portal.documents.qr import inline_svg

register = template.Library()


@register.inclusion_tag("bookings/_check_in.html")
def check_in_code(booking: Booking) -> dict[str, Any]:
    """The code to show at the door; nothing for somebody without a seat or once it is over."""
    occasion = booking.occasion
    now = timezone.now()
    is_coming = booking.status == Booking.Status.CONFIRMED and occasion.state == Occasion.State.PUBLISHED
    if not is_coming or not any(now < date.ends_at for date in occasion.dates.all()):
        return {}
    return {"svg": inline_svg(check_in_url(booking)), "number": booking.receipt_number}
