from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class OccasionDate(models.Model):
    """One day of an occasion (開催日). The simple case is one."""

    class Off(models.TextChoices):
        POSTPONED = "postponed", _("延期（日程未定）")
        CANCELLED = "cancelled", _("中止")

    occasion = models.ForeignKey("bookings.Occasion", on_delete=models.PROTECT, related_name="dates")
    starts_at = models.DateTimeField(_("開始"))
    ends_at = models.DateTimeField(_("終了"))
    venue_name = models.CharField(_("会場"), max_length=100, blank=True, default="")
    venue_address = models.CharField(_("会場の住所"), max_length=200, blank=True, default="")
    access_note = models.CharField(
        _("行き方・駐車場"),
        max_length=200,
        blank=True,
        default="",
        help_text=_("バス停、駐車場、車いすの入口など"),
    )

    # Of one day among several: the others take place. For the only day the occasion itself says it.
    off = models.CharField(
        _("この日だけの中止・延期"), max_length=10, choices=Off, blank=True, default="", editable=False
    )
    off_note = models.CharField(_("中止・延期の理由"), max_length=200, blank=True, default="", editable=False)

    class Meta:
        verbose_name = _("開催日")
        verbose_name_plural = _("開催日")
        ordering = ("starts_at", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="occasion_date_ends_after_it_starts",
                violation_error_message=_("終了は、開始より後にしてください。"),
            ),
        )

    def __str__(self) -> str:
        return timezone.localtime(self.starts_at).strftime("%Y-%m-%d %H:%M")
