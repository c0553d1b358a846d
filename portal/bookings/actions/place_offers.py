"""A free place is offered to the head of the queue, who accepts or declines (空いた席の案内)."""

import datetime

from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.bookings.actions.cancel import cancel_locked
from portal.bookings.actions.seats import (
    lock_booking,
    lock_with_groups,
    next_queue_no,
    promote_after_commit,
    record,
    require_changeable,
)
from portal.bookings.actions.waiting import release_others
from portal.bookings.errors import OfferIsOver
from portal.bookings.messages import tell_accepted, tell_cancelled, tell_offer, tell_offer_expired
from portal.bookings.models import Booking, JournalEntry, Occasion, PlaceOffer
from portal.office.working_days import end_of_working_day, last_closing_before

Status = Booking.Status
State = PlaceOffer.State


def make_offer(occasion: Occasion, booking: Booking, *, by: User | None = None) -> PlaceOffer:
    """Offer a free place to a waiting party that the caller has locked; the seat is kept for them."""
    booking.status = Status.OFFERED
    booking.revision += 1
    booking.save()
    offer = PlaceOffer.objects.create(booking=booking)
    record(JournalEntry.Verb.OFFERED, occasion, booking, by=by)
    tell_offer(offer)
    return offer


def answer_by(occasion: Occasion, contacted_at: datetime.datetime) -> datetime.datetime:
    """Until when somebody reached at ``contacted_at`` may answer: the end of the office's hours on the last
    of ``offer_days`` working days after that day, and before the first start."""
    deadline = end_of_working_day(contacted_at, occasion.offer_days)
    first = occasion.dates.order_by("starts_at").first()
    if first is None or deadline < first.starts_at:
        return deadline
    latest = last_closing_before(first.starts_at)
    return latest if latest > contacted_at else first.starts_at


@transaction.atomic
def record_contact(*, offer_id: int, at: datetime.datetime) -> PlaceOffer:
    """The person is known to have been reached: the time to answer begins. A second contact changes nothing."""
    offer = PlaceOffer.objects.select_for_update(no_key=True, of=("self",)).get(pk=offer_id)
    if offer.state == State.PENDING and offer.contacted_at is None:
        offer.contacted_at = at
        offer.expires_at = answer_by(offer.booking.occasion, at)
        offer.save()
    return offer


@transaction.atomic
def accept_offer(*, offer_id: int, by: User | None = None) -> Booking:
    """The party takes the place. Staff may record this after the deadline, as long as nobody else has it.

    Accepting twice changes nothing. Raises ``OfferIsOver`` and ``OccasionIsOver``.
    """
    offer, occasion, booking = _lock(offer_id)
    if offer.state == State.ACCEPTED and booking.status == Status.CONFIRMED:
        return booking
    _require_open(offer, by)
    require_changeable(occasion)
    _settle(offer, State.ACCEPTED, by)
    booking.status = Status.CONFIRMED
    booking.revision += 1
    booking.save()
    entry = record(JournalEntry.Verb.ACCEPTED, occasion, booking, by=by)
    release_others(booking)
    tell_accepted(booking, entry, told_by=by)
    return booking


@transaction.atomic
def decline_offer(*, offer_id: int, by: User | None = None) -> Booking:
    """The party does not want the place any more: the booking is cancelled and the next in line is asked.

    Declining twice changes nothing. Raises ``OfferIsOver`` and ``OccasionIsOver``.
    """
    offer, occasion, booking = _lock(offer_id)
    if offer.state == State.DECLINED:
        return booking
    _require_open(offer, by)
    require_changeable(occasion)
    _settle(offer, State.DECLINED, by)
    cancelled_by = Booking.CancelledBy.STAFF if by else Booking.CancelledBy.PERSON
    cancel_locked(occasion, booking, cancelled_by=cancelled_by)
    entry = record(JournalEntry.Verb.DECLINED, occasion, booking, by=by)
    tell_cancelled(booking, entry, told_by=by)
    promote_after_commit(occasion)
    return booking


@transaction.atomic
def pass_on_offer(*, offer_id: int, by: User) -> Booking:
    """Staff cannot reach the party: the next in line is asked, and this one waits on at the end of the queue.

    Raises ``OfferIsOver`` and ``OccasionIsOver``.
    """
    offer, occasion, booking = _lock(offer_id)
    if offer.state != State.PENDING:
        raise OfferIsOver
    require_changeable(occasion)
    _settle(offer, State.WITHDRAWN, by)
    booking.status = Status.WAITLISTED
    booking.queue_no = next_queue_no(occasion)
    booking.revision += 1
    booking.save()
    record(JournalEntry.Verb.OFFER_WITHDRAWN, occasion, booking, by=by)
    promote_after_commit(occasion)
    return booking


def expire_offers() -> int:
    """Pass on every offer whose time to answer is over; returns how many. For the periodic run."""
    due = PlaceOffer.objects.filter(
        state=State.PENDING,
        expires_at__lte=timezone.now(),
        booking__occasion__state=Occasion.State.PUBLISHED,
    ).order_by("expires_at", "id")
    return sum(_expire(offer_id) for offer_id in list(due.values_list("pk", flat=True)))


@transaction.atomic
def _expire(offer_id: int) -> bool:
    offer, occasion, booking = _lock(offer_id)
    is_due = offer.expires_at is not None and offer.expires_at <= timezone.now()
    if offer.state != State.PENDING or not is_due or occasion.state != Occasion.State.PUBLISHED:
        return False
    _settle(offer, State.EXPIRED, None)
    cancel_locked(occasion, booking, cancelled_by=Booking.CancelledBy.NO_ANSWER)
    tell_offer_expired(booking, record(JournalEntry.Verb.OFFER_EXPIRED, occasion, booking))
    promote_after_commit(occasion)
    return True


def withdraw_pending_offers(occasion: Occasion) -> None:
    """Nobody is asked any more, because the occasion is over or is drawn again. Who was asked waits as before."""
    for booking in occasion.bookings.filter(status=Status.OFFERED).select_for_update(no_key=True):
        _settle(booking.place_offers.get(state=State.PENDING), State.WITHDRAWN, None)
        booking.status = Status.WAITLISTED
        booking.revision += 1
        booking.save()


def _lock(offer_id: int) -> tuple[PlaceOffer, Occasion, Booking]:
    booking_id = PlaceOffer.objects.values_list("booking_id", flat=True).get(pk=offer_id)
    lock_with_groups(Booking.objects.values_list("occasion_id", flat=True).get(pk=booking_id))
    occasion, booking = lock_booking(booking_id)
    return PlaceOffer.objects.select_for_update(no_key=True, of=("self",)).get(pk=offer_id), occasion, booking


def _require_open(offer: PlaceOffer, by: User | None) -> None:
    is_late = offer.expires_at is not None and offer.expires_at <= timezone.now()
    if offer.state != State.PENDING or (is_late and by is None):
        raise OfferIsOver


def _settle(offer: PlaceOffer, state: PlaceOffer.State, by: User | None) -> None:
    offer.state = state
    offer.answered_at = timezone.now()
    offer.answered_by = by
    offer.save()
