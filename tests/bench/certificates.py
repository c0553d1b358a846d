"""Closing a training of 500 people, and their certificates: as one document, and as a file for each."""

import datetime
import time
from dataclasses import dataclass

from django.utils import timezone

from tests.bench import world

PEOPLE = 500


@dataclass(frozen=True)
class Timed:
    closing: float
    one_document: float
    files: float
    wrong: list[str]


def timed() -> Timed:
    """Seconds for each step. ``wrong`` names what is missing."""
    from portal.accounts.models import User
    from portal.bookings import actions as seats
    from portal.bookings.models import Attendance, Attendee
    from portal.documents import jobs
    from trainings import actions
    from trainings.models import Certificate
    from trainings.printing import PRINTING, certificates_pdf

    staff = User.objects.filter(is_superuser=True).first()
    occasion = world.make_roster("shuryo", PEOPLE)
    date = occasion.dates.get()
    date.starts_at = timezone.now() - datetime.timedelta(days=1)
    date.ends_at = date.starts_at + datetime.timedelta(hours=2)
    date.save()
    coming = Attendee.objects.coming().filter(occasion=occasion.pk)
    marks = dict.fromkeys(coming.values_list("pk", flat=True), Attendance.Status.PRESENT)
    seats.mark_attendance(date=date, marks=marks, by=staff)

    started = time.perf_counter()
    actions.close_session(session_id=occasion.pk, by=staff)
    closed = time.perf_counter()
    certificates = list(Certificate.objects.of_occasion(occasion.pk))
    certificates_pdf(certificates, "修了証")
    printed = time.perf_counter()
    job = jobs.start_job(
        kind=PRINTING, keys=[c.pk for c in certificates], title="修了証", filename="c.zip", by=staff
    )
    while job.state == job.State.WORKING:
        jobs.work_on(job.pk)
        job.refresh_from_db()
    done = time.perf_counter()
    wrong = [] if len(certificates) == job.documents.count() == PEOPLE else ["certificates are missing"]
    return Timed(closed - started, printed - closed, done - printed, wrong)
