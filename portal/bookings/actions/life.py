"""When somebody has died, moved away or wants to hear no more: their live places become free.

Nobody is written to about it, not even the rest of a party: whoever stays in it hears from the office.
"""

from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.bookings.actions.cancel import UNDO_PERIOD, cancel_locked, leave
from portal.bookings.actions.seats import lock_occasion, promote_after_commit, record
from portal.bookings.models import Attendance, Attendee, Booking, JournalEntry, Occasion
from portal.bookings.models.booking import AttendeeQuerySet
from portal.people.life import Consequence
from portal.people.models import PersonMark
from portal.ui.numbers import format_receipt_number


def release_places(*, person_id: int, kind: PersonMark.Kind, by: User) -> list[Consequence]:
    """Cancel what this person still has before them; of a party only this person leaves.

    A confirmed seat is kept for ten minutes, as after every cancelling by staff, so that a wrong press costs
    nobody a place. Who was present on one of the days of a course keeps their place in it: what has been
    counts. A party whose contact this person was is named, because its rest cannot be reached any more.
    """
    found = []
    for occasion_id in sorted(set(_places_ahead(person_id).values_list("occasion_id", flat=True))):
        occasion = lock_occasion(occasion_id)
        for attendee in _places_ahead(person_id).filter(occasion=occasion).select_related("booking"):
            found.append(_release(occasion, attendee, kind, by))
        promote_after_commit(occasion)
    return [*found, *(_without_contact(booking) for booking in _parties_left_behind(person_id))]


def has_places_ahead(person_id: int) -> bool:
    """Whether there is something for ``release_places`` to do."""
    return _places_ahead(person_id).exists()


def _places_ahead(person_id: int) -> AttendeeQuerySet:
    came = Attendance.objects.filter(attendee=OuterRef("pk"), status=Attendance.Status.PRESENT)
    return (
        Attendee.objects.live()
        .filter(~Exists(came), person=person_id, occasion__in=_ahead())
        .exclude(booking__status__in=(Booking.Status.CANCELLED, Booking.Status.NOT_SELECTED))
        .order_by("pk")
    )


def _ahead() -> Any:
    return Occasion.objects.ahead(timezone.now()).order_by().values("pk")


def _release(occasion: Occasion, attendee: Attendee, kind: PersonMark.Kind, by: User) -> Consequence:
    booking = Booking.objects.select_for_update(no_key=True).get(pk=attendee.booking_id)
    now = timezone.now()
    held_until = now + UNDO_PERIOD if booking.status == Booking.Status.CONFIRMED else None
    what = {"title": occasion.title, "number": format_receipt_number(booking.receipt_number)}
    if booking.attendees.live().exclude(pk=attendee.pk).exists():
        leave([attendee], now, held_until)
        record(JournalEntry.Verb.ATTENDEE_LEFT, occasion, booking, by=by, note=f"{attendee} {kind.label}")
        text = _("申込からこの人だけ取消：%(title)s（受付番号 %(number)s）") % what
    else:
        cancel_locked(
            occasion, booking, cancelled_by=Booking.CancelledBy.STAFF, now=now, held_until=held_until
        )
        record(JournalEntry.Verb.CANCELLED, occasion, booking, by=by, note=str(kind.label))
        text = _("申込の取消：%(title)s（受付番号 %(number)s）") % what
    return Consequence(text, reverse("admin:bookings_booking_page", args=[booking.pk]))


def _parties_left_behind(person_id: int) -> list[Booking]:
    return list(
        Booking.objects.hoping()
        .filter(contact=person_id, occasion__in=_ahead())
        .exclude(attendees__in=Attendee.objects.live().filter(person=person_id))
        .select_related("occasion")
        .order_by("pk")
    )


def _without_contact(booking: Booking) -> Consequence:
    return Consequence(
        _("連絡先がいなくなる申込：%(title)s（受付番号 %(number)s）。残る方の連絡先を決めてください")
        % {
            "title": booking.occasion.title,
            "number": format_receipt_number(booking.receipt_number),
        },
        reverse("admin:bookings_booking_page", args=[booking.pk]),
        needs_staff=True,
    )
