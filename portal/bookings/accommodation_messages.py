"""What people are told about what they need. Read in the office only by those who arrange it; label and
subject say nothing of it."""

from typing import Any, cast

from django.db.models import QuerySet
from django.utils.functional import SimpleLazyObject

from portal.accounts.models import User
from portal.bookings.actions.accommodations import is_wanted
from portal.bookings.message_kinds import facts_for
from portal.bookings.models import AccommodationRequest
from portal.correspondence.actions import tell
from portal.correspondence.kinds import MessageKind, NoLongerTrue, Text, register, render_texts
from portal.correspondence.models import Message
from portal.office.models import Office

ARRANGE = "bookings.arrange_accommodations"


def tell_settled(request: AccommodationRequest, *, told_by: User | None = None) -> None:
    tell(
        kind=f"bookings.accommodation_{request.state}",
        recipient=request.booking.contact,
        subject=request,
        dedupe_key=f"bookings.accommodation:{request.pk}:{request.settled_at:%Y%m%d%H%M%S%f}",
        told_by=told_by,
    )


def _render(message: Message) -> Text:
    request: Any = message.subject
    if request is None or not is_wanted(request) or message.kind != f"bookings.accommodation_{request.state}":
        raise NoLongerTrue
    context = facts_for(request.booking, cast(Office, SimpleLazyObject(Office.objects.current)))
    return render_texts(
        message.kind.replace(".", "/messages/", 1),
        {**context, "recipient": message.recipient, "request": request},
    )


def _requests() -> QuerySet[Any]:
    return AccommodationRequest.objects.select_related(
        "booking__occasion", "booking__place_kind", "booking__contact"
    ).prefetch_related("booking__occasion__dates", "booking__attendees__person")


def register_kinds() -> None:
    """Called once at start-up."""
    for state in ("arranged", "impossible"):
        register(
            MessageKind(
                name=f"bookings.accommodation_{state}",
                label="お申込みについてのお知らせ",
                render=_render,
                subjects=_requests,
                about=lambda request: request.booking.occasion.title,
                readable_with=ARRANGE,
            )
        )
