"""What staff do to a whole occasion: publish, change the number of places, cancel, close."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from portal.accounts.models import User
from portal.bookings.actions.draw import prepare_draw
from portal.bookings.actions.place_offers import withdraw_pending_offers
from portal.bookings.actions.seats import (
    count_seats,
    lock_occasion,
    promote_after_commit,
    record,
    require_changeable,
)
from portal.bookings.errors import (
    CapacityBelowTaken,
    NotOverYet,
    NotReadyToPublish,
    OccasionIsOver,
    StaleRevision,
)
from portal.bookings.messages import tell_occasion_cancelled
from portal.bookings.models import Attendee, JournalEntry, Occasion, PlaceKind
from portal.page_cache import forget_pages_after_commit


@transaction.atomic
def publish(*, occasion_id: int, by: User) -> Occasion:
    """Make a prepared occasion public. Publishing twice changes nothing.

    Raises ``NotReadyToPublish`` without a date, or without places where one applies for them, and
    ``OccasionIsOver``.
    """
    occasion = lock_occasion(occasion_id)
    if occasion.state == Occasion.State.PUBLISHED:
        return occasion
    if occasion.state != Occasion.State.PLANNED:
        raise OccasionIsOver
    has_places = occasion.place_kinds.exists() or not occasion.keeps_places
    if not (occasion.dates.exists() and has_places):
        raise NotReadyToPublish
    occasion.state = Occasion.State.PUBLISHED
    _save_state(occasion)
    if occasion.selection == Occasion.Selection.LOTTERY:
        prepare_draw(occasion)
    record(JournalEntry.Verb.PUBLISHED, occasion, by=by)
    return occasion


@transaction.atomic
def set_capacity(*, place_kind_id: int, capacity: int, by: User, revision: int) -> PlaceKind:
    """Change the number of places; what becomes free goes to those who wait.

    ``revision`` is that of the occasion which the member of staff was looking at.
    Raises ``StaleRevision``, ``CapacityBelowTaken`` and ``OccasionIsOver``.
    """
    occasion = lock_occasion(PlaceKind.objects.values_list("occasion_id", flat=True).get(pk=place_kind_id))
    if occasion.state != Occasion.State.PLANNED:
        require_changeable(occasion)
    require_revision(occasion, revision)
    place_kind = PlaceKind.objects.get(pk=place_kind_id)
    taken = count_seats(occasion, timezone.now())[place_kind_id].taken
    if capacity < taken:
        raise CapacityBelowTaken
    if capacity == place_kind.capacity:
        return place_kind
    note = f"{place_kind}: {place_kind.capacity} → {capacity}"
    place_kind.capacity = capacity
    place_kind.save()
    _save_state(occasion)
    record(JournalEntry.Verb.CAPACITY_CHANGED, occasion, by=by, note=note)
    promote_after_commit(occasion)
    return place_kind


@transaction.atomic
def cancel_occasion(*, occasion_id: int, reason: str, by: User, revision: int) -> Occasion:
    """Call the occasion off and tell everybody who has applied; nobody is promoted any more.

    The bookings stay as they are: what was decided before remains readable. Cancelling twice changes
    nothing. Raises ``StaleRevision`` and ``OccasionIsOver``.
    """
    occasion = lock_occasion(occasion_id)
    if occasion.state == Occasion.State.CANCELLED:
        return occasion
    require_changeable(occasion)
    require_revision(occasion, revision)
    occasion.state = Occasion.State.CANCELLED
    occasion.state_note = reason
    _save_state(occasion)
    now = timezone.now()
    Attendee.objects.filter(Q(occasion=occasion), held_until__gt=now).update(held_until=now)
    record(JournalEntry.Verb.OCCASION_CANCELLED, occasion, by=by, note=reason)
    withdraw_pending_offers(occasion)
    for booking in occasion.bookings.hoping().select_related("contact", "place_kind"):
        tell_occasion_cancelled(booking)
    forget_pages_after_commit()
    return occasion


@transaction.atomic
def close(*, occasion_id: int, by: User) -> Occasion:
    """Declare an occasion over once its last date has ended: nothing about its seats changes any more.

    Attendance can still be marked. Who was waiting stays on record as waiting. Closing twice changes
    nothing. Raises ``NotOverYet`` and, for what is cancelled or without a day, ``OccasionIsOver``.
    """
    occasion = lock_occasion(occasion_id)
    if occasion.state == Occasion.State.CLOSED:
        return occasion
    if occasion.state != Occasion.State.PUBLISHED:
        raise OccasionIsOver
    now = timezone.now()
    if not occasion.dates.exists() or occasion.dates.filter(ends_at__gt=now).exists():
        raise NotOverYet
    occasion.state = Occasion.State.CLOSED
    _save_state(occasion)
    Attendee.objects.filter(occasion=occasion, held_until__gt=now).update(held_until=now)
    withdraw_pending_offers(occasion)
    record(JournalEntry.Verb.CLOSED, occasion, by=by)
    return occasion


def require_revision(occasion: Occasion, revision: int) -> None:
    """Raise ``StaleRevision`` when somebody changed the occasion after the caller's page was made."""
    if occasion.revision != revision:
        raise StaleRevision


def _save_state(occasion: Occasion) -> None:
    occasion.revision += 1
    occasion.save(update_fields=["state", "state_note", "revision", "updated_at"])
