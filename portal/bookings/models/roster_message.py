from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.bookings.models.booking import Booking
from portal.bookings.models.occasion import Occasion
from portal.bookings.models.place_kind import PlaceKind


class RosterMessage(models.Model):
    """What staff wrote to everybody of a roster who is in one of these states (名簿の人への連絡)."""

    class Attended(models.TextChoices):
        """Whom of those with a seat, by what was marked on the day: enough that one of a party came."""

        ANY = "", _("出欠を問わない")
        CAME = "came", _("出席した人")
        MISSED = "missed", _("出席の記録がない人")

    occasion = models.ForeignKey(Occasion, on_delete=models.PROTECT, related_name="roster_messages")
    statuses = ArrayField(models.CharField(max_length=12, choices=Booking.Status), verbose_name=_("状態"))
    attended = models.CharField(_("出欠"), max_length=10, choices=Attended, blank=True, default="")
    # Empty: every kind of place.
    place_kind = models.ForeignKey(
        PlaceKind,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("参加のしかた"),
    )
    subject = models.CharField(_("件名"), max_length=100)
    text = models.TextField(_("本文"), max_length=3000)
    submission_key = models.CharField(max_length=64, unique=True, editable=False)
    count = models.PositiveIntegerField(_("知らせた組の数"), default=0)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(_("日時"), default=timezone.now)

    class Meta:
        verbose_name = _("名簿の人への連絡")
        verbose_name_plural = _("名簿の人への連絡")
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"#{self.pk}"

    def status_labels(self) -> list[str]:
        return [str(Booking.Status(status).label) for status in self.statuses]


class RosterMessageRecipient(models.Model):
    """That one party is told this. One message for each, also when three people come."""

    roster_message = models.ForeignKey(RosterMessage, on_delete=models.PROTECT, related_name="recipients")
    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="roster_messages")

    class Meta:
        verbose_name = _("名簿の人への連絡の宛先")
        verbose_name_plural = _("名簿の人への連絡の宛先")
        constraints = (
            models.UniqueConstraint(fields=("roster_message", "booking"), name="roster_message_once_a_party"),
        )

    def __str__(self) -> str:
        return f"#{self.pk}"
