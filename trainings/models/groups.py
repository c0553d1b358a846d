from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.bookings.models import Attendee
from trainings.models.session import TrainingSession


class GroupPlan(models.Model):
    """The tables of one session (グループ分け). There is one from the first rule on; ``made_at`` is empty until
    somebody made the tables. The same seed, people and rules make the same tables again."""

    session = models.OneToOneField(TrainingSession, on_delete=models.CASCADE, related_name="group_plan")
    size = models.PositiveSmallIntegerField(
        _("1テーブルの人数"), default=5, validators=[MinValueValidator(2), MaxValueValidator(20)]
    )
    seed = models.PositiveIntegerField(_("組み合わせの番号"), default=0)
    revision = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(_("作った日時"), null=True, blank=True)

    class Meta:
        verbose_name = _("グループ分け")
        verbose_name_plural = _("グループ分け")
        constraints = (
            models.CheckConstraint(condition=Q(size__gte=2, size__lte=20), name="group_plan_size"),
            models.CheckConstraint(
                condition=Q(made_at__isnull=True, made_by__isnull=True)
                | Q(made_at__isnull=False, made_by__isnull=False),
                name="group_plan_made_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"#{self.pk}"


class GroupRule(models.Model):
    """Two people who sit at one table, or who do not."""

    class Kind(models.TextChoices):
        TOGETHER = "together", _("一緒にする")
        APART = "apart", _("離す")

    plan = models.ForeignKey(GroupPlan, on_delete=models.CASCADE, related_name="rules")
    kind = models.CharField(_("決まり"), max_length=10, choices=Kind)
    # The lower number first: a pair has one rule.
    first = models.ForeignKey(Attendee, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Attendee, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("グループ分けの決まり")
        verbose_name_plural = _("グループ分けの決まり")
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="group_rule_lower_first"),
            models.UniqueConstraint(fields=("first", "second"), name="group_rule_one_per_pair"),
        )

    def __str__(self) -> str:
        return f"#{self.pk}"


class TableSeat(models.Model):
    """Where somebody sits. The seat of who cancelled stays, unseen, in case they come back."""

    plan = models.ForeignKey(GroupPlan, on_delete=models.CASCADE, related_name="seats")
    attendee = models.OneToOneField(Attendee, on_delete=models.CASCADE, related_name="table_seat")
    table = models.PositiveSmallIntegerField(_("テーブル"))
    placed_by_hand = models.BooleanField(_("手で決めた席"), default=False)

    class Meta:
        verbose_name = _("テーブルの席")
        verbose_name_plural = _("テーブルの席")
        ordering = ("table", "id")
        constraints = (models.CheckConstraint(condition=Q(table__gte=1), name="table_seat_from_one"),)

    def __str__(self) -> str:
        return f"#{self.pk}"
