import datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.office.hiding import Hideable, HideableQuerySet, hiding_constraint

# Half a year after the last look a number or its hours may have changed.
_CHECK_AFTER = datetime.timedelta(days=182)


class HelplineQuerySet(HideableQuerySet):
    def valid_on(self, date: datetime.date) -> Self:
        """Helplines that exist on ``date``, as far as the office knows, and that nobody has hidden."""
        return self.not_hidden().filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=date),
            Q(valid_until__isnull=True) | Q(valid_until__gte=date),
        )

    def spoken(self) -> Self:
        """Where one can talk."""
        return self.exclude(telephone="", counter_address="")

    def written(self) -> Self:
        """Where one can write and is answered in writing."""
        return self.exclude(chat_url="", email="", fax="")

    def needing_check(self, today: datetime.date) -> Self:
        """Those that nobody has compared with their source for half a year."""
        return self.filter(Q(checked_on__isnull=True) | Q(checked_on__lt=today - _CHECK_AFTER))

    def with_times(self) -> Self:
        return self.prefetch_related("hours", "windows")


class Helpline(Hideable):
    """One place to turn to. What a resident would act on is data with a source and a date."""

    class Topic(models.TextChoices):
        DANGER = "danger", _("いのちの危険があるとき")
        LISTEN = "listen", _("つらい気持ちを話したいとき")
        YOUNG = "young", _("こども・若い人")
        VIOLENCE = "violence", _("暴力・虐待を受けている、見聞きしたとき")
        LOCAL = "local", _("くらし・地域のこと")

    class Opening(models.TextChoices):
        ALWAYS = "always", _("いつでも（24時間、休みなし）")
        HOURS = "hours", _("曜日と時間で（下の「受付時間」に入れます）")
        WINDOWS = "windows", _("知らされた期間だけ（下の「開く期間」に入れます）")
        UNKNOWN = "unknown", _("わからない（補足だけを見せます）")

    topic = models.CharField(_("どんなとき"), max_length=20, choices=Topic)
    name = models.CharField(_("名前"), max_length=100)
    description = models.CharField(_("どんな相談ができるか"), max_length=200, blank=True, default="")
    telephone = models.CharField(
        _("電話番号"),
        max_length=20,
        blank=True,
        default="",
        help_text=_("見せるとおりに。例）0120-279-338、#9999"),
    )
    chat_url = models.URLField(_("チャット・SNS"), blank=True, default="")
    email = models.EmailField(_("メールアドレス"), blank=True, default="")
    fax = models.CharField(_("FAX番号"), max_length=20, blank=True, default="")
    url = models.URLField(_("Webページ"), blank=True, default="")
    counter_address = models.CharField(
        _("窓口の場所"), max_length=200, blank=True, default="", help_text=_("行って話せるところの住所")
    )
    map_url = models.URLField(_("地図のアドレス"), max_length=500, blank=True, default="")
    district = models.ForeignKey(
        "office.District",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("地区"),
        help_text=_("地区の窓口だけ。選ぶと「お住まいの近くの窓口」に並びます"),
    )
    area = models.CharField(
        _("対象の地域"), max_length=100, blank=True, default="", help_text=_("例）県内。全国なら空欄")
    )
    audience = models.CharField(
        _("だれのための窓口か"),
        max_length=100,
        blank=True,
        default="",
        help_text=_("例）18歳まで。どなたでもなら空欄"),
    )
    languages = models.CharField(
        _("使えることば"), max_length=100, blank=True, default="", help_text=_("日本語だけなら空欄")
    )
    cost = models.CharField(_("費用"), max_length=100, blank=True, default="")
    opening = models.CharField(_("いつ開いているか"), max_length=10, choices=Opening, default=Opening.UNKNOWN)
    hours_note = models.CharField(_("受付時間の補足"), max_length=200, blank=True, default="")
    source_name = models.CharField(_("出典"), max_length=200)
    source_url = models.URLField(_("出典のアドレス"), max_length=500, blank=True, default="")
    # Of rows that came with a source without a date: nobody has checked them yet.
    checked_on = models.DateField(_("確認した日"), null=True, blank=True)
    valid_from = models.DateField(_("いつから"), null=True, blank=True)
    valid_until = models.DateField(_("いつまで"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("並び順"), default=0)
    revision = models.PositiveIntegerField(editable=False, default=0)

    objects = HelplineQuerySet.as_manager()

    class Meta:
        verbose_name = _("相談窓口")
        verbose_name_plural = _("相談窓口")
        ordering = ("position", "id")
        constraints = (
            hiding_constraint(),
            models.CheckConstraint(
                condition=~Q(telephone="", chat_url="", email="", fax="", url="", counter_address=""),
                name="helpline_has_a_way_of_contact",
                violation_error_message=_(
                    "電話・チャット・メール・FAX・Web・窓口のどれか一つは入れてください。"
                ),
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_from__lte=F("valid_until")),
                name="helpline_valid_until_after_from",
                violation_error_message=_("「いつまで」は「いつから」より後にしてください。"),
            ),
        )

    def __str__(self) -> str:
        return self.name


