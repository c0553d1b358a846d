import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from platform_orgs.models.organisation import FieldOfWork, Organisation
from platform_orgs.models.resource import TroubleCategory
from portal.bookings.models import Booking
from portal.office.models import District


class NeedQuerySet(models.QuerySet["Need"]):
    def visible_to(self, organisation: Organisation) -> Self:
        """What those who act for ``organisation`` may read: what members share, and its own in any state."""
        return self.filter(
            Q(state__in=Need.SHARED, audience=Need.Audience.MEMBERS) | Q(organisation=organisation)
        )

    def waiting_for_answers(self, now: datetime.datetime) -> Self:
        """Open ones whose time has not run out."""
        return self.filter(state=Need.State.OPEN, until__gte=timezone.localdate(now))


class Need(models.Model):
    """Something that residents are in trouble about and that a member or the office has noticed (困りごと).

    Never about somebody who could be recognised: individual cases belong in the 支援会議 (社会福祉法
    106条の6), outside the portal.

    draft → received (the office reads it first) → open → closed with an outcome, or expired; sent back with a
    remark it is a draft again.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("下書き")
        RECEIVED = "received", _("事務局が確認中")
        OPEN = "open", _("募集中")
        CLOSED = "closed", _("終了")
        EXPIRED = "expired", _("期限切れ")

    class Audience(models.TextChoices):
        MEMBERS = "members", _("プラットフォームの団体")
        OFFICE = "office", _("事務局のみ")

    class Outcome(models.TextChoices):
        HELPED = "helped", _("助けになった")
        PARTLY = "partly", _("一部だけ助けになった")
        NOT = "not", _("助けにならなかった・答えがなかった")

    SHARED = (State.OPEN, State.CLOSED, State.EXPIRED)

    slug = models.SlugField(max_length=20, unique=True, editable=False)
    # Empty when the office itself says it: from a worry, a telephone call or the minutes of a meeting.
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="needs",
        verbose_name=_("出した団体"),
    )
    title = models.CharField(_("ひとことで言うと"), max_length=80)
    body = models.TextField(_("どんな困りごとか"), max_length=2000)
    category = models.CharField(_("分類"), max_length=20, choices=TroubleCategory)
    field_of_work = models.CharField(_("分野"), max_length=20, choices=FieldOfWork, blank=True, default="")
    # None is the whole city; finer than a large area only where the office allows it.
    district = models.ForeignKey(
        District, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("地域")
    )
    audience = models.CharField(_("見せる相手"), max_length=10, choices=Audience, default=Audience.MEMBERS)
    until = models.DateField(_("いつまで"))
    state = models.CharField(_("状態"), max_length=10, choices=State, default=State.DRAFT, editable=False)
    # Words like a name, a number or an address: asked once, answered with one press, remembered.
    pattern_confirmed = models.BooleanField(default=False, editable=False)
    remark = models.CharField(_("事務局からのひとこと"), max_length=500, blank=True, default="")
    channel = models.CharField(
        _("受け取り方"), max_length=10, choices=Booking.Channel, default=Booking.Channel.WEB
    )
    # The worry (supporters.Concern) that it came from; it holds nothing of who reported.
    concern_id = models.BigIntegerField(null=True, blank=True, unique=True, editable=False)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("書いた日時"), default=timezone.now)
    sent_at = models.DateTimeField(_("送った日時"), null=True, blank=True, editable=False)
    opened_at = models.DateTimeField(_("公開した日時"), null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(_("終わった日時"), null=True, blank=True, editable=False)
    outcome = models.CharField(_("結果"), max_length=10, choices=Outcome, blank=True, default="")
    outcome_note = models.CharField(_("結果のひとこと"), max_length=200, blank=True, default="")
    warned_at = models.DateTimeField(null=True, blank=True, editable=False)
    submission_key = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    revision = models.PositiveIntegerField(editable=False, default=0)

    objects = NeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("困りごと")
        verbose_name_plural = _("困りごと")
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=(Q(state="closed") & ~Q(outcome="")) | (~Q(state="closed") & Q(outcome="")),
                name="need_closed_has_an_outcome",
            ),
        )
        indexes = (models.Index(fields=("state", "until"), name="need_state"),)

    def __str__(self) -> str:
        return self.slug


class Response(models.Model):
    """What a member, or the office, answers to a need (回答・申し出). Its thread is between the two sides and
    the office. One for each need and organisation."""

    class State(models.TextChoices):
        OFFERED = "offered", _("申し出中")
        ACCEPTED = "accepted", _("お願いした")
        DECLINED = "declined", _("見送った")
        WITHDRAWN = "withdrawn", _("取り下げ")

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="responses")
    # Empty: the office itself.
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="responses"
    )
    state = models.CharField(_("状態"), max_length=10, choices=State, default=State.OFFERED, editable=False)
    created_at = models.DateTimeField(_("日時"), default=timezone.now)
    revision = models.PositiveIntegerField(editable=False, default=0)

    class Meta:
        verbose_name = _("回答")
        verbose_name_plural = _("回答")
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("need", "organisation"), nulls_distinct=False, name="response_one_per_organisation"
            ),
        )

    def __str__(self) -> str:
        return f"#{self.pk}"


class ResponseMessage(models.Model):
    """One message in the thread of a response. The office reads the first of each thread before others do."""

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="messages")
    # Empty: the office wrote it.
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    text = models.TextField(_("内容"), max_length=2000)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("日時"), default=timezone.now)
    # Empty while the office has not read it; only its writer and the office see it until then.
    shown_at = models.DateTimeField(_("相手に見せた日時"), null=True, blank=True)
    pattern_confirmed = models.BooleanField(default=False, editable=False)
    submission_key = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("やりとり")
        verbose_name_plural = _("やりとり")
        ordering = ("id",)

    def __str__(self) -> str:
        return f"#{self.pk}"
