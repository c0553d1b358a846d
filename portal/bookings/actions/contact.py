"""Through whom a party is told things. The contact has died, moved away or wants to hear no more: another takes over."""

from django.db import transaction

from portal.accounts.models import User
from portal.bookings.actions.seats import lock_booking, record
from portal.bookings.errors import NotOfTheParty
from portal.bookings.models import Booking, JournalEntry
from portal.correspondence.errors import MayNotBeContacted
from portal.people.actions import lock_known


@transaction.atomic
def hand_over_contact(*, booking_id: int, attendee_id: int, by: User, telephone: str = "") -> Booking:
    """Make one of those who come the contact of the party, with a number where none is known.

    Links that went to the former contact open the booking no more. Nobody is told by this: staff have spoken
    with the new contact, or will. Raises ``NotOfTheParty``, ``MayNotBeContacted`` and what ``lock_known`` raises.
    """
    _occasion, booking = lock_booking(booking_id)
    attendee = booking.attendees.live().filter(pk=attendee_id).select_related("person").first()
    if attendee is None:
        raise NotOfTheParty
    person = attendee.person
    if person.pk == booking.contact_id:
        return booking
    lock_known([person])
    if not person.may_be_contacted:
        raise MayNotBeContacted
    person.refresh_from_db()
    if telephone and telephone != person.telephone:
        person.telephone = telephone
        person.telephone_is_wrong = False
        person.revision += 1
        person.save()
    booking.contact = person
    booking.link_version += 1
    booking.revision += 1
    booking.save(update_fields=["contact", "link_version", "revision"])
    record(JournalEntry.Verb.CONTACT_CHANGED, booking.occasion, booking, by=by, note=str(attendee))
    return booking
