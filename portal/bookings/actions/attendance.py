from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.bookings.errors import NotComing
from portal.bookings.models import Attendance, Attendee, OccasionDate


@transaction.atomic
def mark_attendance(*, date: OccasionDate, marks: dict[int, Attendance.Status], by: User) -> int:
    """Write who was there on one date: attendee id to status; returns how many marks changed.

    Marks that are already so stay as they are, with their first author. Two people marking at once do not
    disturb each other: the last writer of one mark stands, and is named. Nothing is written if one of the
    attendees has no confirmed place there. Raises ``NotComing``.
    """
    coming = set(
        Attendee.objects.coming()
        .filter(pk__in=marks, occasion_id=date.occasion_id)
        .values_list("pk", flat=True)
    )
    if coming != set(marks):
        raise NotComing
    before = dict(
        Attendance.objects.filter(date=date, attendee__in=marks).values_list("attendee_id", "status")
    )
    changed = {
        pk: status for pk, status in marks.items() if status != before.get(pk, Attendance.Status.UNMARKED)
    }
    now = timezone.now()
    Attendance.objects.bulk_create(
        [
            Attendance(attendee_id=pk, date=date, status=status, marked_by=by, marked_at=now)
            for pk, status in sorted(changed.items())
        ],
        update_conflicts=True,
        unique_fields=["attendee", "date"],
        update_fields=["status", "marked_by", "marked_at"],
    )
    return len(changed)
