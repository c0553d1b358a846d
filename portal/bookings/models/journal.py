from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.bookings.models.booking import Booking
from portal.bookings.models.occasion import Occasion
from portal.private.fields import PrivateTextField


class JournalEntry(models.Model):
    """What was done to a seat, by whom and when. Written by the actions, never changed."""

    class Verb(models.TextChoices):
        APPLIED = "applied", _("申込")
        ADMITTED = "admitted", _("別の人として受付")
        JOINED = "joined", _("同じ人としてまとめた")
        PROMOTED = "promoted", _("繰上げ")
        PROMOTED_BY_STAFF = "promoted_by_staff", _("職員による繰上げ")
        CANCELLED = "cancelled", _("取消")
        ATTENDEE_LEFT = "attendee_left", _("一人だけ取消")
        UNDONE = "undone", _("取消を元に戻した")
        RESTORED = "restored", _("復活")
        RESTORED_ABOVE_CAPACITY = "restored_above_capacity", _("定員を超えて復活")
        MOVED = "moved", _("参加のしかたを変更")
        MOVED_ABOVE_CAPACITY = "moved_above_capacity", _("定員を超えて変更")
        CHECKED = "checked", _("登録を確認して受付")
        DRAWN = "drawn", _("抽選")
        DRAW_VOIDED = "draw_voided", _("抽選を無効にした")
        SELECTED = "selected", _("選考で決定")
        PUT_ON_LIST = "put_on_list", _("選考でキャンセル待ちに")
        NOT_SELECTED = "not_selected", _("選考で選外")
        OFFERED = "offered", _("空いた席の案内")
        ACCEPTED = "accepted", _("案内を受けた")
        DECLINED = "declined", _("案内を辞退")
        OFFER_EXPIRED = "offer_expired", _("案内の期限切れ")
        OFFER_WITHDRAWN = "offer_withdrawn", _("案内を取り下げた")
        WAITS_FOR_ANY = "waits_for_any", _("どれか一つを待つ")
        SWAPPED = "swapped", _("ほかの日に変更")
        RELEASED = "released", _("ほかの席に決まったため取消")
        CONTACT_CHANGED = "contact_changed", _("連絡先を変更")
        CAN_COME = "can_come", _("延期後も行ける")
        CAPACITY_CHANGED = "capacity_changed", _("定員を変更")
        PUBLISHED = "published", _("公開")
        POSTPONED = "postponed", _("延期")
        DATE_CALLED_OFF = "date_called_off", _("一日だけ中止・延期")
        OCCASION_CANCELLED = "occasion_cancelled", _("中止")
        CLOSED = "closed", _("終了")

    occasion = models.ForeignKey(Occasion, on_delete=models.PROTECT, related_name="journal")
    booking = models.ForeignKey(
        Booking, on_delete=models.PROTECT, null=True, blank=True, related_name="journal"
    )
    verb = models.CharField(_("できごと"), max_length=30, choices=Verb)
    # Empty when the person did it or the portal by its own rules.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("職員"),
    )
    note = PrivateTextField(_("メモ"), max_length=300, blank=True, default="")
    at = models.DateTimeField(_("日時"), default=timezone.now)

    class Meta:
        verbose_name = _("席の記録")
        verbose_name_plural = _("席の記録")
        ordering = ("id",)

    def __str__(self) -> str:
        return f"#{self.pk}"
