from typing import Any

from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.bookings.errors import MarkedMeanwhile, NotComing
from portal.bookings.models import Attendance, Attendee, DoorPass, OccasionDate


@transaction.atomic
def mark_attendance(*, date: OccasionDate, marks: dict[int, Attendance.Status], by: User | DoorPass) -> int:
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
            Attendance(attendee_id=pk, date=date, status=status, marked_at=now, **_author(by))
            for pk, status in sorted(changed.items())
        ],
        update_conflicts=True,
        unique_fields=["attendee", "date"],
        update_fields=["status", "marked_by", "marked_through", "marked_at"],
    )
    return len(changed)


@transaction.atomic
def mark_one(
    *,
    date_id: int,
    attendee_id: int,
    status: Attendance.Status,
    seen: Attendance.Status,
    by: User | DoorPass,
) -> None:
    """One tap at the door: mark one attendee, who stood as ``seen`` on the screen that was tapped.

    The same mark twice is harmless and keeps its first author. Where another door has marked differently
    in the meantime nothing is written: raises ``MarkedMeanwhile``, and a tap that has seen that mark
    decides. Raises ``NotComing``.
    """
    # The date's row, as the page that marks everybody takes it: who marks sees what others just marked.
    date = OccasionDate.objects.select_for_update(no_key=True).get(pk=date_id)
    mark = Attendance.objects.filter(date=date, attendee_id=attendee_id).first()
    stored = mark.status if mark else Attendance.Status.UNMARKED
    if stored not in {status, seen, Attendance.Status.UNMARKED}:
        raise MarkedMeanwhile
    mark_attendance(date=date, marks={attendee_id: status}, by=by)


def _author(by: User | DoorPass) -> dict[str, Any]:
    return {"marked_through": by} if isinstance(by, DoorPass) else {"marked_by": by}
