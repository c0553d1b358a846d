import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from platform_orgs.models.organisation import FieldOfWork, Organisation
from platform_orgs.models.resource import TroubleCategory
from portal.bookings.models import Booking
from portal.office.models import District


class NeedQuerySet(models.QuerySet["Need"]):
    def visible_to(self, *organisations: Organisation) -> Self:
        """What those who act for ``organisations`` may read: what members share, and their own in any state."""
        return self.filter(
            Q(state__in=Need.SHARED, audience=Need.Audience.MEMBERS) | Q(organisation__in=organisations)
        )

    def waiting_for_answers(self, now: datetime.datetime) -> Self:
        """Open ones whose time has not run out and whose organisation, if any, does not pause."""
        return self.awake().filter(state=Need.State.OPEN, until__gte=timezone.localdate(now))

    def awake(self) -> Self:
        """Those that somebody is there for: the office's own, or of an organisation that takes part today."""
        return self.filter(Q(organisation__isnull=True) | Q(organisation__state=Organisation.State.ACTIVE))

    def to_read(self) -> Self:
        """Those that the office has to read before others do, the longest waiting first."""
        return self.filter(state=Need.State.RECEIVED).order_by("sent_at", "id")

    def for_office(self) -> Self:
        """What staff read: everything but what was begun for an organisation and not sent yet, which is its own.
        (What staff enter for one is sent in the same press.)"""
        sent = NeedStep.objects.filter(need=models.OuterRef("pk"), verb=NeedStep.Verb.SENT)
        begun = Q(state=Need.State.DRAFT, organisation__isnull=False)
        return self.exclude(begun & ~models.Exists(sent))

    def wanting_office(self) -> Self:
        """Those about which the office has something to do: to read them, to read what was answered, or to
        answer what was said to the office itself."""
        from platform_orgs.models.response import Response  # which is about needs itself

        waiting = Response.objects.wanting_office().values("need")
        return self.filter(Q(state=Need.State.RECEIVED) | Q(pk__in=waiting))


class Need(models.Model):
    """Something that residents are in trouble about and that a member or the office has noticed (困りごと).

    Never about somebody who could be recognised: individual cases belong in the 支援会議 (社会福祉法
    106条の6), outside the portal.

    draft → received (the office reads it first) → open → closed with an outcome, expired or withdrawn; sent
    back with a remark it is a draft again. Written by ``platform_orgs.needs.actions`` only.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("下書き")
        RECEIVED = "received", _("事務局が確認中")
        OPEN = "open", _("募集中")
        CLOSED = "closed", _("終了")
        EXPIRED = "expired", _("期限切れ")
        WITHDRAWN = "withdrawn", _("取り下げ")

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
    # Answered by whoever sends it, read by the office. Empty until then, and where the office looked itself.
    can_be_guessed = models.BooleanField(
        _("近所の人が読んだら、だれのことか分かりそうですか"), null=True, blank=True
    )
    is_rare = models.BooleanField(
        _("めずらしい病気や仕事、家族の形など、一人だけに当てはまる特徴がありますか"), null=True, blank=True
    )
    is_unknown_to_them = models.BooleanField(
        _("ある人や家族の話がもとで、その人たちが、相談することを知らないままですか"), null=True, blank=True
    )
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
    # What was promised to whoever sent it.
    read_by = models.DateTimeField(_("この日時までに読むと約束した"), null=True, blank=True, editable=False)
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

    @property
    def is_office_only(self) -> bool:
        return self.audience == self.Audience.OFFICE

    @property
    def state_shown(self) -> str:
        """The state in words; what only the office reads, or whose organisation pauses, asks nobody for answers."""
        if self.is_office_only and self.state == self.State.OPEN:
            return gettext("事務局が受け取りました")
        if self.state == self.State.OPEN and self.is_resting:
            return gettext("休止中")
        return str(self.get_state_display())

    @property
    def is_shared(self) -> bool:
        """Whether other members read it."""
        return self.state in self.SHARED and not self.is_office_only

    @property
    def has_worry(self) -> bool:
        """Whether an answer to the three questions says that somebody could be recognised."""
        return bool(self.can_be_guessed or self.is_rare or self.is_unknown_to_them)

    def takes_answers(self, today: datetime.date) -> bool:
        is_open = self.state == self.State.OPEN and not self.is_office_only and self.until >= today
        return is_open and not self.is_resting

    @property
    def is_resting(self) -> bool:
        """Whether nobody is there to read answers: its organisation pauses."""
        return self.organisation is not None and not self.organisation.is_active


class NeedStep(models.Model):
    """What was done about a need and its answers, by whom and when. Written by the actions, never changed."""

    class Verb(models.TextChoices):
        WRITTEN = "written", _("書いた")
        CHANGED = "changed", _("書き直した")
        SENT = "sent", _("送った")
        OPENED = "opened", _("募集を始めた")
        SENT_BACK = "sent_back", _("差し戻した")
        WITHDRAWN = "withdrawn", _("取り下げた")
        ANSWERED = "answered", _("回答した")
        WROTE = "wrote", _("やりとりに書いた")
        SHOWN = "shown", _("やりとりを相手に見せた")
        MESSAGE_SENT_BACK = "message_sent_back", _("やりとりを差し戻した")
        ACCEPTED = "accepted", _("お願いした")
        DECLINED = "declined", _("見送った")
        ANSWER_WITHDRAWN = "answer_withdrawn", _("回答を取り下げた")
        CLOSED = "closed", _("結果を記録して終えた")
        RENEWED = "renewed", _("期限をのばした")
        EXPIRED = "expired", _("期限が過ぎた")
        HANDED_OVER = "handed_over", _("ほかの団体が引きついだ")

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="steps")
    response = models.ForeignKey(
        "Response", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    verb = models.CharField(_("できごと"), max_length=20, choices=Verb)
    # Empty: the portal by its own rules.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.CharField(_("メモ"), max_length=500, blank=True, default="")
    at = models.DateTimeField(_("日時"), default=timezone.now)

    class Meta:
        verbose_name = _("困りごとの記録")
        verbose_name_plural = _("困りごとの記録")
        ordering = ("id",)

    def __str__(self) -> str:
        return f"#{self.pk}"
