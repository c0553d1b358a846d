from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.bookings.models.booking import Booking


class PlaceOffer(models.Model):
    """A free place that a waiting party may accept or decline (空いた席の案内).

    The seat counts as taken while the offer is pending. ``contacted_at`` is when the person is known to have
    been reached; before that there is no deadline. ``expires_at`` falls in the office's hours.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("返事待ち")
        ACCEPTED = "accepted", _("受ける")
        DECLINED = "declined", _("辞退")
        EXPIRED = "expired", _("期限までに返事なし")
        WITHDRAWN = "withdrawn", _("取り下げ")

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="place_offers")
    state = models.CharField(_("状態"), max_length=10, choices=State, default=State.PENDING)
    made_at = models.DateTimeField(_("案内した日時"), default=timezone.now)
    contacted_at = models.DateTimeField(_("連絡がついた日時"), null=True, blank=True)
    expires_at = models.DateTimeField(_("返事の期限"), null=True, blank=True)
    answered_at = models.DateTimeField(_("返事の日時"), null=True, blank=True)
    # Empty when the person answered by link or nobody answered.
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("席の案内")
        verbose_name_plural = _("席の案内")
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("booking",), condition=Q(state="pending"), name="place_offer_one_pending"
            ),
            models.CheckConstraint(
                condition=Q(state="pending", answered_at__isnull=True)
                | (~Q(state="pending") & Q(answered_at__isnull=False)),
                name="place_offer_answered_has_a_time",
            ),
        )
        indexes = (
            models.Index(fields=("expires_at",), condition=Q(state="pending"), name="place_offer_pending"),
        )

    def __str__(self) -> str:
        return f"#{self.pk}"
