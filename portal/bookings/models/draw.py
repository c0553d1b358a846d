from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.bookings.models.booking import Booking
from portal.bookings.models.occasion import Occasion


class Draw(models.Model):
    """The lottery of one occasion (抽選).

    Made when the occasion is published: the seed is chosen then, and ``seed_hash`` (SHA-256, hex) can be
    noted before anybody applies. Whoever knows seed and receipt numbers afterwards can draw again and must
    come to the same order. A void draw stays, with who declared it void and why.
    """

    occasion = models.ForeignKey(Occasion, on_delete=models.PROTECT, related_name="draws")
    seed = models.CharField(max_length=64, editable=False)
    seed_hash = models.CharField(_("抽選の種の控え（SHA-256）"), max_length=64, editable=False)
    prepared_at = models.DateTimeField(_("種を決めた日時"), default=timezone.now)
    drawn_at = models.DateTimeField(_("抽選した日時"), null=True, blank=True)
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    voided_at = models.DateTimeField(_("無効にした日時"), null=True, blank=True)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    void_reason = models.CharField(_("無効にした理由"), max_length=300, blank=True, default="")

    class Meta:
        verbose_name = _("抽選")
        verbose_name_plural = _("抽選")
        permissions = (("void_draw", _("抽選を無効にする")),)
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("occasion",), condition=Q(voided_at__isnull=True), name="draw_one_that_counts"
            ),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True)
                | (Q(drawn_at__isnull=False, voided_by__isnull=False) & ~Q(void_reason="")),
                name="draw_void_has_a_reason",
            ),
        )

    def __str__(self) -> str:
        return f"#{self.pk}"


class DrawEntry(models.Model):
    """One party in a draw, as it then was. Never changed."""

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="entries")
    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="draw_entries")
    # SHA-256 of seed and receipt number, hex: entrants are ordered by it.
    ticket = models.CharField(max_length=64)
    rank = models.PositiveIntegerField(_("順位"))
    size = models.PositiveSmallIntegerField(_("人数"))
    # Arrived after the deadline: stands behind all who were in time, in order of arrival.
    is_late = models.BooleanField(_("期限の後の申込"), default=False)
    is_selected = models.BooleanField(_("当選"))

    class Meta:
        verbose_name = _("抽選の結果")
        verbose_name_plural = _("抽選の結果")
        ordering = ("draw", "rank")
        constraints = (
            models.UniqueConstraint(fields=("draw", "rank"), name="draw_entry_rank_once"),
            models.UniqueConstraint(fields=("draw", "booking"), name="draw_entry_booking_once"),
        )

    def __str__(self) -> str:
        return f"#{self.pk}"
