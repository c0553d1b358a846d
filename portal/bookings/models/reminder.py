import datetime
from typing import Self

from django.db import models
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.bookings.models.booking import Booking
from portal.bookings.models.occasion_date import OccasionDate


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def of_run(self, dates: list[OccasionDate], day: datetime.date) -> Self:
        """Who has been reminded of the days that begin with ``day``."""
        return self.filter(date=dates[0], day=day)

    def standing(self, now: datetime.datetime) -> Self:
        """Reminders of days still to come, on which they take place as it was said."""
        return self.filter(date__starts_at__gt=now, day=TruncDate("date__starts_at"))


class Reminder(models.Model):
    """That a party was reminded of a day (リマインダー): once for every day, also when it was postponed to
    another one. Days that follow one another are one reminder, written under the first of them."""

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="reminders")
    date = models.ForeignKey(OccasionDate, on_delete=models.PROTECT, related_name="reminders")
    # The calendar day of which it reminded, because the date itself may be moved afterwards.
    day = models.DateField(_("開催日"))
    made_at = models.DateTimeField(_("日時"), default=timezone.now)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("リマインダー")
        verbose_name_plural = _("リマインダー")
        constraints = (
            models.UniqueConstraint(fields=("booking", "date", "day"), name="reminder_once_per_day"),
        )

    def __str__(self) -> str:
        return f"#{self.pk}"
