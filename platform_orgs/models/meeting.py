from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from platform_orgs.models.membership import Membership
from platform_orgs.models.organisation import Organisation


class Meeting(models.Model):
    """A meeting of the platform's members (会議): when, where, about what, and what came of it."""

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
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    minutes = models.TextField(_("議事録"), blank=True, default="")
    # Members read the minutes from then on.
    minutes_published_at = models.DateTimeField(
        _("議事録を出した日時"), null=True, blank=True, editable=False
    )
    # Raised by every change that calendars must learn (iCalendar SEQUENCE).
    sequence = models.PositiveIntegerField(default=0, editable=False)
    revision = models.PositiveIntegerField(editable=False, default=0)

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
        )

    def __str__(self) -> str:
        return self.title


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
