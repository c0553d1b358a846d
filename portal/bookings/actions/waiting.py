"""Another session in place of, or beside, the one that somebody has or waits for (変更・どれか一つを待つ)."""

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.crypto import get_random_string

from portal.accounts.models import User
from portal.bookings.actions.cancel import cancel_locked
from portal.bookings.actions.seats import (
    lock_booking,
    lock_together,
    next_queue_no,
    promote_after_commit,
    record,
    require_changeable,
)
from portal.bookings.actions.steps import Step, next_step
from portal.bookings.errors import (
    AlreadyDecided,
    AlreadyHasPlace,
    NoPlaceThere,
    NotOpenForApplications,
    SelectionThere,
)
from portal.bookings.messages import tell_swapped, tell_waits_for_any
from portal.bookings.models import (
    AccommodationRequest,
    Attendee,
    Booking,
    JournalEntry,
    Occasion,
    PlaceKind,
    WaitGroup,
)
from portal.bookings.offers import obstacle
from portal.bookings.receipt_numbers import new_receipt_number

Status = Booking.Status
# Who has one of these at one occasion can have another in its place, or beside it.
_SWAPPABLE = (Status.CONFIRMED, Status.WAITLISTED, Status.OFFERED)
# What a seat ends: also what is to be drawn again, because its draw was declared void.
_ENDED_BY_A_SEAT = (*_SWAPPABLE, Status.RECEIVED)


@transaction.atomic
def swap(
    *, booking_id: int, place_kind_id: int, or_wait: bool = False, by: User | None = None, told: bool = False
) -> Booking:
    """Take a place at another occasion in place of this one; returns the booking there.

    The old seat or place in the queue is given back only when the new seat is certain. Where none is free,
    ``or_wait`` keeps what there is and waits there as well: the first seat releases everything else. Asking
    twice changes nothing. Staff (``by``) may do so outside the window and for what is not listed.
    Raises ``AlreadyDecided`` (this booking has nothing to swap), ``AlreadyHasPlace`` (somebody of the party is
    there already), ``NoPlaceThere``, ``SelectionThere`` (places there are drawn or reviewed),
    ``NotOpenForApplications`` and ``OccasionIsOver``.
    """
    target_id = PlaceKind.objects.values_list("occasion_id", flat=True).get(pk=place_kind_id)
    lock_together(booking_id, target_id)
    occasion, old = lock_booking(booking_id)
    require_changeable(occasion)
    if old.status not in _SWAPPABLE or target_id == occasion.pk:
        raise AlreadyDecided
    if old.wait_group_id is not None:
        of_group = Booking.objects.live().filter(wait_group=old.wait_group_id)
        there = of_group.filter(occasion_id=target_id).first()
        if there is not None:
            return there
    target = Occasion.objects.get(pk=target_id)
    _require_open(target, old, by)
    step = _step(target, old, place_kind_id)
    if step.status == Status.WAITLISTED and not or_wait:
        raise NoPlaceThere

    new = _book(old, target, place_kind_id, step, by)
    if new.status == Status.CONFIRMED:
        entry = record(JournalEntry.Verb.SWAPPED, target, new, by=by, note=str(occasion))
        release_others(new, by=by)
        tell_swapped(new, entry, told_by=by if told else None)
    else:
        entry = record(JournalEntry.Verb.WAITS_FOR_ANY, target, new, by=by)
        tell_waits_for_any(new, entry, told_by=by if told else None)
    return new


def _require_open(target: Occasion, old: Booking, by: User | None) -> None:
    now = timezone.now()
    prefetch_related_objects([target], "dates")
    people = old.attendees.live().values("person_id")
    if Attendee.objects.live().filter(occasion=target, person_id__in=people).exists():
        raise AlreadyHasPlace
    if target.state != Occasion.State.PUBLISHED or not target.keeps_places:
        raise NotOpenForApplications
    if by is not None:
        return
    is_here = target.apply_by == Occasion.ApplyBy.HERE and obstacle(target, now) is None
    if not (is_here and target.is_listed and target.eligibility in {"everyone", old.occasion.eligibility}):
        raise NotOpenForApplications


def _step(target: Occasion, old: Booking, place_kind_id: int) -> Step:
    step = next_step(
        target,
        place_kind_id=place_kind_id,
        size=old.attendees.live().count(),
        # Who may have a place here has been checked already.
        needs_check=False,
    )
    if step.status == Status.RECEIVED:
        raise SelectionThere
    return step


def _book(old: Booking, target: Occasion, place_kind_id: int, step: Step, by: User | None) -> Booking:
    if old.wait_group is None:
        old.wait_group = WaitGroup.objects.create()
        old.revision += 1
        old.save()
    new = Booking.objects.create(
        occasion=target,
        place_kind_id=place_kind_id,
        contact=old.contact,
        status=step.status,
        queue_no=next_queue_no(target),
        wait_group=old.wait_group,
        helpers=old.helpers,
        receipt_number=new_receipt_number(),
        submission_key=f"swap-{get_random_string(32)}",
        channel=old.channel,
        entered_by=by,
        note=old.note,
        supporter_number=old.supporter_number,
    )
    Attendee.objects.bulk_create(
        Attendee(
            booking=new,
            occasion=target,
            person_id=attendee.person_id,
            position=position,
            affiliation=attendee.affiliation,
            age_band=attendee.age_band,
        )
        for position, attendee in enumerate(old.attendees.live(), start=1)
    )
    AccommodationRequest.objects.bulk_create(
        AccommodationRequest(booking=new, kind=request.kind, text=request.text)
        for request in old.accommodation_requests.all()
    )
    return new


def release_others(booking: Booking, *, by: User | None = None) -> list[Booking]:
    """Whoever has a seat waits nowhere else any more: cancel the other bookings of the group.

    Called when ``booking`` is confirmed, with all occasions of its group locked (``lock_with_groups``).
    """
    if booking.wait_group_id is None:
        return []
    others = list(
        Booking.objects.filter(wait_group=booking.wait_group_id, status__in=_ENDED_BY_A_SEAT)
        .exclude(pk=booking.pk)
        .select_for_update(no_key=True, of=("self",))
        .select_related("occasion")
        .order_by("id")
    )
    for other in others:
        cancel_locked(other.occasion, other, cancelled_by=Booking.CancelledBy.OTHER_PLACE)
        record(JournalEntry.Verb.RELEASED, other.occasion, other, by=by)
        promote_after_commit(other.occasion)
    return others
