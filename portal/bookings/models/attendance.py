from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.bookings.models.booking import Attendee
from portal.bookings.models.door import DoorPass
from portal.bookings.models.occasion_date import OccasionDate


class Attendance(models.Model):
    """Whether one attendee was there on one date. Taking a mark back writes ``unmarked``: no row is lost."""

    class Status(models.TextChoices):
        UNMARKED = "unmarked", _("未記入")
        PRESENT = "present", _("出席")
        ABSENT = "absent", _("欠席")
        EXCUSED = "excused", _("事情あり")

    attendee = models.ForeignKey(Attendee, on_delete=models.PROTECT, related_name="attendances")
    date = models.ForeignKey(OccasionDate, on_delete=models.PROTECT, related_name="attendances")
    status = models.CharField(_("出欠"), max_length=10, choices=Status)
    # Who marked: somebody of the office, or a door helper, who has no account, through a pass.
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    marked_through = models.ForeignKey(
        DoorPass, on_delete=models.PROTECT, null=True, blank=True, related_name="marks"
    )
    marked_at = models.DateTimeField(_("記入日時"), default=timezone.now)

    class Meta:
        verbose_name = _("出欠")
        verbose_name_plural = _("出欠")
        constraints = (
            models.UniqueConstraint(fields=("attendee", "date"), name="attendance_once_per_date"),
            models.CheckConstraint(
                condition=Q(marked_by__isnull=False, marked_through__isnull=True)
                | Q(marked_by__isnull=True, marked_through__isnull=False),
                name="attendance_has_one_author",
            ),
        )

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def author(self) -> str:
        """Who marked, in words for staff: the name of an account, or the label of a door pass."""
        return str(self.marked_by or self.marked_through)
