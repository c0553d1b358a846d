"""Letters and FAX sheets: what waits to be printed, and what was printed, posted or sent.

A letter tells nobody while it lies in the office. It counts as told when its run is closed, which staff do
once the envelopes have left the house; a FAX sheet when it went through.
"""

import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.people.models import ContactWish, contactable
from portal.private.fields import PrivateTextField


class LetterRun(models.Model):
    """Letters that are printed together and leave the house together, under one document number."""

    class State(models.TextChoices):
        OPEN = "open", _("作業中")
        CLOSED = "closed", _("発送済み")

    title = models.CharField(_("名前"), max_length=200)
    state = models.CharField(_("状態"), max_length=10, choices=State, default=State.OPEN)
    document_number = models.CharField(
        _("文書番号"),
        max_length=50,
        blank=True,
        default="",
        help_text=_("例）鳥人福第123号。空欄なら印刷しない"),
    )
    is_numbered = models.BooleanField(
        _("一通ごとに枝番をつける"), default=False, help_text=_("例）鳥人福第123号の1、の2 …")
    )
    dated = models.DateField(_("日付"), default=timezone.localdate)
    issuer = models.CharField(_("発信者"), max_length=200, blank=True, default="")
    is_seal_omitted = models.BooleanField(_("「公印省略」と入れる"), default=True)
    # Empty: each letter has the subject of its kind.
    subject = models.CharField(
        _("件名"), max_length=100, blank=True, default="", help_text=_("空欄なら、連絡の種類ごとの件名")
    )
    opening = models.TextField(_("本文の前に入れる文"), max_length=1000, blank=True, default="")
    closing = models.TextField(_("本文の後に入れる文"), max_length=1000, blank=True, default="")
    made_at = models.DateTimeField(_("作った日時"), default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("作った職員")
    )
    closed_at = models.DateTimeField(_("発送した日時"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("発送を記録した職員"),
    )
    revision = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("手紙の束")
        verbose_name_plural = _("手紙の束")
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True)
                | Q(state="closed", closed_at__isnull=False),
                name="letter_run_closed_at_when_closed",
            ),
        )

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


class PaperItemQuerySet(models.QuerySet["PaperItem"]):
    def waiting(self, now: datetime.datetime) -> Self:
        """What somebody in the office has to print, post or send now, urgent ones first, then the oldest."""
        return self.filter(
            contactable("message__recipient__"), state=PaperItem.State.WAITING, not_before__lte=now
        ).order_by("-message__is_urgent", "id")

    def letters_to_take(self, now: datetime.datetime) -> Self:
        """Letters that are in no run yet and may go into one."""
        return self.waiting(now).filter(
            medium=PaperItem.Medium.LETTER, run__isnull=True, message__recipient__handle_with_care=False
        )

    def by_hand(self, now: datetime.datetime) -> Self:
        """What is printed one by one, by whoever may see where it goes: for people handled with care."""
        return self.waiting(now).filter(message__recipient__handle_with_care=True)

    def faxes(self, now: datetime.datetime) -> Self:
        """FAX sheets that have not gone through yet and may be printed with others."""
        return self.waiting(now).filter(
            medium=PaperItem.Medium.FAX, message__recipient__handle_with_care=False
        )


class PaperItem(models.Model):
    """One message on paper: a letter or a FAX sheet.

    A message has one, and one more each time when staff decide to write again.
    """

    class Medium(models.TextChoices):
        LETTER = ContactWish.LETTER.value, _("手紙")
        FAX = ContactWish.FAX.value, _("FAX")

    class State(models.TextChoices):
        WAITING = "waiting", _("これから")
        SENT = "sent", _("発送・送信済み")
        FAILED = "failed", _("送れなかった")
        WITHDRAWN = "withdrawn", _("取りやめ")

    message = models.ForeignKey("correspondence.Message", on_delete=models.PROTECT, related_name="papers")
    medium = models.CharField(_("手紙・FAX"), max_length=10, choices=Medium)
    state = models.CharField(_("状態"), max_length=10, choices=State, default=State.WAITING)
    not_before = models.DateTimeField(_("この時刻より後に出す"), default=timezone.now)
    run = models.ForeignKey(
        LetterRun,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="papers",
        verbose_name=_("手紙の束"),
    )
    # The letter's number in its run, from 1: it stands on the paper and names the range to print again.
    position = models.PositiveIntegerField(_("束の中の番号"), null=True, blank=True)
    # What staff wrote in place of the kind's own text; empty while nobody did.
    own_subject = models.CharField(_("件名"), max_length=100, blank=True, default="")
    own_text = PrivateTextField(_("本文"), max_length=3000, blank=True, default="")
    # The latest printing: what went on paper then, and who printed it.
    printed_at = models.DateTimeField(_("印刷した日時"), null=True, blank=True)
    printed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("印刷した職員"),
    )
    times_printed = models.PositiveSmallIntegerField(_("印刷した回数"), default=0)
    printed_to = models.CharField(_("印刷した宛先"), max_length=500, blank=True, default="")
    printed_subject = models.CharField(_("印刷した件名"), max_length=200, blank=True, default="")
    printed_text = PrivateTextField(_("印刷した本文"), blank=True, default="")
    # Sent, failed or withdrawn.
    finished_at = models.DateTimeField(_("終わった日時"), null=True, blank=True)
    finished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("記録した職員"),
    )
    # Empty for what the person's wish brought here.
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("手紙・FAXにすると決めた職員"),
    )
    revision = models.PositiveIntegerField(default=0, editable=False)

    objects = PaperItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("手紙・FAX")
        verbose_name_plural = _("手紙・FAX")
        ordering = ("-id",)
        indexes = (models.Index(fields=("not_before",), condition=Q(state="waiting"), name="paper_waiting"),)
        constraints = (
            models.UniqueConstraint(
                fields=("message",), condition=Q(state="waiting"), name="paper_one_waiting_per_message"
            ),
            models.UniqueConstraint(fields=("run", "position"), name="paper_one_per_position"),
            models.CheckConstraint(
                condition=Q(run__isnull=True, position__isnull=True)
                | Q(run__isnull=False, position__isnull=False, medium="letter"),
                name="paper_position_in_a_run",
            ),
        )

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def is_letter(self) -> bool:
        return self.medium == self.Medium.LETTER

    @property
    def address_missing(self) -> bool:
        """Whether the person has no address of the sort that this needs."""
        person = self.message.recipient
        return not (person.address if self.is_letter else person.fax)
