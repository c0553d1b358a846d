"""Links that open a booking without a password: derived from the booking, never stored.

A token is ``<id>-<version>.<signature>``; the signature is an HMAC over the purpose, the id and the
version, so that a link for one purpose opens nothing else and raising the version voids all older links.
"""

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from portal.bookings.models import Booking

_SEE = "bookings.see"
_TWIN = "bookings.twin"
_CHECK_IN = "bookings.checkin"


def _signer(purpose: str) -> Signer:
    return Signer(salt=purpose, sep=".")


def _token(purpose: str, booking: Booking) -> str:
    return _signer(purpose).sign(f"{booking.pk}-{booking.link_version}")


def _booking(purpose: str, token: str) -> Booking | None:
    try:
        pk, version = _signer(purpose).unsign(token).split("-")
        return (
            Booking.objects.select_related("occasion", "place_kind", "contact")
            .filter(pk=int(pk), link_version=int(version))
            .first()
        )
    except (BadSignature, ValueError, OverflowError):
        return None


def booking_token(booking: Booking) -> str:
    return _token(_SEE, booking)


def booking_by_token(token: str) -> Booking | None:
    """The booking that a link opens; None for a link that is wrong, cut in half or no longer valid."""
    return _booking(_SEE, token)


def twin_token(booking: Booking) -> str:
    return _token(_TWIN, booking)


def booking_by_twin_token(token: str) -> Booking | None:
    """The second application that its likely twin is asked about; None as in ``booking_by_token``."""
    return _booking(_TWIN, token)


def booking_by_check_in_token(token: str) -> Booking | None:
    """The booking whose code was held before a camera at the door; None as in ``booking_by_token``."""
    return _booking(_CHECK_IN, token)


def check_in_url(booking: Booking) -> str:
    """What the code for the door holds: staff mark by it, anybody else sees the holder's own page."""
    return settings.SITE_URL + reverse("door:check_in", args=[_token(_CHECK_IN, booking)])


def booking_url(booking: Booking) -> str:
    """The absolute address of the applicant's own page, for mails and calendars."""
    return settings.SITE_URL + reverse("bookings:detail", args=[booking_token(booking)])


def twin_url(booking: Booking) -> str:
    return settings.SITE_URL + reverse("bookings:twin", args=[twin_token(booking)])
