import datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, Max, Min, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from portal.bookings.models.place_kind import PlaceKind
from portal.office.hiding import Hideable, HideableQuerySet, hiding_constraint


class Accommodation(models.TextChoices):
    """What the office can arrange so that somebody can take part (配慮事項)."""

    SIGN_LANGUAGE = "sign_language", _("手話通訳")
    CAPTIONING = "captioning", _("要約筆記")
    WHEELCHAIR = "wheelchair", _("車いす席")
    CHILDCARE = "childcare", _("託児")
    LARGE_PRINT = "large_print", _("大きな文字の資料")
    HEARING_LOOP = "hearing_loop", _("磁気ループ（聞こえの補助）")
    OTHER = "other", _("そのほか")


class OccasionQuerySet(HideableQuerySet):
    def announced(self) -> Self:
        """All but what is still being prepared, hidden for a while or not: for staff."""
        return self.exclude(state=Occasion.State.PLANNED)

    def public(self) -> Self:
        """Everything that anybody may read who has the address: announced, and not hidden at this moment."""
        return self.announced().not_hidden()

    def listed(self) -> Self:
        """What lists, calendars and feeds may name: public, and not for a closed circle only."""
        return self.public().filter(is_listed=True)

    def with_period(self) -> Self:
        """Each occasion with ``first_start`` and ``last_end`` of its dates; None without dates."""
        return self.annotate(first_start=Min("dates__starts_at"), last_end=Max("dates__ends_at"))

    def upcoming(self, now: datetime.datetime) -> Self:
        """Listed occasions that are not over at ``now``, the nearest first.

        Postponed ones without a new date belong here whatever their old dates say.
        """
        return (
            self.listed()
            .with_period()
            .filter(Q(last_end__gte=now) | Q(state=Occasion.State.POSTPONED))
            .order_by("first_start", "id")
        )

    def ahead(self, now: datetime.datetime) -> Self:
        """Occasions whose seats still mean something at ``now``: to come, going on, or postponed; named in lists
        or not, hidden or not; the nearest first."""
        return (
            self.filter(state__in=(Occasion.State.PUBLISHED, Occasion.State.POSTPONED))
            .with_period()
            .filter(Q(last_end__gte=now) | Q(last_end__isnull=True) | Q(state=Occasion.State.POSTPONED))
            .order_by("first_start", "id")
        )

    def taking_office_entries(self, now: datetime.datetime) -> Self:
        """Occasions to come for which staff can enter somebody, also those that no list names; the nearest
        first."""
        return (
            self.filter(
                state=Occasion.State.PUBLISHED, apply_by__in=(Occasion.ApplyBy.HERE, Occasion.ApplyBy.OFFICE)
            )
            .with_period()
            .filter(last_end__gte=now)
            .order_by("first_start", "id")
        )

    def to_decide(self, now: datetime.datetime) -> Self:
        """Published occasions whose window is over and whose applicants wait for the draw or the review."""
        from portal.bookings.models.booking import Booking

        return (
            self.filter(state=Occasion.State.PUBLISHED)
            .with_period()
            .annotate(window_ends=Coalesce("closes_at", "first_start"))
            .filter(Exists(Booking.objects.to_decide().filter(occasion=OuterRef("pk"))), window_ends__lte=now)
        )

    def past(self, now: datetime.datetime) -> Self:
        """Listed occasions that are over at ``now``, the latest first."""
        return (
            self.listed()
            .with_period()
            .filter(last_end__lt=now)
            .exclude(state=Occasion.State.POSTPONED)
            .order_by("-first_start", "-id")
        )

    def newest(self) -> Self:
        """Listed occasions with ``published_at``, the latest published first."""
        from portal.bookings.models.journal import JournalEntry

        entries = JournalEntry.objects.filter(occasion=OuterRef("pk"), verb=JournalEntry.Verb.PUBLISHED)
        published = Coalesce(Subquery(entries.order_by("id").values("at")[:1]), "created_at")
        return self.listed().annotate(published_at=published).order_by("-published_at", "-id")

    def with_days(self) -> Self:
        """Each occasion with its dates and what was announced for them before (two more queries)."""
        return self.prefetch_related("dates__changes")

    def with_seats(self, now: datetime.datetime) -> Self:
        """Each occasion with its dates and its kinds of place, these with their counts (two more queries),
        and with ``is_drawn``: whether a draw counts."""
        from portal.bookings.models.draw import Draw

        drawn = Draw.objects.filter(occasion=OuterRef("pk"), drawn_at__isnull=False, voided_at__isnull=True)
        return self.annotate(is_drawn=Exists(drawn)).prefetch_related(
            "dates", Prefetch("place_kinds", queryset=PlaceKind.objects.with_counts(now))
        )


