"""The same person twice? A suspicion only: it is stored, takes no seat, and somebody decides."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from portal.accounts.models import User
from portal.bookings.actions.cancel import cancel_locked
from portal.bookings.actions.merging import lock_occasions_of, occasion_ids_of
from portal.bookings.actions.seats import lock_booking, record, require_changeable
from portal.bookings.actions.steps import next_step
from portal.bookings.errors import AlreadyDecided
from portal.bookings.messages import tell_cancelled, tell_joined, tell_result
from portal.bookings.models import Attendee, Booking, JournalEntry, Occasion
from portal.bookings.models.booking import AttendeeQuerySet
from portal.bookings.namesakes import shares_contact
from portal.people.errors import MergedMeanwhile
from portal.people.merging import merge_people
from portal.people.models import Person

_CHECKS = {
    Booking.Awaits.TWIN: JournalEntry.Verb.ADMITTED,
    Booking.Awaits.CHECK: JournalEntry.Verb.CHECKED,
}


@dataclass(frozen=True)
class LikelyTwin:
    new: Attendee
    existing: Attendee


def likely_twins(booking: Booking) -> list[LikelyTwin]:
    """Attendees of ``booking`` who may already have a live place at the same occasion, earliest first."""
    attendees = list(booking.attendees.live().select_related("person"))
    earlier = live_namesakes(booking.occasion, [a.person for a in attendees], booking.contact).exclude(
        booking=booking
    )
    earlier = earlier.exclude(booking__awaits=Booking.Awaits.TWIN, booking__queue_no__gt=booking.queue_no)
    existing: dict[str, Attendee] = {}
    for attendee in earlier.select_related("person", "booking__contact").order_by("booking__queue_no"):
        existing.setdefault(attendee.person.kana_key, attendee)
    # Each is the twin of one newcomer at most: two of one reading in a party are two people.
    return [
        LikelyTwin(attendee, existing.pop(attendee.person.kana_key))
        for attendee in attendees
        if attendee.person.kana_key in existing
    ]


def _people(twins: Sequence[LikelyTwin]) -> set[int]:
    return {attendee.person_id for twin in twins for attendee in (twin.new, twin.existing)}


def live_namesakes(occasion: Occasion, people: Sequence[Person], contact: Person) -> AttendeeQuerySet:
    """Live attendees with the same folded reading as one of ``people`` and an address in common.

    A companion is reached through the contact of the booking, so on both sides the contact's e-mail and
    telephone count as well. An address alone, or a reading alone, makes nobody a twin.
    """
    namesakes = Attendee.objects.live().filter(
        occasion=occasion, person__kana_key__in=[person.kana_key for person in people]
    )
    # Most people have none: one cheap question then, instead of a dear one about everybody's addresses.
    if not namesakes.exists():
        return Attendee.objects.none()
    return namesakes.filter(shares_contact([*people, contact]))


@transaction.atomic
def admit(*, booking_id: int, by: User | None = None, told: bool = False) -> Booking:
    """Accept what was being checked: a suspected twin as another person, a supporter's number as right.

    They keep their place in the order of arrival and get what comes next: the draw, the review, a seat if one
    is free for them, else a place in the queue. ``by`` is None when the person answered by link.
    Raises ``AlreadyDecided`` and ``OccasionIsOver``.
    """
    occasion, booking = lock_booking(booking_id)
    require_changeable(occasion)
    if booking.status != Booking.Status.RECEIVED or booking.awaits not in _CHECKS:
        raise AlreadyDecided
    verb = _CHECKS[Booking.Awaits(booking.awaits)]
    step = next_step(
        occasion,
        place_kind_id=booking.place_kind_id,
        size=booking.attendees.live().count(),
        needs_check=booking.awaits == Booking.Awaits.TWIN and booking.entered_by_id is None,
        queue_no=booking.queue_no,
    )
    booking.status, booking.awaits = step.status, step.awaits
    booking.revision += 1
    booking.save()
    entry = record(verb, occasion, booking, by=by)
    tell_result(booking, entry, told_by=by if told else None)
    return booking


@transaction.atomic
def join_twin(*, booking_id: int, by: User) -> Booking:
    """Staff: it is the same person. The two records become one, the better place stays.

    Companions in the same application who are nobody's twin are admitted. Raises ``AlreadyDecided``,
    ``OccasionIsOver`` and ``MergedMeanwhile``.
    """
    # Merging locks the other occasions of these people too, and earlier ones come before this one.
    expected = likely_twins(Booking.objects.get(pk=booking_id))
    locked = {occasion.pk for occasion in lock_occasions_of(_people(expected))}
    occasion, booking = lock_booking(booking_id)
    require_changeable(occasion)
    if booking.awaits != Booking.Awaits.TWIN or booking.status != Booking.Status.RECEIVED:
        raise AlreadyDecided
    twins = likely_twins(booking)
    if not occasion_ids_of(_people(twins)) <= locked:
        raise MergedMeanwhile
    for twin in twins:
        merge_people(keep_id=twin.existing.person_id, drop_id=twin.new.person_id, by=by)
    entry = record(JournalEntry.Verb.JOINED, occasion, booking, by=by)
    # Each of them was promised an answer; a booking that holds two of them is told of once.
    for kept in Booking.objects.filter(pk__in={twin.existing.booking_id for twin in twins}):
        tell_joined(kept, entry)
    booking.refresh_from_db()
    if booking.status == Booking.Status.RECEIVED and booking.awaits == Booking.Awaits.TWIN:
        admit(booking_id=booking.pk, by=by)
        booking.refresh_from_db()
    return booking


@transaction.atomic
def withdraw_twin(*, booking_id: int, by: User | None = None) -> Booking:
    """The person answered: the second application was mine too. It is cancelled, and says so by its own way of
    contact; the two records stay apart, because what a stranger may have typed must not flow into the first.

    ``by`` is None when the person answered by link, else who heard it on the telephone.

    Raises ``AlreadyDecided``.
    """
    occasion, booking = lock_booking(booking_id)
    if booking.awaits != Booking.Awaits.TWIN or booking.status != Booking.Status.RECEIVED:
        raise AlreadyDecided
    cancel_locked(occasion, booking, cancelled_by=Booking.CancelledBy.TWIN)
    entry = record(JournalEntry.Verb.JOINED, occasion, booking, by=by)
    tell_cancelled(booking, entry, told_by=by)
    return booking
