import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.bookings.actions.place_offers import make_offer
from portal.bookings.actions.seats import (
    count_seats,
    lock_booking,
    lock_with_groups,
    record,
    require_changeable,
)
from portal.bookings.actions.waiting import release_others
from portal.bookings.errors import AlreadyDecided, NoPlaceFree
from portal.bookings.messages import tell_promoted
from portal.bookings.models import Booking, JournalEntry, Occasion
from portal.bookings.offers import promotion_stops_at
from portal.office.working_days import end_of_working_day


def promote(*, occasion_id: int) -> int:
    """Give free seats to those who wait, in order, or offer them where the occasion asks first; returns how many
    parties got one.

    The one function for every path that may have freed a seat; calling it at any time is harmless. One
    party a transaction, everything read again under the lock. Nobody is overtaken: while the party at the
    head does not fit, those behind it wait too. Nothing happens while the occasion is cancelled or
    postponed, nor in the last hours before it starts, when staff ask people instead.
    """
    promoted = 0
    while _promote_one(occasion_id):
        promoted += 1
    return promoted


@transaction.atomic
def _promote_one(occasion_id: int) -> bool:
    occasion = lock_with_groups(occasion_id)
    now = timezone.now()
    if not _may_promote(occasion, now):
        return False
    for place_kind_id, seats in count_seats(occasion, now).items():
        if not (seats.free and seats.waiting):
            continue
        head = (
            occasion.bookings.in_queue()
            .select_for_update(no_key=True, of=("self",))
            .select_related("place_kind", "contact")
            .filter(place_kind_id=place_kind_id)
            .first()
        )
        if head is not None and head.attendees.live().count() <= seats.free:
            if occasion.promotion == Occasion.Promotion.OFFER:
                make_offer(occasion, head)
            else:
                _confirm(occasion, head, JournalEntry.Verb.PROMOTED)
            return True
    return False


def _may_promote(occasion: Occasion, now: datetime.datetime) -> bool:
    if occasion.state != Occasion.State.PUBLISHED:
        return False
    stops_at = promotion_stops_at(occasion)
    if stops_at is None or now >= stops_at:
        return False
    if occasion.promotion == Occasion.Promotion.OFFER:
        # Somebody reached right now must have the promised time to answer before it is too late.
        first_start = min(date.starts_at for date in occasion.dates.all())
        return end_of_working_day(now, occasion.offer_days) < first_start
    return True


@transaction.atomic
def promote_by_hand(
    *, booking_id: int, by: User, above_capacity: bool = False, told: bool = False
) -> Booking:
    """Staff give a waiting party its place, whatever the clock or the queue says; the journal keeps who was
    passed over and whether it went above capacity.

    Raises ``AlreadyDecided``, ``NoPlaceFree`` and ``OccasionIsOver``.
    """
    lock_with_groups(Booking.objects.values_list("occasion_id", flat=True).get(pk=booking_id))
    occasion, booking = lock_booking(booking_id)
    require_changeable(occasion)
    if booking.status != Booking.Status.WAITLISTED:
        raise AlreadyDecided
    seats = count_seats(occasion, timezone.now())[booking.place_kind_id]
    fits = booking.attendees.live().count() <= seats.free
    if not fits and not above_capacity:
        raise NoPlaceFree
    passed_over = (
        occasion.bookings.in_queue()
        .filter(place_kind=booking.place_kind, queue_no__lt=booking.queue_no)
        .count()
    )
    # Read by staff, on the page of the booking.
    above = "" if fits else _("定員を超えて決定")
    before = _("先に待っていた組：%(count)s") % {"count": passed_over} if passed_over else ""
    note = "、".join(filter(None, [above, before]))
    _confirm(
        occasion, booking, JournalEntry.Verb.PROMOTED_BY_STAFF, by=by, note=note, told_by=by if told else None
    )
    return booking


def _confirm(
    occasion: Occasion,
    booking: Booking,
    verb: JournalEntry.Verb,
    *,
    by: User | None = None,
    note: str = "",
    told_by: User | None = None,
) -> None:
    booking.status = Booking.Status.CONFIRMED
    booking.revision += 1
    booking.save()
    entry = record(verb, occasion, booking, by=by, note=note)
    release_others(booking, by=by)
    tell_promoted(booking, entry, told_by=told_by)


def sweep_promotions() -> int:
    """Promote wherever somebody waits for something still to come; for the periodic run.

    Finds what no commit announced: a hold of ten minutes that has passed, a process that died.
    """
    waiting = (
        Occasion.objects.filter(
            state=Occasion.State.PUBLISHED,
            bookings__status=Booking.Status.WAITLISTED,
            dates__starts_at__gt=timezone.now(),
        )
        .order_by("id")
        .values_list("id", flat=True)
        .distinct()
    )
    return sum(promote(occasion_id=occasion_id) for occasion_id in waiting)
