import datetime
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Max, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models.event import Event
from portal.bookings.models import Occasion
from portal.office.hiding import Hideable, HidingMethods, hiding_constraint, shown_at

_HELD = (Occasion.State.PUBLISHED, Occasion.State.CLOSED)


class VideoQuerySet(HidingMethods, models.QuerySet["Video"]):
    def public(self) -> Self:
        """Those whose page anybody may open: not hidden for a while, nor of an event that is hidden or still being
        prepared. Whether they may be watched already or still is another question (``events.showing``)."""
        announced = ~Q(event__state=Occasion.State.PLANNED) & shown_at(timezone.now(), "event__")
        return self.not_hidden().filter(Q(event__isnull=True) | announced)

    def streams_of(self, event_id: int) -> Self:
        """The streams of an event for those who have their place, whether its page is hidden or not."""
        return self.not_hidden().filter(event=event_id, is_stream=True).select_related("event").order_by("id")

    def listed(self) -> Self:
        """What lists may name."""
        return self.public().filter(Q(event__isnull=True) | Q(event__is_listed=True))

    def with_event(self) -> Self:
        """Each with its event and the event's dates (one more query)."""
        return self.select_related("event").prefetch_related("event__dates")

    def with_live_end(self) -> Self:
        """Each with ``live_ends``: when the last day of its event is over; None without one."""
        return self.annotate(live_ends=Max("event__dates__ends_at", filter=Q(event__dates__off="")))

    def live_ahead(self, now: datetime.datetime) -> Self:
        """Streams to come or going on, the nearest first."""
        return (
            self.with_live_end()
            .filter(is_stream=True, event__state=Occasion.State.PUBLISHED, live_ends__gt=now)
            .order_by("live_ends", "id")
        )

    def released(self, now: datetime.datetime) -> Self:
        """Videos, and streams that are over and whose recording was given a day to be published."""
        over = Q(event__state__in=_HELD, live_ends__lte=now, available_from__isnull=False)
        return self.with_live_end().filter(Q(is_stream=False) | over)

    def unreleased(self, now: datetime.datetime, within: datetime.timedelta | None = None) -> Self:
        """Streams that are over (not longer than ``within``) and whose recording nobody has published."""
        over = self.with_live_end().filter(is_stream=True, event__state__in=_HELD, live_ends__lte=now)
        if within:
            over = over.filter(live_ends__gt=now - within)
        return over.filter(available_from__isnull=True)

    def announced(self, now: datetime.datetime) -> Self:
        """What will be there from a day that is known, the nearest first."""
        return self.released(now).filter(available_from__gt=now).order_by("available_from", "id")

    def watchable(self, now: datetime.datetime) -> Self:
        """What can be watched at ``now``, the latest first."""
        begun = Q(available_from__isnull=True) | Q(available_from__lte=now)
        not_over = Q(available_until__isnull=True) | Q(available_until__gt=now)
        return self.released(now).filter(begun, not_over).order_by(*_LATEST_FIRST)

    def ended(self, now: datetime.datetime) -> Self:
        """What could be watched and no longer can, the latest first."""
        return self.released(now).filter(available_until__lte=now).order_by(*_LATEST_FIRST)


_LATEST_FIRST = (F("recorded_on").desc(nulls_last=True), "-id")


class Video(Hideable):
    """A recording, or the stream of an event that becomes one (動画・配信). Loaded from nowhere: only its id or
    address is kept."""

    class Captions(models.TextChoices):
        YES = "yes", _("あり")
        NO = "no", _("なし")
        UNKNOWN = "unknown", _("わからない")

    title = models.CharField(_("題名"), max_length=100)
    slug = models.SlugField(_("アドレスに使う名前"), max_length=60, unique=True, editable=False)
    event = models.ForeignKey(
        Event,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="videos",
        verbose_name=_("どの催しの動画か"),
    )
    # One of the two: what stands here is never anything but letters, digits, "-" and "_".
    youtube_id = models.CharField(max_length=11, blank=True, default="", editable=False)
    link = models.URLField(max_length=500, blank=True, default="", editable=False)
    start_seconds = models.PositiveIntegerField(default=0, editable=False)
    is_stream = models.BooleanField(
        _("当日の配信（ライブ）"),
        default=False,
        help_text=_(
            "オンラインで申し込み、席が決まった人のページにだけ、開始の少し前からリンクを出します。"
            "終わったあとは、一度押すだけで録画として公開できます。"
        ),
    )
    opens_minutes = models.PositiveSmallIntegerField(
        _("配信のリンクを出す時間（開始の何分前）"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(24 * 60)],
    )
    description = models.TextField(_("説明"), blank=True, default="")
    recorded_on = models.DateField(
        _("撮影・配信した日"), null=True, blank=True, help_text=_("空欄なら、催しの開催日")
    )
    minutes = models.PositiveSmallIntegerField(_("長さ（分）"), null=True, blank=True)
    captions = models.CharField(_("字幕"), max_length=7, choices=Captions, default=Captions.UNKNOWN)
    transcript = models.TextField(_("書き起こし"), blank=True, default="")
    available_from = models.DateTimeField(
        _("公開の開始"),
        null=True,
        blank=True,
        help_text=_("空欄なら、すぐに公開（配信の録画は、公開しない）"),
    )
    available_until = models.DateTimeField(_("公開の終わり"), null=True, blank=True)
    revision = models.PositiveIntegerField(editable=False, default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = VideoQuerySet.as_manager()

    class Meta:
        verbose_name = _("動画")
        verbose_name_plural = _("動画")
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(youtube_id__regex=r"^[A-Za-z0-9_-]{11}$", link="")
                | Q(youtube_id="", link__startswith="https://"),
                name="video_has_an_id_or_a_link",
            ),
            hiding_constraint(),
            models.CheckConstraint(
                condition=Q(is_stream=False) | Q(event__isnull=False),
                name="video_stream_has_an_event",
                violation_error_message=_("配信は、どの催しのものかを選んでください。"),
            ),
            models.CheckConstraint(
                condition=Q(available_from__isnull=True)
                | Q(available_until__isnull=True)
                | Q(available_from__lt=F("available_until")),
                name="video_begins_before_it_ends",
                violation_error_message=_("公開の終わりは、公開の開始より後にしてください。"),
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def published_at(self) -> datetime.datetime:
        """From when on it could be watched: the day that staff gave, or when it was entered."""
        return max(self.created_at, self.available_from or self.created_at)


class Chapter(models.Model):
    """A moment of a video to jump to (章)."""

    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="chapters")
    seconds = models.PositiveIntegerField(_("時間"))
    title = models.CharField(_("見出し"), max_length=100)

    class Meta:
        verbose_name = _("章")
        verbose_name_plural = _("章")
        ordering = ("seconds",)
        constraints = (
            models.UniqueConstraint(fields=("video", "seconds"), name="video_chapter_once_a_moment"),
        )

    def __str__(self) -> str:
        return self.title
