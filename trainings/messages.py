"""What people are told about their certificates."""

from collections.abc import Iterable
from typing import Any, cast

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from portal.bookings.links import booking_url
from portal.bookings.models import Booking
from portal.correspondence.actions import tell
from portal.correspondence.kinds import MessageKind, NoLongerTrue, Text, register, render_texts
from portal.correspondence.models import Message
from portal.office.models import Office
from trainings.models import Certificate

KIND = "trainings.certificate"


def tell_certificates(certificates: Iterable[Certificate]) -> None:
    """Tell of new certificates: one message for each party, to the person who can be reached for it."""
    for certificate in _newest(certificates):
        booking = certificate.attendee.booking
        tell(kind=KIND, recipient=booking.contact, subject=booking, dedupe_key=_key(certificate))


def untold_certificates(occasion_id: int) -> list[Certificate]:
    """The newest certificate that counts of each party that may be told and was told of none since it was
    issued. Two queries."""
    issued = Certificate.objects.of_occasion(occasion_id).select_related("attendee__booking__contact")
    keys = {_key(certificate): certificate for certificate in issued}
    told: dict[int, int] = {}
    for key in Message.objects.filter(dedupe_key__in=keys).values_list("dedupe_key", flat=True):
        booking_id = keys[key].attendee.booking_id
        told[booking_id] = max(keys[key].pk, told.get(booking_id, 0))
    return [
        certificate
        for certificate in _newest(each for each in issued if not each.is_revoked)
        if certificate.pk > told.get(certificate.attendee.booking_id, 0)
        and certificate.attendee.booking.contact.may_be_contacted
    ]


def _newest(certificates: Iterable[Certificate]) -> Iterable[Certificate]:
    """Of each party the last one."""
    newest: dict[int, Certificate] = {}
    for certificate in certificates:
        newest[certificate.attendee.booking_id] = certificate
    return newest.values()


def _key(certificate: Certificate) -> str:
    return f"{KIND}:{certificate.attendee.booking_id}:{certificate.pk}"


def _render(message: Message) -> Text:
    booking = cast(Booking, message.subject)
    certificates = [
        certificate
        for attendee in booking.attendees.all()
        for certificate in attendee.certificates.all()
        if not certificate.is_revoked
    ]
    if not certificates:
        raise NoLongerTrue
    context: dict[str, Any] = {
        "booking": booking,
        "occasion": booking.occasion,
        "recipient": message.recipient,
        "certificates": certificates,
        "label": certificates[0].label,
        "office": cast(Office, SimpleLazyObject(Office.objects.current)),
        "booking_url": booking_url(booking),
        "lookup_url": settings.SITE_URL + reverse("bookings:lookup"),
    }
    return render_texts("trainings/messages/certificate", context)


def _subjects() -> QuerySet[Any]:
    return Booking.objects.select_related("occasion", "contact").prefetch_related("attendees__certificates")


def register_kinds() -> None:
    """Tell the correspondence room what trainings say; called once at start-up."""
    register(
        MessageKind(
            name=KIND,
            label="修了証のお知らせ",
            render=_render,
            subjects=_subjects,
            about=lambda booking: booking.occasion.title,
        )
    )
