from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.bookings.models.booking import Booking
from portal.bookings.models.occasion import Occasion
from portal.bookings.models.occasion_date import OccasionDate


class Postponement(models.Model):
    """One announcement that an occasion takes place at another time, or at one still to be found (延期)."""

    occasion = models.ForeignKey(Occasion, on_delete=models.PROTECT, related_name="postponements")
    reason = models.CharField(_("理由"), max_length=200, blank=True, default="")
    has_new_dates = models.BooleanField(_("新しい日程が決まっている"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("日時"), default=timezone.now)

    class Meta:
        verbose_name = _("延期")
        verbose_name_plural = _("延期")
        ordering = ("id",)

    def __str__(self) -> str:
        return f"#{self.pk}"


class DateChange(models.Model):
    """What one date said before and after a postponement: the old day stays readable."""

    postponement = models.ForeignKey(Postponement, on_delete=models.PROTECT, related_name="changes")
    date = models.ForeignKey(OccasionDate, on_delete=models.PROTECT, related_name="changes")
    old_starts_at = models.DateTimeField()
    old_ends_at = models.DateTimeField()
    new_starts_at = models.DateTimeField(null=True, blank=True)
    new_ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("old_starts_at", "id")

    def __str__(self) -> str:
        return f"#{self.pk}"


class PostponementAnswer(models.Model):
    """What a party answers to a postponement: everybody keeps the place until they say otherwise."""

    class Answer(models.TextChoices):
        PENDING = "pending", _("まだ")
        CAN = "can", _("行ける")
        CANNOT = "cannot", _("行けない")

    postponement = models.ForeignKey(Postponement, on_delete=models.PROTECT, related_name="answers")
    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="postponement_answers")
    answer = models.CharField(_("返事"), max_length=10, choices=Answer, default=Answer.PENDING)
    answered_at = models.DateTimeField(_("返事の日時"), null=True, blank=True)

    class Meta:
        verbose_name = _("延期への返事")
        verbose_name_plural = _("延期への返事")
        constraints = (
            models.UniqueConstraint(fields=("postponement", "booking"), name="postponement_answer_once"),
            models.CheckConstraint(
                condition=Q(answer="pending", answered_at__isnull=True)
                | (~Q(answer="pending") & Q(answered_at__isnull=False)),
                name="postponement_answer_has_a_time",
            ),
        )

    def __str__(self) -> str:
        return f"#{self.pk}"
