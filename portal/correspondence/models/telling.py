"""Telling people things. Telling is not having sent a mail: a message counts as told when it was
delivered, spoken or posted, and until then it is on somebody's list."""

import datetime
from typing import Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.people.models import ContactWish, Person, contactable
from portal.private.fields import PrivateTextField


class Message(models.Model):
    """One thing that one person is told about one subject. What it says is made when it goes out."""

    kind = models.CharField(_("種類"), max_length=50)
    recipient = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="messages", verbose_name=_("宛先")
    )
    subject_type = models.ForeignKey(ContentType, on_delete=models.PROTECT)
    subject_id = models.BigIntegerField()
    subject = GenericForeignKey("subject_type", "subject_id")
    way = models.CharField(_("方法"), max_length=10, choices=ContactWish)
    is_urgent = models.BooleanField(_("急ぎ"), default=False)
    # Naming what happened, so that the same thing is never told twice.
    dedupe_key = models.CharField(max_length=200, unique=True)
    created_at = models.DateTimeField(_("作成日時"), default=timezone.now)
    told_at = models.DateTimeField(_("伝わった日時"), null=True, blank=True)
    # Who told it in person; empty when a mail did, or while nobody has.
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(_("取りやめた日時"), null=True, blank=True)

    class Meta:
        verbose_name = _("連絡")
        verbose_name_plural = _("連絡")
        ordering = ("-id",)
        indexes = (models.Index(fields=("subject_type", "subject_id"), name="message_subject"),)

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"


class OutboxMailQuerySet(models.QuerySet["OutboxMail"]):
    def due(self, now: datetime.datetime) -> Self:
        """Mails that a worker may take now, urgent ones first, then in order of writing."""
        return self.filter(state=OutboxMail.State.QUEUED, not_before__lte=now).order_by(
            "-message__is_urgent", "id"
        )

    def needing_staff(self) -> Self:
        """Mails about which somebody has to decide: nobody knows if they arrived, or they could not be sent
        and nobody has told the person since."""
        return self.filter(
            handled_at__isnull=True, message__told_at__isnull=True, message__withdrawn_at__isnull=True
        ).filter(state__in=(OutboxMail.State.UNKNOWN, OutboxMail.State.FAILED))


class OutboxMail(models.Model):
    """A mail on its way. Sent once, or honestly shown as unknown; never lost.

    A message has one mail, and one more each time when staff decide to send it again.

    queued → sending → sent | failed | unknown. A row that a dead worker left in ``sending`` becomes
    ``unknown``: nobody can say whether it went out, so staff decide, and it is not repeated by itself.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("送信待ち")
        SENDING = "sending", _("送信中")
        SENT = "sent", _("送信済み")
        FAILED = "failed", _("送れなかった")
        UNKNOWN = "unknown", _("届いたか不明")
        WITHDRAWN = "withdrawn", _("取りやめ")

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="mails")
    state = models.CharField(_("状態"), max_length=10, choices=State, default=State.QUEUED)
    not_before = models.DateTimeField(_("この時刻より後に送る"), default=timezone.now)
    attempts = models.PositiveSmallIntegerField(_("試みた回数"), default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(_("終わった日時"), null=True, blank=True)
    error = models.CharField(_("エラー"), max_length=300, blank=True, default="")
    # What went out, links masked: staff see what was said but cannot open it in the recipient's place.
    sent_to = models.CharField(_("送り先"), max_length=254, blank=True, default="")
    sent_subject = models.CharField(_("件名"), max_length=200, blank=True, default="")
    sent_text = PrivateTextField(_("本文"), blank=True, default="")
    # Empty for the first mail of a message.
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("もう一度送ると決めた職員"),
    )
    not_received_at = models.DateTimeField(_("届いていないと連絡があった日時"), null=True, blank=True)
    # Staff decided what follows: arrived, not arrived, or sent again.
    handled_at = models.DateTimeField(_("職員が確かめた日時"), null=True, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("確かめた職員"),
    )

    objects = OutboxMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("送信箱のメール")
        verbose_name_plural = _("送信箱のメール")
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("not_before",), condition=models.Q(state="queued"), name="outbox_queued"),
            models.Index(fields=("claimed_at",), condition=models.Q(state="sending"), name="outbox_sending"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("message",),
                condition=models.Q(state__in=("queued", "sending")),
                name="outbox_one_mail_on_its_way",
            ),
        )

    def __str__(self) -> str:
        return f"#{self.pk}"


class CallListLineQuerySet(models.QuerySet["CallListLine"]):
    def to_call(self, now: datetime.datetime) -> Self:
        """Lines that wait for somebody in the office, urgent ones first, then the longest waiting."""
        return self.filter(
            contactable("message__recipient__"), state=CallListLine.State.OPEN, opened_at__lte=now
        ).order_by("-message__is_urgent", "opened_at", "id")


class CallListLine(models.Model):
    """Somebody to be telephoned about one message."""

    class State(models.TextChoices):
        OPEN = "open", _("未連絡")
        DONE = "done", _("済み")
        WITHDRAWN = "withdrawn", _("取りやめ")

    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="call_line")
    state = models.CharField(_("状態"), max_length=10, choices=State, default=State.OPEN)
    reason = models.CharField(
        _("一覧に載せた理由"),
        max_length=100,
        blank=True,
        default="",
        help_text=_("メールが届かなかった、など"),
    )
    opened_at = models.DateTimeField(
        _("載せた日時"), default=timezone.now, help_text=_("これより前は一覧に出ない")
    )
    closed_at = models.DateTimeField(_("終わった日時"), null=True, blank=True)

    objects = CallListLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("電話する相手")
        verbose_name_plural = _("電話する相手")
        ordering = ("opened_at", "id")
        indexes = (
            models.Index(fields=("opened_at",), condition=models.Q(state="open"), name="call_list_open"),
        )

    def __str__(self) -> str:
        return f"#{self.pk}"


class CallTry(models.Model):
    """One try to reach somebody on the call list, and what came of it."""

    class Result(models.TextChoices):
        SPOKE = "spoke", _("話せた")
        YES = "yes", _("はい（行ける）")
        NO = "no", _("いいえ（行けない）")
        NO_ANSWER = "no_answer", _("出ない")
        MESSAGE_LEFT = "message_left", _("留守番電話に残した")
        WRONG_NUMBER = "wrong_number", _("番号ちがい")
        SENT = "sent", _("FAX・郵便で送った")

    line = models.ForeignKey(CallListLine, on_delete=models.PROTECT, related_name="tries")
    result = models.CharField(_("結果"), max_length=20, choices=Result)
    note = PrivateTextField(_("メモ"), max_length=200, blank=True, default="")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("日時"), default=timezone.now)

    class Meta:
        verbose_name = _("電話の結果")
        verbose_name_plural = _("電話の結果")
        ordering = ("made_at", "id")

    def __str__(self) -> str:
        return f"#{self.pk}"
