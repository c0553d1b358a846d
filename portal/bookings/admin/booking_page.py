"""Everything about one booking on one page: who, what was said, what was done, what can be done."""

import re
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.bookings.admin.base import page, seats_may_change, staff_may
from portal.bookings.clashes import clashes_of
from portal.bookings.models import (
    AccommodationRequest,
    Attendee,
    Booking,
    JournalEntry,
    PlaceOffer,
    PostponementAnswer,
)
from portal.correspondence.models import Message
from portal.correspondence.told import Told, told_about
from portal.people.models import PersonNote
from portal.ui.numbers import format_receipt_number

_Status = Booking.Status
MOVABLE = (_Status.RECEIVED, _Status.CONFIRMED, _Status.WAITLISTED)
SWAPPABLE = (_Status.CONFIRMED, _Status.WAITLISTED, _Status.OFFERED)


def get_booking(pk: int) -> Booking:
    bookings = Booking.objects.select_related("occasion", "contact__district", "place_kind", "entered_by")
    return get_object_or_404(bookings.prefetch_related("attendees__person", "occasion__dates"), pk=pk)


@require_safe
@staff_may("view_booking")
def booking(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_booking(pk)
    attendees = list(found.attendees.all())
    sees_accommodations = request.user.has_perm("bookings.arrange_accommodations")
    return page(
        request,
        "booking.html",
        _("申込 %(number)s") % {"number": format_receipt_number(found.receipt_number)},
        booking=found,
        occasion=found.occasion,
        attendees=attendees,
        live_count=sum(a.is_live for a in attendees),
        undo=_undo(attendees),
        parties_ahead=found.parties_ahead() if found.status == Booking.Status.WAITLISTED else None,
        clashes=clashes_of(found),
        sees_accommodations=sees_accommodations,
        accommodations=_accommodations(found) if sees_accommodations else [],
        messages_told=messages_about(found),
        answers=found.postponement_answers.order_by("-pk"),
        notes=_notes(found, attendees),
        journal=_journal(found, attendees),
        seats_may_change=seats_may_change(found.occasion),
        can_move=found.status in MOVABLE and len(found.occasion.place_kinds.all()) > 1,
        can_swap=found.status in SWAPPABLE,
        offer=_pending_offer(found),
        other_days=found.others_of_group(),
        has_lost_contact=_has_lost_contact(found, attendees),
        has_left=any(not a.is_live for a in attendees),
    )


def _has_lost_contact(booking: Booking, attendees: list[Attendee]) -> bool:
    """Whether people come who cannot be told anything any more. Asks like ``left_without_contact``."""
    coming = [attendee for attendee in attendees if attendee.is_live]
    return (
        bool(coming)
        and booking.status != _Status.NOT_SELECTED
        and not booking.contact.may_be_contacted
        and all(attendee.person_id != booking.contact_id for attendee in coming)
    )


def _accommodations(booking: Booking) -> list[AccommodationRequest]:
    return list(booking.accommodation_requests.all())


def _notes(booking: Booking, attendees: list[Attendee]) -> list[PersonNote]:
    people = {booking.contact_id, *(attendee.person_id for attendee in attendees)}
    return list(PersonNote.objects.filter(person__in=people).select_related("by", "person"))


def _journal(booking: Booking, attendees: list[Attendee]) -> list[JournalEntry]:
    """What was done, the latest first. The journal keeps numbers of people; here they read as names."""
    names = {str(attendee): attendee.person.name for attendee in attendees}
    entries = list(booking.journal.select_related("actor").order_by("-pk"))
    for entry in entries:
        entry.note = re.sub(r"#[0-9]+", lambda number: names.get(number[0], number[0]), entry.note)
    return entries


def _pending_offer(booking: Booking) -> PlaceOffer | None:
    """The place that the party is being asked about; no query for anybody else."""
    if booking.status != _Status.OFFERED:
        return None
    return booking.place_offers.filter(state=PlaceOffer.State.PENDING).first()


def _undo(attendees: list[Attendee]) -> dict[str, Any] | None:
    """Whether staff can take their own cancelling back for free, and for how many minutes yet."""
    now = timezone.now()
    held = {a.person.name: a.held_until for a in attendees if a.held_until and a.held_until > now}
    if not held:
        return None
    seconds = (max(held.values()) - now).total_seconds()
    return {"names": "、".join(held), "minutes": max(1, int(seconds // 60))}


def messages_about(booking: Booking) -> list[Told]:
    """All messages about a booking, about places offered to it and about its answers to postponements, the
    newest first."""
    types = ContentType.objects.get_for_models(Booking, PlaceOffer, PostponementAnswer)
    offers = PlaceOffer.objects.filter(booking=booking).values("pk")
    answers = PostponementAnswer.objects.filter(booking=booking).values("pk")
    found = Message.objects.filter(
        Q(subject_type=types[Booking], subject_id=booking.pk)
        | Q(subject_type=types[PlaceOffer], subject_id__in=offers)
        | Q(subject_type=types[PostponementAnswer], subject_id__in=answers)
    )
    return told_about(found)