class HelplineHours(models.Model):
    """When a helpline is answered on some days. What ends at or before its beginning ends on the next day:
    22:00–2:00 crosses midnight, 8:00–8:00 are twenty-four hours."""

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("月")
        TUESDAY = 1, _("火")
        WEDNESDAY = 2, _("水")
        THURSDAY = 3, _("木")
        FRIDAY = 4, _("金")
        SATURDAY = 5, _("土")
        SUNDAY = 6, _("日")

    class OnHolidays(models.TextChoices):
        YES = "yes", _("祝日も開く")
        NO = "no", _("祝日は休み")
        ONLY = "only", _("祝日だけ")

    helpline = models.ForeignKey(Helpline, on_delete=models.CASCADE, related_name="hours")
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(choices=Weekday), default=list, blank=True, verbose_name=_("曜日")
    )
    month_day = models.PositiveSmallIntegerField(
        _("毎月の日"), null=True, blank=True, help_text=_("例）毎月10日なら 10")
    )
    opens_at = models.TimeField(_("何時から"))
    closes_at = models.TimeField(_("何時まで"), help_text=_("夜中をまたぐときもそのまま。24時は 0:00"))
    on_holidays = models.CharField(_("祝日"), max_length=5, choices=OnHolidays, default=OnHolidays.YES)
    at_new_year = models.BooleanField(_("年末年始（12月29日〜1月3日）も開く"), default=True)

    class Meta:
        verbose_name = _("受付時間")
        verbose_name_plural = _("受付時間")
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=~Q(weekdays=[]) | Q(month_day__isnull=False) | Q(on_holidays="only"),
                name="helpline_hours_name_a_day",
                violation_error_message=_("曜日か「毎月の日」を入れてください。"),
            ),
            models.CheckConstraint(
                condition=Q(month_day__isnull=True) | Q(month_day__range=(1, 31)),
                name="helpline_hours_month_day_exists",
                violation_error_message=_("「毎月の日」は1から31までにしてください。"),
            ),
        )

    def __str__(self) -> str:
        return f"#{self.pk}"


class HelplineWindow(models.Model):
    """From when to when a helpline is open that opens only in announced windows (#9999)."""

    helpline = models.ForeignKey(Helpline, on_delete=models.CASCADE, related_name="windows")
    opens_at = models.DateTimeField(_("いつから"))
    closes_at = models.DateTimeField(_("いつまで"))

    class Meta:
        verbose_name = _("開く期間")
        verbose_name_plural = _("開く期間")
        ordering = ("opens_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="helpline_window_ends_after_it_begins",
                violation_error_message=_("「いつまで」は「いつから」より後にしてください。"),
            ),
        )

    def __str__(self) -> str:
        return f"#{self.pk}"
