from django.utils.crypto import constant_time_compare

from portal.bookings.models import Booking
from portal.ui.text import InvalidInput, fold_digits, fold_telephone


def find_booking(receipt_number: str, contact: str) -> Booking | None:
    """The booking with this receipt number, if ``contact`` is one of the addresses its applicant gave:
    telephone, FAX or e-mail, however it is written. None otherwise, whatever was wrong.

    The postal code opens only the booking of somebody who gave none of these: a city has few of them, and
    whoever finds a receipt could try them all.
    """
    booking = Booking.objects.select_related("contact").filter(receipt_number=receipt_number).first()
    person = booking.contact if booking else None
    known = {person.telephone, person.fax, person.email.lower()} - {""} if person else set()
    if person and person.postal_code and not known:
        known = {person.postal_code}
    given = {contact.strip().lower(), fold_digits(contact), _telephone(contact)} - {""}
    # All pairs are compared, so that the time says nothing about which part was wrong.
    matches = [constant_time_compare(a, b) for a in known for b in given]
    return booking if any(matches) else None


def _telephone(text: str) -> str:
    try:
        return fold_telephone(text)
    except InvalidInput:
        return ""
