from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from platform_orgs.models.membership import Membership
from platform_orgs.models.organisation import Organisation


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def shown(self) -> Self:
        """Those that members know of: called, and then perhaps called off."""
        return self.filter(called_at__isnull=False)


class MeetingReplyQuerySet(models.QuerySet["MeetingReply"]):
    def counting(self) -> Self:
        """Those that say who comes: of organisations that take part today, and of what is over all of them."""
        still_here = Q(organisation__state=Organisation.State.ACTIVE)
        return self.filter(still_here | Q(meeting__ends_at__lte=timezone.now()))


class Meeting(models.Model):
    """A meeting of the platform's members (会議): when, where, about what, and what came of it.

    Written by ``platform_orgs.meetings.actions`` only.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("準備中")
        CALLED = "called", _("お知らせした")
        CANCELLED = "cancelled", _("中止")

    slug = models.SlugField(max_length=20, unique=True, editable=False)
    title = models.CharField(_("名前"), max_length=100)
    starts_at = models.DateTimeField(_("開始"))
    ends_at = models.DateTimeField(_("終了"))
    place = models.CharField(_("場所"), max_length=200, blank=True, default="")
    online_url = models.URLField(_("オンラインのアドレス"), max_length=500, blank=True, default="")
    agenda = models.TextField(_("議題"), blank=True, default="")
    state = models.CharField(_("状態"), max_length=10, choices=State, default=State.PLANNED, editable=False)
    # When members were first told of it; one that never was stays with the office.
    called_at = models.DateTimeField(_("知らせた日時"), null=True, blank=True, editable=False)
    cancel_reason = models.CharField(_("中止の理由"), max_length=300, blank=True, default="", editable=False)
    # Who has not answered was asked again; who comes was reminded.
    asked_again_at = models.DateTimeField(null=True, blank=True, editable=False)
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    minutes = models.TextField(_("議事録"), blank=True, default="")
    # Members read the minutes from then on.
    minutes_published_at = models.DateTimeField(
        _("議事録を出した日時"), null=True, blank=True, editable=False
    )
    # Raised by every change that calendars must learn (iCalendar SEQUENCE).
    sequence = models.PositiveIntegerField(default=0, editable=False)
    revision = models.PositiveIntegerField(editable=False, default=0)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("会議")
        verbose_name_plural = _("会議")
        ordering = ("-starts_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="meeting_ends_after_it_starts",
                violation_error_message=_("終了は、開始より後にしてください。"),
            ),
            models.CheckConstraint(
                condition=~Q(state="called") | Q(called_at__isnull=False), name="meeting_called_some_time"
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_called(self) -> bool:
        return self.state == self.State.CALLED

    @property
    def is_off(self) -> bool:
        return self.state == self.State.CANCELLED


class MeetingReply(models.Model):
    """Whether an organisation comes, and with how many; who of it comes is its own business."""

    class Answer(models.TextChoices):
        COMES = "comes", _("出席")
        ONLINE = "online", _("オンラインで出席")
        ABSENT = "absent", _("欠席")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="replies")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="meeting_replies")
    answer = models.CharField(_("出欠"), max_length=10, choices=Answer)
    people = models.PositiveSmallIntegerField(_("人数"), default=1)
    note = models.CharField(_("ひとこと"), max_length=200, blank=True, default="")
    # Empty when the office wrote it down for the organisation.
    membership = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("返事の日時"), default=timezone.now)

    objects = MeetingReplyQuerySet.as_manager()

    class Meta:
        verbose_name = _("会議の出欠")
        verbose_name_plural = _("会議の出欠")
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("meeting", "organisation"), name="meeting_one_reply"),
            models.CheckConstraint(condition=Q(people__lte=20), name="meeting_reply_at_most_twenty"),
        )

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def is_coming(self) -> bool:
        return self.answer != self.Answer.ABSENT


class MeetingPaper(models.Model):
    """A paper for a meeting (資料). Read by members only, always as a download."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="papers")
    title = models.CharField(_("資料の名前"), max_length=100)
    file = models.FileField(_("ファイル"), max_length=200)
    size = models.PositiveIntegerField(_("大きさ（バイト）"), editable=False)
    added_at = models.DateTimeField(_("追加した日時"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("会議の資料")
        verbose_name_plural = _("会議の資料")
        ordering = ("id",)

    def __str__(self) -> str:
        return self.title

    @property
    def ending(self) -> str:
        """What kind of file it is: pdf, docx …"""
        return str(self.file).rpartition(".")[2]


class MeetingStep(models.Model):
    """What was done about a meeting, by whom and when. Written by the actions, never changed."""

    class Verb(models.TextChoices):
        PLANNED = "planned", _("書いた")
        CHANGED = "changed", _("直した")
        CALLED = "called", _("団体に知らせた")
        CANCELLED = "cancelled", _("中止にした")
        REPLY_NOTED = "reply_noted", _("出欠を入れた")
        PAPER_ADDED = "paper_added", _("資料を足した")
        PAPER_REMOVED = "paper_removed", _("資料を消した")
        MINUTES_SAVED = "minutes_saved", _("議事録を保存した")
        MINUTES_PUBLISHED = "minutes_published", _("議事録を出した")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="steps")
    verb = models.CharField(_("できごと"), max_length=20, choices=Verb)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(_("メモ"), max_length=500, blank=True, default="")
    at = models.DateTimeField(_("日時"), default=timezone.now)

    class Meta:
        verbose_name = _("会議の記録")
        verbose_name_plural = _("会議の記録")
        ordering = ("id",)

    def __str__(self) -> str:
        return f"#{self.pk}"
