import secrets

from django.db import transaction

from portal.accounts.models import User
from portal.bookings.actions.occasions import require_revision
from portal.bookings.actions.seats import lock_occasion, record, require_changeable
from portal.bookings.announcements import announcement_for
from portal.bookings.errors import OnlyDay
from portal.bookings.models import (
    Booking,
    JournalEntry,
    OccasionDate,
    RosterMessage,
    RosterMessageRecipient,
)
from portal.bookings.notices import tell_notice
from portal.page_cache import forget_pages_after_commit


@transaction.atomic
def call_off_date(
    *, date_id: int, off: OccasionDate.Off, reason: str, by: User, revision: int
) -> OccasionDate:
    """Give up one day of several, for good or until a new one is found; the others take place.

    Everybody who has applied is told at once and keeps the place. A new day is given by ``postpone``.
    Giving it up twice in the same way changes nothing. Raises ``OnlyDay``, ``StaleRevision`` and
    ``OccasionIsOver``.
    """
    occasion = lock_occasion(OccasionDate.objects.values_list("occasion_id", flat=True).get(pk=date_id))
    date = occasion.dates.get(pk=date_id)
    if date.off == off:
        return date
    require_changeable(occasion)
    require_revision(occasion, revision)
    if not occasion.dates.exclude(pk=date_id).exists():
        raise OnlyDay
    date.off, date.off_note = off, reason
    date.save(update_fields=["off", "off_note"])
    occasion.revision += 1
    occasion.save(update_fields=["revision", "updated_at"])
    record(
        JournalEntry.Verb.DATE_CALLED_OFF, occasion, by=by, note=f"{date} {date.get_off_display()} {reason}"
    )
    announcement = announcement_for(occasion, date)
    if announcement is None:
        return date
    bookings = list(occasion.bookings.live().select_related("contact", "place_kind", "occasion"))
    message = RosterMessage.objects.create(
        occasion=occasion,
        statuses=[status for status in Booking.Status if status not in _NOT_LIVE],
        subject=announcement.word + "のお知らせ",
        text=f"{announcement.banner}\n{announcement.after}",
        submission_key=secrets.token_urlsafe(24),
        sent_by=by,
        count=sum(booking.contact.may_be_contacted for booking in bookings),
    )
    recipients = [RosterMessageRecipient(roster_message=message, booking=booking) for booking in bookings]
    for recipient in RosterMessageRecipient.objects.bulk_create(recipients):
        tell_notice(recipient, is_urgent=True)
    forget_pages_after_commit()
    return date


_NOT_LIVE = (Booking.Status.CANCELLED, Booking.Status.NOT_SELECTED)
