"""The mail that asks for answers: one for each party, with a link for each of those who came."""

from typing import Any, cast

from django.db.models import QuerySet
from django.utils.functional import SimpleLazyObject

from portal.bookings.models import Booking
from portal.bookings.surveys.links import survey_url
from portal.correspondence.actions import tell
from portal.correspondence.kinds import MessageKind, NoLongerTrue, Text, register, render_texts
from portal.correspondence.models import Message
from portal.office.models import Office

KIND = "bookings.survey"


def tell_survey(booking: Booking) -> bool:
    """Tell the party of the survey, once; returns whether it is told now for the first time."""
    key = f"{KIND}:{booking.pk}"
    if Message.objects.filter(dedupe_key=key).exists():
        return False
    return tell(kind=KIND, recipient=booking.contact, subject=booking, dedupe_key=key) is not None


def _render(message: Message) -> Text:
    booking = cast(Booking, message.subject)
    links = [
        link
        for attendee in booking.attendees.all()
        for link in attendee.survey_links.all()
        if not link.is_used and link.survey.is_open
    ]
    if not links:
        raise NoLongerTrue
    context: dict[str, Any] = {
        "booking": booking,
        "occasion": booking.occasion,
        "recipient": message.recipient,
        "links": [{"name": link.attendee.person.name, "url": survey_url(link)} for link in links],
        "office": cast(Office, SimpleLazyObject(Office.objects.current)),
    }
    return render_texts("bookings/messages/survey", context)


def _subjects() -> QuerySet[Any]:
    return Booking.objects.select_related("occasion", "contact").prefetch_related(
        "attendees__survey_links__survey", "attendees__survey_links__attendee__person"
    )


def register_survey() -> None:
    """Tell the correspondence room; called once at start-up."""
    register(
        MessageKind(
            name=KIND,
            label="アンケートのお願い",
            render=_render,
            subjects=_subjects,
            about=lambda booking: booking.occasion.title,
        )
    )
