"""Applying: from the public form and from staff's, the same steps."""

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone

from portal.accounts.models import User
from portal.bookings.actions.seats import lock_occasion, next_queue_no, record
from portal.bookings.actions.steps import Step, next_step
from portal.bookings.actions.twins import live_namesakes
from portal.bookings.errors import AlreadyHasPlace, NotOpenForApplications
from portal.bookings.messages import tell_possible_twin, tell_result
from portal.bookings.models import (
    AccommodationRequest,
    Attendee,
    Booking,
    JournalEntry,
    Occasion,
)
from portal.bookings.offers import obstacle
from portal.bookings.receipt_numbers import new_receipt_number
from portal.people.actions import lock_known
from portal.people.models import Person


@dataclass(frozen=True)
class PartyMember:
    """One person of a party. ``person`` is unsaved, as every application makes new people; only staff name
    somebody whom they have found, with what has changed, and supporters on their own page themselves."""

    person: Person
    affiliation: str = ""
    age_band: str = ""


@dataclass(frozen=True)
class Application:
    """What is applied for. ``members[0]`` is the one whose contact data count for all of them.

    ``accommodations`` pairs a kind with what was written about it. ``is_registered``: that the first of them is
    a registered supporter is known, not only written, so nobody has to check it. ``other_than`` are attendees
    of whom staff found, before applying, that they are other people. ``may_be_machine`` marks and decides nothing.
    """

    place_kind_id: int
    members: Sequence[PartyMember]
    helpers: int = 0
    accommodations: Sequence[tuple[str, str]] = ()
    note: str = ""
    supporter_number: str = ""
    is_registered: bool = False
    channel: Booking.Channel = Booking.Channel.WEB
    received_at: datetime.datetime | None = field(default=None)
    other_than: Collection[int] = ()
    may_be_machine: bool = False


def apply(
    *,
    occasion_id: int,
    application: Application,
    submission_key: str,
    by: User | None = None,
    told: bool = False,
) -> Booking:
    """Book a party: confirmed if there is room and nobody waits, else at the end of the waiting list; where
    places are drawn or reviewed, ``received`` until then.

    A likely twin of somebody who has a place is stored without a seat (``received``) until somebody
    decides; so is who applies for what is open to registered supporters. Staff (``by``) may apply for people
    outside the window. The same ``submission_key`` always yields the same booking.
    Raises ``NotOpenForApplications``, ``PlaceKindUnknown`` and, for somebody whom staff have found,
    ``AlreadyHasPlace``, ``HasDied``, ``HasMovedAway`` and ``MergedMeanwhile``.
    """
    new = [member.person for member in application.members if not member.person.pk]
    while True:
        try:
            return _apply(occasion_id, application, submission_key, by, told)
        except IntegrityError as error:
            # Somebody else drew the same receipt number in the same moment: draw again.
            if "receipt_number" not in str(error):
                raise
            for person in new:
                # They went with the try that failed, and are not people of whom the record has been erased.
                person.pk, person._state.adding = None, True


@transaction.atomic
def _apply(
    occasion_id: int, application: Application, submission_key: str, by: User | None, told: bool
) -> Booking:
    occasion = lock_occasion(occasion_id)
    submitted = Booking.objects.filter(submission_key=submission_key).first()
    if submitted is not None:
        return submitted

    now = timezone.now()
    prefetch_related_objects([occasion], "dates")
    if not _takes_applications(occasion, now, by):
        raise NotOpenForApplications
    people = [member.person for member in application.members]
    known = [person.pk for person in people if person.pk]
    if known and Attendee.objects.live().filter(occasion=occasion, person__in=known).exists():
        raise AlreadyHasPlace
    lock_known(people)
    contact = people[0]
    step, twin = _decide(occasion, application, people, by)

    for person in people:
        person.save()
    booking = Booking.objects.create(
        occasion=occasion,
        place_kind_id=application.place_kind_id,
        contact=contact,
        status=step.status,
        awaits=step.awaits,
        queue_no=next_queue_no(occasion),
        helpers=application.helpers,
        receipt_number=new_receipt_number(),
        submission_key=submission_key,
        channel=application.channel,
        entered_by=by,
        received_at=application.received_at or now,
        note=application.note,
        supporter_number=application.supporter_number,
        may_be_machine=application.may_be_machine,
    )
    _add_attendees(booking, application)
    _add_accommodations(booking, application, now)
    entry = record(JournalEntry.Verb.APPLIED, occasion, booking, by=by)
    tell_result(booking, entry, told_by=by if told else None)
    if twin is not None:
        tell_possible_twin(booking, twin.booking.contact)
    return booking


def _takes_applications(occasion: Occasion, now: datetime.datetime, by: User | None) -> bool:
    """The public applies here within the window; staff also enter what came on paper or at the door."""
    if by is not None:
        return (
            occasion.state in {Occasion.State.PUBLISHED, Occasion.State.POSTPONED} and occasion.keeps_places
        )
    return occasion.apply_by == Occasion.ApplyBy.HERE and obstacle(occasion, now) is None


def _decide(
    occasion: Occasion, application: Application, people: Sequence[Person], by: User | None
) -> tuple[Step, Attendee | None]:
    """The first step, and whom the newcomer may be identical with. What staff enter they have checked."""
    step = next_step(
        occasion,
        place_kind_id=application.place_kind_id,
        size=len(people),
        needs_check=by is None and not application.is_registered,
    )
    for person in people:
        person.renew_kana_key()
    twin = (
        live_namesakes(occasion, people, people[0])
        .exclude(pk__in=application.other_than)
        .select_related("booking__contact")
        .order_by("booking__queue_no")
        .first()
    )
    if twin is not None:
        return Step(Booking.Status.RECEIVED, Booking.Awaits.TWIN), twin
    return step, None


def _add_attendees(booking: Booking, application: Application) -> None:
    Attendee.objects.bulk_create(
        Attendee(
            booking=booking,
            occasion_id=booking.occasion_id,
            person=member.person,
            position=position,
            affiliation=member.affiliation,
            age_band=member.age_band,
        )
        for position, member in enumerate(application.members, start=1)
    )


def _add_accommodations(booking: Booking, application: Application, now: datetime.datetime) -> None:
    until = booking.occasion.accommodations_until
    is_late = until is not None and timezone.localtime(now).date() > until
    AccommodationRequest.objects.bulk_create(
        AccommodationRequest(booking=booking, kind=kind, text=text, is_late=is_late)
        for kind, text in application.accommodations
    )
