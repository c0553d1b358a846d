import segno
from django.conf import settings
from django.urls import reverse

from portal.bookings.models import Booking

# Trying all eight masks for the best takes three quarters of the time; any of them can be read.
_MASK = 3


def lookup_qr_svg(booking: Booking) -> str:
    """A QR code, as SVG, to the page where the receipt number and the telephone number open the booking.

    It carries the number only: a sheet that is left lying about opens nothing.
    """
    url = f"{settings.SITE_URL}{reverse('bookings:lookup')}?number={booking.receipt_number}"
    return segno.make_qr(url, error="m", mask=_MASK).svg_inline(
        scale=4, border=4, svgclass="qr", lineclass=None
    )
