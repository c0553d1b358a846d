from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.figures.periods import year_name


class ClosedYearQuerySet(models.QuerySet["ClosedYear"]):
    def in_force(self) -> Self:
        """Closings that have not been undone: at most one a year."""
        return self.filter(reopened_at__isnull=True)


class ClosedYear(models.Model):
    """The figures of one fiscal year as they were when a manager closed it (年度の確定).

    Everything is kept word for word: what people, places and definitions become later changes nothing.
    Reopening leaves the row as the record of what had been closed, by whom and why no more.
    """

    year = models.PositiveSmallIntegerField(_("年度"), help_text=_("4月1日の年"))
    chapters: Any = models.JSONField(_("集計"))
    note = models.CharField(_("メモ"), max_length=300, blank=True, default="")
    closed_at = models.DateTimeField(_("確定日時"), default=timezone.now)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("確定した職員"),
        help_text=_("空欄は、保存期間の処理が自動で確定した年度"),
    )
    # What it counts has begun to be removed: the figures cannot be counted anew.
    is_final = models.BooleanField(_("数え直せない"), default=False)
    reopened_at = models.DateTimeField(_("取り消した日時"), null=True, blank=True)
    reopened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("確定を取り消した職員"),
    )
    reopening_reason = models.CharField(_("取り消した理由"), max_length=300, blank=True, default="")

    objects = ClosedYearQuerySet.as_manager()

    class Meta:
        verbose_name = _("確定した年度")
        verbose_name_plural = _("確定した年度")
        ordering = ("-year", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("year",), condition=Q(reopened_at__isnull=True), name="closed_year_once"
            ),
            models.CheckConstraint(
                condition=Q(reopened_at__isnull=True, reopened_by__isnull=True, reopening_reason="")
                | (Q(reopened_at__isnull=False, reopened_by__isnull=False) & ~Q(reopening_reason="")),
                name="closed_year_reopened_by_somebody_for_a_reason",
            ),
        )

    def __str__(self) -> str:
        return year_name(self.year)
