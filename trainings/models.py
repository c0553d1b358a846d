from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.bookings.models import Occasion


class TrainingSession(Occasion):
    """One holding of a course for つながりサポーター (the city says 研修, the Cabinet Office 講座)."""

    class CourseKind(models.TextChoices):
        BASIC = "basic", _("養成研修")
        FOLLOW_UP = "follow_up", _("フォローアップ研修")

    course_kind = models.CharField(
        _("研修の種類"), max_length=10, choices=CourseKind, default=CourseKind.BASIC
    )
    programme = models.TextField(
        _("プログラム"), blank=True, default="", help_text=_("一行に一つ。例）講義「伴走型支援とは」")
    )
    lecturer = models.CharField(_("講師"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("研修")
        verbose_name_plural = _("研修")

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.kind = Occasion.Kind.TRAINING
        super().save(*args, **kwargs)
