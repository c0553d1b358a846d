"""What people are told about their bookings. One function a message; its texts stand side by side in
``templates/bookings/messages/<kind>/`` and are made when the message goes out."""

import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType

from portal.accounts.models import User
from portal.bookings.models import (
    Booking,
    JournalEntry,
    PlaceOffer,
    PostponementAnswer,
)
from portal.correspondence.actions import tell, withdraw
from portal.correspondence.models import Message
from portal.people.models import Person


def tell_result(booking: Booking, entry: JournalEntry, *, told_by: User | None = None) -> None:
    """What became of an application: a seat, the waiting list, or 「確認してからご連絡します」."""
    _tell(f"bookings.{booking.status}", booking, entry, told_by=told_by)


def tell_promoted(booking: Booking, entry: JournalEntry, *, told_by: User | None = None) -> None:
    _tell("bookings.promoted", booking, entry, told_by=told_by, is_urgent=True)


def tell_cancelled(
    booking: Booking,
    entry: JournalEntry,
    *,
    told_by: User | None = None,
    not_before: datetime.datetime | None = None,
) -> None:
    """``not_before`` keeps the message back while staff can still undo the cancellation."""
    _tell("bookings.cancelled", booking, entry, told_by=told_by, not_before=not_before)


def tell_attendee_left(
    booking: Booking,
    entry: JournalEntry,
    *,
    told_by: User | None = None,
    not_before: datetime.datetime | None = None,
) -> None:
    _tell("bookings.attendee_left", booking, entry, told_by=told_by, not_before=not_before)


def tell_restored(booking: Booking, entry: JournalEntry, *, told_by: User | None = None) -> None:
    _tell("bookings.restored", booking, entry, told_by=told_by)


def tell_moved(booking: Booking, entry: JournalEntry, *, told_by: User | None = None) -> None:
    _tell("bookings.moved", booking, entry, told_by=told_by)


def tell_occasion_cancelled(booking: Booking) -> None:
    tell(
        kind="bookings.occasion_cancelled",
        recipient=booking.contact,
        subject=booking,
        dedupe_key=f"bookings.occasion_cancelled:{booking.pk}",
        is_urgent=True,
    )


def tell_postponed(answer: PostponementAnswer) -> None:
    """Old and new days and the question whether they can come; or that a new day is still being looked for."""
    has_new_dates = answer.postponement.has_new_dates
    tell(
        kind="bookings.postponed" if has_new_dates else "bookings.postponed_undated",
        recipient=answer.booking.contact,
        subject=answer,
        dedupe_key=f"bookings.postponed:{answer.pk}",
        is_urgent=True,
    )


def tell_joined(booking: Booking, entry: JournalEntry) -> None:
    """Staff found that a second application was the same person's: what remains of the two."""
    _tell("bookings.joined", booking, entry)


def tell_possible_twin(booking: Booking, recipient: Person) -> None:
    """Ask the person who applied first, by their own way of contact, about a second application that looks
    like theirs. The newcomer is never told why theirs is being checked.

    By mail only where both gave that address: somebody may have typed another person's name and telephone
    number with a mailbox of their own, and must not hear from us when that person applies.
    """
    tell(
        kind="bookings.possible_twin",
        recipient=recipient,
        subject=booking,
        dedupe_key=f"bookings.possible_twin:{booking.pk}",
        may_mail=recipient.email.lower() == booking.contact.email.lower(),
    )


def tell_outcome(booking: Booking, entry: JournalEntry) -> None:
    """What the draw or the review decided."""
    _tell("bookings.outcome", booking, entry)


def tell_draw_voided(booking: Booking, entry: JournalEntry) -> None:
    _tell("bookings.draw_voided", booking, entry, is_urgent=True)


def tell_offer(offer: PlaceOffer) -> None:
    """A place is free: do you take it? The time to answer begins when the person has been told."""
    tell(
        kind="bookings.offer",
        recipient=offer.booking.contact,
        subject=offer,
        dedupe_key=f"bookings.offer:{offer.pk}",
        is_urgent=True,
    )


def tell_accepted(booking: Booking, entry: JournalEntry, *, told_by: User | None = None) -> None:
    _tell("bookings.accepted", booking, entry, told_by=told_by)


def tell_offer_expired(booking: Booking, entry: JournalEntry) -> None:
    _tell("bookings.offer_expired", booking, entry)


def tell_swapped(booking: Booking, entry: JournalEntry, *, told_by: User | None = None) -> None:
    """The place here takes the place of another; ``booking`` is the new one."""
    _tell("bookings.swapped", booking, entry, told_by=told_by)


def tell_waits_for_any(booking: Booking, entry: JournalEntry, *, told_by: User | None = None) -> None:
    _tell("bookings.waits_for_any", booking, entry, told_by=told_by)


def withdraw_messages_of(booking: Booking, *, since: datetime.datetime) -> bool:
    """Take back what was to be told about a cancellation that is being undone; returns whether nothing of it
    had been told yet."""
    messages = Message.objects.filter(
        subject_type=ContentType.objects.get_for_model(Booking),
        subject_id=booking.pk,
        kind__in=("bookings.cancelled", "bookings.attendee_left"),
        created_at__gte=since,
    )
    taken_back = [withdraw(message=message) for message in messages.order_by("id")]
    return all(taken_back)


def _tell(kind: str, booking: Booking, entry: JournalEntry, **how: Any) -> None:
    tell(
        kind=kind,
        recipient=booking.contact,
        subject=booking,
        dedupe_key=f"{kind}:{booking.pk}:{entry.pk}",
        **how,
    )
