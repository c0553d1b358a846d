from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.bookings.models import Occasion, OccasionDate


class TrainingSession(Occasion):
    """One holding of a course for つながりサポーター (the city says 研修, the Cabinet Office 講座).

    The completion rule (修了の条件) says on which of its dates somebody must have been present to complete
    it. ``trainings.completion`` reads it.
    """

    class CourseKind(models.TextChoices):
        BASIC = "basic", _("養成研修")
        FOLLOW_UP = "follow_up", _("フォローアップ研修")

    class CompletionRule(models.TextChoices):
        ALL_DATES = "all", _("すべての日に出席")
        AT_LEAST = "at_least", _("決めた日数以上に出席")
        NAMED_DATES = "named", _("決めた日に出席")

    course_kind = models.CharField(
        _("研修の種類"), max_length=10, choices=CourseKind, default=CourseKind.BASIC
    )
    programme = models.TextField(
        _("プログラム"), blank=True, default="", help_text=_("一行に一つ。例）講義「伴走型支援とは」")
    )
    lecturer = models.CharField(_("講師"), max_length=200, blank=True, default="")
    completion_rule = models.CharField(
        _("修了の条件"), max_length=10, choices=CompletionRule, default=CompletionRule.ALL_DATES
    )
    # Counts with AT_LEAST only, so that a rule that was tried and changed back loses nothing typed.
    completion_days = models.PositiveSmallIntegerField(
        _("必要な日数"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("「決めた日数以上に出席」のとき。例）8日のうち5日なら 5"),
    )
    # Counts with NAMED_DATES only.
    completion_dates = models.ManyToManyField(
        OccasionDate,
        verbose_name=_("出席が必要な日"),
        blank=True,
        related_name="+",
        help_text=_("「決めた日に出席」のとき。"),
    )

    class Meta:
        verbose_name = _("研修")
        verbose_name_plural = _("研修")
        constraints = (
            models.CheckConstraint(
                condition=~Q(completion_rule="at_least") | Q(completion_days__gte=1),
                name="training_at_least_names_a_number",
                violation_error_message=_("「決めた日数以上に出席」のときは、必要な日数を入れてください。"),
            ),
        )

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.kind = Occasion.Kind.TRAINING
        super().save(*args, **kwargs)