class Occasion(Hideable):
    """Something that happens on one or more dates and that people can come to: a training, a symposium.

    The row is what the rules of the seat lock. What is special to a training or an event stands in its
    child table; everything that hangs on a seat points here.
    """

    class Kind(models.TextChoices):
        TRAINING = "training", _("研修")
        EVENT = "event", _("催し")

    class State(models.TextChoices):
        PLANNED = "planned", _("準備中")
        PUBLISHED = "published", _("公開中")
        POSTPONED = "postponed", _("延期（日程未定）")
        CANCELLED = "cancelled", _("中止")
        CLOSED = "closed", _("終了")

    class ApplyBy(models.TextChoices):
        """Where one applies (申込方法)."""

        HERE = "here", _("このサイト・電話・FAX・窓口")
        OFFICE = "office", _("電話・FAX・窓口だけ")
        NONE = "none", _("申込不要")
        OUTSIDE = "outside", _("ほかのサイト")

    class Selection(models.TextChoices):
        """How places are given when more people apply than there are places (決め方)."""

        FIRST_COME = "first_come", _("先着順")
        LOTTERY = "lottery", _("抽選")
        REVIEW = "review", _("選考")

    class Promotion(models.TextChoices):
        """What happens when a place becomes free while somebody waits (繰上げのしかた)."""

        AUTOMATIC = "automatic", _("自動で決定する")
        OFFER = "offer", _("本人に意向を聞いてから決める")

    class Eligibility(models.TextChoices):
        EVERYONE = "everyone", _("どなたでも")
        SUPPORTERS = "supporters", _("登録済みのつながりサポーター")

    kind = models.CharField(_("種類"), max_length=10, choices=Kind, editable=False)
    state = models.CharField(_("状態"), max_length=10, choices=State, default=State.PLANNED, editable=False)
    state_note = models.CharField(
        _("延期・中止の理由"), max_length=200, blank=True, default="", editable=False
    )
    title = models.CharField(_("名前"), max_length=100)
    title_kana = models.CharField(
        _("名前のふりがな"), max_length=200, blank=True, default="", help_text=_("オープンデータにのせます")
    )
    slug = models.SlugField(
        _("アドレスに使う名前"),
        max_length=60,
        unique=True,
        help_text=_("半角の英数字とハイフン。公開したら変えない"),
    )
    summary = models.CharField(_("ひとこと紹介"), max_length=120, blank=True, default="")
    description = models.TextField(_("内容"), blank=True, default="")
    audience = models.CharField(
        _("対象"), max_length=200, blank=True, default="", help_text=_("例）どなたでも")
    )
    fee = models.CharField(_("料金"), max_length=100, blank=True, default="", help_text=_("例）無料"))
    bring = models.CharField(_("持参するもの"), max_length=200, blank=True, default="")
    organiser = models.CharField(
        _("主催"), max_length=200, blank=True, default="", help_text=_("空欄なら事務局")
    )

    apply_by = models.CharField(_("申込方法"), max_length=10, choices=ApplyBy, default=ApplyBy.HERE)
    apply_url = models.URLField(_("申込先のアドレス"), blank=True, default="")
    opens_at = models.DateTimeField(_("募集開始"), null=True, blank=True, help_text=_("空欄なら公開と同時"))
    closes_at = models.DateTimeField(
        _("申込期限"), null=True, blank=True, help_text=_("空欄なら開始時刻まで")
    )
    selection = models.CharField(_("決め方"), max_length=10, choices=Selection, default=Selection.FIRST_COME)
    eligibility = models.CharField(
        _("申し込める人"), max_length=10, choices=Eligibility, default=Eligibility.EVERYONE
    )
    is_listed = models.BooleanField(
        _("一覧に載せる"),
        default=True,
        help_text=_("外すと、アドレスを知っている人だけが見られる（出前講座など）"),
    )
    promotion = models.CharField(
        _("繰上げのしかた"), max_length=10, choices=Promotion, default=Promotion.AUTOMATIC
    )
    offer_days = models.PositiveSmallIntegerField(
        _("意向の返事を待つ日数（開庁日）"),
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
        help_text=_("連絡がついた日の翌開庁日から数える"),
    )
    promotion_stops_hours = models.PositiveSmallIntegerField(
        _("自動の繰上げをやめる時間（開始の何時間前）"),
        default=24,
        help_text=_("これより後に空いた席は、職員が電話などで確かめてから決める"),
    )

    accommodations = ArrayField(
        models.CharField(max_length=20, choices=Accommodation),
        verbose_name=_("用意できる配慮"),
        default=list,
        blank=True,
    )
    accommodations_until = models.DateField(
        _("配慮の申出期限"), null=True, blank=True, help_text=_("手話通訳などの手配に間に合う日")
    )
    interpreter_note = models.CharField(
        _("手話・字幕・ことば"),
        max_length=200,
        blank=True,
        default="",
        help_text=_("例）手話通訳・要約筆記あり"),
    )
    photography_note = models.CharField(
        _("写真・取材"), max_length=200, blank=True, default="", help_text=_("例）後ろから会場を撮影します")
    )
    has_press = models.BooleanField(
        _("報道機関の取材がある"),
        default=False,
        help_text=_("ご案内と申込のページに、取材があること、写りたくない人は申し出られることを書きます"),
    )
    decision_note = models.CharField(
        _("当日の中止の知らせ方"),
        max_length=200,
        blank=True,
        default="",
        help_text=_("例）当日の朝7時に、つながりポータルで。紙や電話でも、このまま伝わる"),
    )

    reminder_days = models.PositiveSmallIntegerField(
        _("リマインダー（何日前）"),
        null=True,
        blank=True,
        default=2,
        validators=[MaxValueValidator(30)],
        help_text=_("空欄なら送らない"),
    )
    reminder_text = models.TextField(
        _("リマインダーに書き添えること"), blank=True, default="", max_length=1000
    )

    revision = models.PositiveIntegerField(editable=False, default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    # Said by ``with_seats`` and by ``newest``, and absent otherwise.
    is_drawn: bool
    published_at: datetime.datetime

    objects = OccasionQuerySet.as_manager()

    class Meta:
        verbose_name = _("研修・催し")
        verbose_name_plural = _("研修・催し")
        ordering = ("-id",)
        constraints = (
            hiding_constraint(),
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True)
                | Q(closes_at__isnull=True)
                | Q(opens_at__lt=F("closes_at")),
                name="occasion_opens_before_it_closes",
                violation_error_message=_("申込期限は、募集開始より後にしてください。"),
            ),
            models.CheckConstraint(
                condition=~Q(apply_by="outside") | ~Q(apply_url=""),
                name="occasion_outside_application_has_an_address",
                violation_error_message=_(
                    "「ほかのサイト」で申し込むときは、申込先のアドレスを入れてください。"
                ),
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_visible(self) -> bool:
        return self.state != self.State.PLANNED

    @property
    def title_with_state(self) -> str:
        """The title for where nothing else says that it was called off or is without a day."""
        is_off = self.state in {self.State.POSTPONED, self.State.CANCELLED}
        return f"【{self.get_state_display()}】{self.title}" if is_off else self.title

    @property
    def is_over(self) -> bool:
        """Whether it was called off or closed: nothing about its seats changes any more."""
        return self.state in {self.State.CANCELLED, self.State.CLOSED}

    @property
    def keeps_places(self) -> bool:
        """Whether the portal keeps places for it at all."""
        return self.apply_by in {self.ApplyBy.HERE, self.ApplyBy.OFFICE}
