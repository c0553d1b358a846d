"""配慮の手配: what became of each thing that a party needs."""

from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.bookings.actions.seats import lock_booking
from portal.bookings.errors import AlreadySettled, NotWantedAnyMore, WordsAreMissing
from portal.bookings.models import AccommodationRequest, Booking

_State = AccommodationRequest.State
_GONE = frozenset({Booking.Status.CANCELLED, Booking.Status.NOT_SELECTED})


def is_wanted(request: AccommodationRequest) -> bool:
    """Whether somebody still hopes to come who needs it, to something that takes place."""
    booking = request.booking
    return booking.status not in _GONE and not booking.occasion.is_over


@transaction.atomic
def settle_accommodation(
    *,
    request_id: int,
    state: AccommodationRequest.State,
    seen: AccommodationRequest.State,
    by: User,
    answer: str = "",
    told: bool = False,
) -> AccommodationRequest:
    """Write that something was arranged or cannot be; the person is told by their way, in staff's words.

    What was settled can be settled otherwise later, and the person hears of it. The same again changes
    nothing. ``seen`` is the state that staff saw. Raises ``WordsAreMissing`` (impossible without a word to the
    person), ``AlreadySettled`` (a colleague was first) and ``NotWantedAnyMore``.
    """
    from portal.bookings.accommodation_messages import tell_settled

    if state == _State.OPEN:
        raise ValueError("settled means arranged or impossible")
    request, _booking = _lock(request_id)
    if not is_wanted(request):
        raise NotWantedAnyMore
    if (request.state, request.answer) == (state, answer):
        return request
    if request.state != seen:
        raise AlreadySettled
    if state == _State.IMPOSSIBLE and not answer:
        raise WordsAreMissing
    request.state, request.answer = state, answer
    request.settled_at, request.settled_by = timezone.now(), by
    request.save()
    tell_settled(request, told_by=by if told else None)
    return request


@transaction.atomic
def acknowledge_cancelled(*, request_id: int, by: User) -> None:
    """What was arranged for somebody who no longer comes has been called off. Calling twice is harmless.

    It is open again, so that it comes back to the list if the person does. Raises ``AlreadySettled`` when
    they come after all.
    """
    request, _booking = _lock(request_id)
    if is_wanted(request):
        raise AlreadySettled
    request.state, request.answer = _State.OPEN, ""
    request.settled_at = request.settled_by = None
    request.save()


def _lock(request_id: int) -> tuple[AccommodationRequest, Booking]:
    booking_id = AccommodationRequest.objects.values_list("booking_id", flat=True).get(pk=request_id)
    occasion, booking = lock_booking(booking_id)
    request = AccommodationRequest.objects.select_for_update(no_key=True).get(pk=request_id)
    booking.occasion = occasion
    request.booking = booking
    return request, booking
