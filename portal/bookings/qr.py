from django.conf import settings
from django.urls import reverse

from portal.bookings.models import Booking
from portal.documents.qr import inline_svg


def lookup_qr_svg(booking: Booking) -> str:
    """A QR code, as SVG, to the page where the receipt number and the telephone number open the booking.

    It carries the number only: a sheet that is left lying about opens nothing.
    """
    return inline_svg(f"{settings.SITE_URL}{reverse('bookings:lookup')}?number={booking.receipt_number}")
