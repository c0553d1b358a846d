from collections import Counter
from collections.abc import Mapping
from enum import StrEnum

from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.bookings.actions.seats import count_seats, lock_with_groups, record, require_changeable
from portal.bookings.actions.waiting import release_others
from portal.bookings.errors import AlreadyDecided, NoPlaceFree, NotAReview
from portal.bookings.messages import tell_outcome
from portal.bookings.models import Attendee, Booking, JournalEntry, Occasion

Status = Booking.Status


class Outcome(StrEnum):
    """What staff decide about one application (選考の結果)."""

    SELECTED = "selected"
    WAITING = "waiting"
    NOT_SELECTED = "not_selected"


_STATUS = {
    Outcome.SELECTED: (Status.CONFIRMED, JournalEntry.Verb.SELECTED),
    Outcome.WAITING: (Status.WAITLISTED, JournalEntry.Verb.PUT_ON_LIST),
    Outcome.NOT_SELECTED: (Status.NOT_SELECTED, JournalEntry.Verb.NOT_SELECTED),
}


@transaction.atomic
def decide_review(*, occasion_id: int, outcomes: Mapping[int, Outcome], by: User) -> int:
    """Decide the applications named in ``outcomes`` (booking id → outcome) together, and tell each of them.

    Returns how many were decided. One that was not selected can still be selected later.
    Raises ``NotAReview``, ``AlreadyDecided`` when one of them has been decided or cancelled meanwhile,
    ``NoPlaceFree`` when the selected do not all fit, and ``OccasionIsOver``; then nothing is decided.
    """
    occasion = lock_with_groups(occasion_id)
    require_changeable(occasion)
    if occasion.selection != Occasion.Selection.REVIEW:
        raise NotAReview
    bookings = list(
        Booking.objects.filter(occasion=occasion, pk__in=outcomes)
        .select_for_update(no_key=True, of=("self",))
        .select_related("contact", "place_kind", "occasion")
        .order_by("queue_no")
    )
    if len(bookings) != len(outcomes) or not all(is_to_review(booking) for booking in bookings):
        raise AlreadyDecided
    selected = [booking for booking in bookings if outcomes[booking.pk] == Outcome.SELECTED]
    _require_room(occasion, selected)
    for booking in bookings:
        booking.status, verb = _STATUS[outcomes[booking.pk]]
        booking.awaits = ""
        booking.revision += 1
        booking.save()
        entry = record(verb, occasion, booking, by=by)
        if booking.status == Status.CONFIRMED:
            release_others(booking)
        tell_outcome(booking, entry)
    return len(bookings)


def is_to_review(booking: Booking) -> bool:
    """Whether staff can decide about it: it awaits the review, or was not selected."""
    if booking.status == Status.RECEIVED:
        return booking.awaits == Booking.Awaits.REVIEW
    return booking.status == Status.NOT_SELECTED


def _require_room(occasion: Occasion, selected: list[Booking]) -> None:
    people = Counter(
        Attendee.objects.live().filter(booking__in=selected).values_list("booking__place_kind", flat=True)
    )
    seats = count_seats(occasion, timezone.now())
    if any(count > seats[place_kind_id].free for place_kind_id, count in people.items()):
        raise NoPlaceFree
