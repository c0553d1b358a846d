from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.private.fields import PrivateTextField


class RetentionPeriod(models.Model):
    """How long the office keeps one kind of record, where that is not the default."""

    kind = models.CharField(_("種類"), max_length=50, unique=True)
    months = models.PositiveSmallIntegerField(
        _("保存する月数"), validators=[MinValueValidator(1), MaxValueValidator(360)]
    )
    reason = models.CharField(_("理由"), max_length=200)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("決めた職員")
    )
    changed_at = models.DateTimeField(_("決めた日時"), default=timezone.now)

    class Meta:
        verbose_name = _("保存期間")
        verbose_name_plural = _("保存期間")
        constraints = (
            models.CheckConstraint(
                condition=Q(months__gte=1, months__lte=360) & ~Q(reason=""),
                name="retention_period_and_reason",
            ),
        )

    def __str__(self) -> str:
        return self.kind


class RetentionRun(models.Model):
    """One day's removing (期限の来た記録の削除): what was removed is counted, never named."""

    day = models.DateField(_("日"), unique=True)
    began_at = models.DateTimeField(_("始めた日時"), default=timezone.now)
    # Empty while some of it is still to be done.
    ended_at = models.DateTimeField(_("終わった日時"), null=True, blank=True)

    class Meta:
        verbose_name = _("保存期間の処理")
        verbose_name_plural = _("保存期間の処理")
        ordering = ("-day",)

    def __str__(self) -> str:
        return str(self.day)


class RetentionCount(models.Model):
    """How many records of one kind a run removed, and how many it could not."""

    run = models.ForeignKey(RetentionRun, on_delete=models.CASCADE, related_name="counts")
    kind = models.CharField(_("種類"), max_length=50)
    removed = models.PositiveIntegerField(_("削除した件数"), default=0)
    failed = models.PositiveIntegerField(_("削除できなかった件数"), default=0)

    class Meta:
        verbose_name = _("削除した件数")
        verbose_name_plural = _("削除した件数")
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("run", "kind"), name="retention_count_once"),)

    def __str__(self) -> str:
        return f"#{self.pk}"


class ErasureWish(models.Model):
    """Somebody asks on their own page that the office removes what it keeps of them (消去の求め). A task for the
    office: nothing is removed by itself. Goes with the person's record when that is removed whole."""

    class Outcome(models.TextChoices):
        ERASED = "erased", _("消去した")
        DECLINED = "declined", _("消去しないで終わりにした")
        TAKEN_BACK = "taken_back", _("本人が取りやめた")

    person = models.ForeignKey(
        "people.Person", on_delete=models.CASCADE, related_name="erasure_wishes", verbose_name=_("人")
    )
    asked_at = models.DateTimeField(_("求めた日時"), default=timezone.now)
    closed_at = models.DateTimeField(_("終わった日時"), null=True, blank=True)
    outcome = models.CharField(_("結果"), max_length=10, choices=Outcome, blank=True, default="")
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("終わりにした人"),
    )
    reason = PrivateTextField(_("理由"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("消去の求め")
        verbose_name_plural = _("消去の求め")
        ordering = ("asked_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("person",), condition=Q(closed_at__isnull=True), name="erasure_wish_one_open"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, outcome="")
                | (Q(closed_at__isnull=False) & ~Q(outcome="")),
                name="erasure_wish_closed_with_an_outcome",
            ),
        )

    def __str__(self) -> str:
        return f"#{self.pk}"


class PersonRequest(models.Model):
    """Somebody asked for what is kept of them, or for its removal, and a manager did it. Holds no name."""

    class Verb(models.TextChoices):
        EXPORTED = "exported", _("開示（書き出し）")
        ERASED = "erased", _("消去")
        DECLINED = "declined", _("消去しないで終わり")

    verb = models.CharField(_("したこと"), max_length=10, choices=Verb)
    # No foreign key: the record outlives the person.
    person_number = models.BigIntegerField(_("人の番号"))
    reason = PrivateTextField(_("理由"), max_length=200, blank=True, default="")
    removed = models.PositiveIntegerField(_("消した件数"), default=0)
    stayed = models.PositiveIntegerField(_("残した件数"), default=0)
    # Nothing stayed, not even the person's own record.
    is_whole = models.BooleanField(_("全部消した"), default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("職員")
    )
    at = models.DateTimeField(_("日時"), default=timezone.now)

    class Meta:
        verbose_name = _("開示・消去の記録")
        verbose_name_plural = _("開示・消去の記録")
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"#{self.pk}"
