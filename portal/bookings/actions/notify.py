import hashlib
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from portal.accounts.models import User
from portal.bookings.errors import NobodyToTell, RecipientsChanged
from portal.bookings.models import (
    Attendance,
    Attendee,
    Booking,
    Occasion,
    RosterMessage,
    RosterMessageRecipient,
)
from portal.bookings.notices import tell_notice
from portal.correspondence.actions import way_to_reach


@dataclass(frozen=True)
class Audience:
    """Which parties of a roster are meant."""

    statuses: tuple[str, ...]
    attended: str = RosterMessage.Attended.ANY
    place_kind_id: int | None = None

    def of(self, occasion: Occasion) -> QuerySet[Booking]:
        """The parties in their order, each with its contact."""
        bookings = Booking.objects.filter(occasion=occasion.pk, status__in=self.statuses)
        if self.place_kind_id is not None:
            bookings = bookings.filter(place_kind=self.place_kind_id)
        if self.attended:
            present = Attendance.objects.filter(status=Attendance.Status.PRESENT).values("attendee")
            came = Attendee.objects.filter(occasion=occasion.pk, is_live=True, pk__in=present).values(
                "booking"
            )
            is_came = self.attended == RosterMessage.Attended.CAME
            bookings = bookings.filter(pk__in=came) if is_came else bookings.exclude(pk__in=came)
        return bookings.select_related("contact__merged_into").order_by("queue_no")


def fingerprint(bookings: list[Booking]) -> str:
    """Changes when anybody is added or leaves, or would be told in another way."""
    parts = []
    for booking in bookings:
        contact = booking.contact.merged_into or booking.contact
        parts.append(f"{booking.pk}:{contact.may_be_contacted}:{way_to_reach(contact)}")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


@transaction.atomic
def send_notice(
    *,
    occasion_id: int,
    audience: Audience,
    subject: str,
    text: str,
    seen: str,
    submission_key: str,
    by: User,
) -> RosterMessage:
    """Tell every party of ``audience`` the same, each in its own way and once.

    ``seen`` is the fingerprint of those whom the member of staff saw before pressing: raises
    ``RecipientsChanged`` when they are others by now, and ``NobodyToTell``. The same ``submission_key``
    again, even at the same moment, returns the message that was sent and tells nobody anything. No seat
    changes hands, so nothing is locked: who applies meanwhile does not wait.
    """
    occasion = Occasion.objects.get(pk=occasion_id)
    message, is_new = RosterMessage.objects.get_or_create(
        submission_key=submission_key,
        defaults={
            "occasion": occasion,
            "statuses": list(audience.statuses),
            "attended": audience.attended,
            "place_kind_id": audience.place_kind_id,
            "subject": subject,
            "text": text,
            "sent_by": by,
        },
    )
    if not is_new:
        return message
    bookings = list(audience.of(occasion))
    if fingerprint(bookings) != seen:
        raise RecipientsChanged
    bookings = [b for b in bookings if (b.contact.merged_into or b.contact).may_be_contacted]
    if not bookings:
        raise NobodyToTell
    recipients = [RosterMessageRecipient(roster_message=message, booking=booking) for booking in bookings]
    for recipient in RosterMessageRecipient.objects.bulk_create(recipients):
        tell_notice(recipient)
    message.count = len(bookings)
    message.save(update_fields=["count"])
    return message
