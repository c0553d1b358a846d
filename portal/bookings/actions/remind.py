import datetime
from collections.abc import Iterator

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from portal import periodic
from portal.accounts.models import User
from portal.bookings.actions.occasions import require_revision
from portal.bookings.actions.seats import lock_booking, lock_occasion
from portal.bookings.models import Booking, JournalEntry, Occasion, Reminder
from portal.bookings.notices import tell_reminder
from portal.bookings.reminders import (
    Run,
    announced_moment,
    day_of,
    first_moment,
    is_daytime,
    may_write,
    moment_for,
    runs_ahead,
)
from portal.correspondence.actions import way_to_reach
from portal.people.models import ContactWish

_A_DAY = datetime.timedelta(days=1)
# What tells nobody the facts of their seat again.
_SAYS_NO_FACTS = (JournalEntry.Verb.CAN_COME, JournalEntry.Verb.ATTENDEE_LEFT, JournalEntry.Verb.UNDONE)


def send_reminders() -> int:
    """Remind everybody who has a seat and whose moment has come; returns how many parties. For the periodic
    run: harmless at any time, in any number of processes. One party a transaction."""
    now = timezone.now()
    if not is_daytime(now):
        return 0
    reminded = 0
    for occasion, run in _due_runs(now):
        bookings = to_remind(occasion, run).order_by("queue_no")
        for booking in bookings.select_related("contact__merged_into"):
            if periodic.stopping.is_set():
                return reminded
            way = _way(booking, run, now)
            if moment_for(run, occasion.reminder_days or 0, way) <= now:
                reminded += _remind(booking.pk, run)
    return reminded


def remind_now(*, occasion_id: int, date_id: int, by: User) -> int:
    """Staff do not wait for the moment: remind everybody who has a seat for the days beginning with this
    date, except those who were reminded. Twice reminds nobody twice. Returns how many parties."""
    now = timezone.now()
    occasion = Occasion.objects.prefetch_related("dates").get(pk=occasion_id)
    run = next((run for run in runs_ahead(occasion, now) if run[0].pk == date_id), None)
    if run is None:
        return 0
    bookings = without_reminder(occasion, run).order_by("queue_no").values_list("pk", flat=True)
    return sum(_remind(pk, run) for pk in list(bookings))


def to_remind(occasion: Occasion, run: Run) -> QuerySet[Booking]:
    """Who is still to be reminded of these days: who has a seat since more than a day before the moment.

    Who got it later has just read the same facts in the confirmation.
    """
    since = announced_moment(run, occasion.reminder_days or 0) - _A_DAY
    told_facts = ~Q(journal__verb__in=_SAYS_NO_FACTS)
    return (
        without_reminder(occasion, run)
        .annotate(seat_known_at=Coalesce(Max("journal__at", filter=told_facts), "received_at"))
        .filter(seat_known_at__lt=since)
    )


def without_reminder(occasion: Occasion, run: Run) -> QuerySet[Booking]:
    """Who has a seat and was not reminded of these days, whenever they got it."""
    reminded = Reminder.objects.of_run(run, day_of(run[0])).values("booking")
    return Booking.objects.filter(occasion=occasion.pk, status=Booking.Status.CONFIRMED).exclude(
        pk__in=reminded
    )


def _due_runs(now: datetime.datetime) -> Iterator[tuple[Occasion, Run]]:
    occasions = (
        Occasion.objects.filter(
            state=Occasion.State.PUBLISHED,
            reminder_days__isnull=False,
            # The longest reminder, a letter and a long row of holidays.
            dates__starts_at__range=(now, now + 60 * _A_DAY),
        )
        .distinct()
        .prefetch_related("dates")
    )
    for occasion in occasions.order_by("pk"):
        for run in runs_ahead(occasion, now):
            if first_moment(run, occasion.reminder_days or 0) <= now:
                yield occasion, run


def _way(booking: Booking, run: Run, now: datetime.datetime) -> ContactWish | None:
    contact = booking.contact.merged_into or booking.contact
    way = way_to_reach(contact)
    if way == ContactWish.LETTER and not may_write(run, now):
        return way_to_reach(contact, besides=ContactWish.LETTER) or way
    return way


@transaction.atomic
def _remind(booking_id: int, run: Run) -> bool:
    """Remind one party, unless something has changed since it was chosen; returns whether."""
    occasion, booking = lock_booking(booking_id)
    is_as_read = run[0].starts_at == occasion.dates.get(pk=run[0].pk).starts_at
    if booking.status != Booking.Status.CONFIRMED or occasion.state != Occasion.State.PUBLISHED:
        return False
    if not is_as_read:
        return False
    reminder, is_new = Reminder.objects.get_or_create(booking=booking, date=run[0], day=day_of(run[0]))
    if is_new:
        tell_reminder(reminder)
    return is_new


@transaction.atomic
def set_reminder(*, occasion_id: int, days: int | None, text: str, by: User, revision: int) -> Occasion:
    """Change when people are reminded (None: never) and what is added. Raises ``StaleRevision``."""
    occasion = lock_occasion(occasion_id)
    require_revision(occasion, revision)
    if (occasion.reminder_days, occasion.reminder_text) != (days, text):
        occasion.reminder_days, occasion.reminder_text = days, text
        occasion.revision += 1
        occasion.save(update_fields=["reminder_days", "reminder_text", "revision", "updated_at"])
    return occasion
