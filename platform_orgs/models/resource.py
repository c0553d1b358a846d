import datetime
from typing import Self

import jpholiday
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from platform_orgs.models.organisation import FieldOfWork, Organisation
from portal.office.hiding import Hideable, HidingMethods, hiding_constraint, shown_at
from portal.search.models import Searchable, SearchableQuerySet
from portal.ui.dates import WEEKDAYS, format_time, format_time_range


class TroubleCategory(models.TextChoices):
    """What somebody is in trouble about (お困りごと分類, GIF DS-491-1)."""

    HOUSING = "housing", _("住まい")
    WORK = "work", _("仕事")
    MEDICAL_WELFARE = "medical_welfare", _("医療・福祉")
    CHILDCARE_EDUCATION = "childcare_education", _("子育て・教育")
    MONEY = "money", _("お金")
    OTHER_LIVING = "other_living", _("そのほか暮らしのこと")


A_YEAR = datetime.timedelta(days=365)


class SharedQuerySet(HidingMethods, SearchableQuerySet):
    def kept(self) -> Self:
        """What its owner has not put an end to, paused or not."""
        return self.filter(ended_at__isnull=True)

    def running(self) -> Self:
        """Neither paused nor hidden for a while nor at its end."""
        return self.kept().filter(paused_at__isnull=True).not_hidden()


class Shared(Searchable, Hideable):
    """What an organisation shares. It can pause and come back; what has ended stays on record, seen by nobody.

    Written by ``platform_orgs.sharing.actions`` only.
    """

    created_at = models.DateTimeField(_("登録日時"), default=timezone.now, editable=False)
    changed_at = models.DateTimeField(_("変更日時"), default=timezone.now, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("変更した人"),
    )
    paused_at = models.DateTimeField(_("お休みにした日時"), null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(_("終わりにした日時"), null=True, blank=True, editable=False)
    revision = models.PositiveIntegerField(editable=False, default=0)

    class Meta(Searchable.Meta):
        abstract = True

    @property
    def name_shown(self) -> str:
        """What it is called, in lists and on record."""
        raise NotImplementedError

    @property
    def state_shown(self) -> str:
        if self.ended_at:
            return gettext("終わり")
        if self.is_hidden:
            return gettext("しばらく隠しています")
        return gettext("お休み中") if self.paused_at else gettext("見せている")


class ResourceQuerySet(SharedQuerySet):
    def offered(self) -> Self:
        """What can be had today: running, of an organisation that takes part."""
        return self.running().filter(organisation__state=Organisation.State.ACTIVE)

    def public(self) -> Self:
        """What anybody may read of it: organisations without a public page are not named."""
        return self.offered().filter(
            shown_at(timezone.now(), "organisation__"), is_public=True, organisation__published__isnull=False
        )


class Resource(Shared):
    """Something that an organisation can offer (強み・リソース)."""

    class Kind(models.TextChoices):
        PEOPLE = "people", _("人手・ボランティア")
        PLACE = "place", _("場所")
        FOOD = "food", _("食べもの")
        GOODS = "goods", _("もの・日用品")
        TRANSPORT = "transport", _("送迎・運搬")
        EXPERTISE = "expertise", _("専門の知識・相談")
        MONEY = "money", _("お金・助成")
        LANGUAGE = "language", _("ことば・通訳")
        LISTENING = "listening", _("話し相手・見守り")
        OTHER = "other", _("そのほか")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="resources")
    kind = models.CharField(_("種類"), max_length=20, choices=Kind)
    title = models.CharField(_("できること"), max_length=100)
    description = models.TextField(_("くわしく"), blank=True, default="")
    conditions = models.CharField(_("条件"), max_length=300, blank=True, default="")
    # What troubles it helps with: how needs find it. None of them is any.
    categories = ArrayField(
        models.CharField(max_length=20, choices=TroubleCategory),
        default=list,
        blank=True,
        verbose_name=_("役に立てる困りごと"),
    )
    fields_of_work = ArrayField(
        models.CharField(max_length=20, choices=FieldOfWork), default=list, blank=True, verbose_name=_("分野")
    )
    # Ids of office.District; none of them is the whole city.
    districts = ArrayField(models.BigIntegerField(), default=list, blank=True, verbose_name=_("地区"))
    is_public = models.BooleanField(
        _("だれでも見られる"), default=True, help_text=_("外すと、プラットフォームの団体だけが見られます")
    )

    objects = ResourceQuerySet.as_manager()  # type: ignore[misc]  # narrower than the parent's

    class Meta(Searchable.Meta):
        verbose_name = _("強み・リソース")
        verbose_name_plural = _("強み・リソース")
        ordering = ("kind", "id")
        constraints = (hiding_constraint(),)

    def __str__(self) -> str:
        return self.title

    @property
    def name_shown(self) -> str:
        return self.title

    def searchable_words(self) -> list[str]:
        return [self.title, self.description, self.conditions, str(self.get_kind_display())]


class GatheringQuerySet(SharedQuerySet):
    def open_to_all(self) -> Self:
        """Those that a resident may go to: running, not of an organisation that has gone or has no page."""
        return (
            self.running()
            .filter(
                Q(organisation__isnull=True)
                | Q(
                    shown_at(timezone.now(), "organisation__"),
                    organisation__state=Organisation.State.ACTIVE,
                    organisation__published__isnull=False,
                ),
            )
            .still_on()
        )

    def still_on(self) -> Self:
        """Those whose last day, if they have one, has not passed."""
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=timezone.localdate()))

    def to_check(self) -> Self:
        """Those that residents see although nobody has made sure of them for a year."""
        return self.open_to_all().filter(checked_on__lte=timezone.localdate() - A_YEAR)


class Gathering(Shared):
    """A place or a gathering where one can simply go (行ける場所・居場所): an organisation's own, or one that the
    office has heard of and entered with its source."""

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("月")
        TUESDAY = 1, _("火")
        WEDNESDAY = 2, _("水")
        THURSDAY = 3, _("木")
        FRIDAY = 4, _("金")
        SATURDAY = 5, _("土")
        SUNDAY = 6, _("日")

    class Week(models.IntegerChoices):
        FIRST = 1, _("第1")
        SECOND = 2, _("第2")
        THIRD = 3, _("第3")
        FOURTH = 4, _("第4")
        FIFTH = 5, _("第5")

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="gatherings",
        verbose_name=_("団体"),
    )
    name = models.CharField(_("名前"), max_length=100)
    description = models.CharField(_("どんなところ"), max_length=300, blank=True, default="")
    welcome = models.CharField(_("だれが行けるか"), max_length=200, blank=True, default="")
    # Which days it takes place: on these weekdays, in these weeks of the month (none: every week).
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(choices=Weekday), default=list, blank=True, verbose_name=_("曜日")
    )
    weeks = ArrayField(
        models.PositiveSmallIntegerField(choices=Week),
        default=list,
        blank=True,
        verbose_name=_("第何週"),
    )
    closed_on_holidays = models.BooleanField(_("祝日は休み"), default=False)
    opens_at = models.TimeField(_("始まる時刻"), null=True, blank=True)
    closes_at = models.TimeField(_("終わる時刻"), null=True, blank=True)
    when = models.CharField(_("日時について"), max_length=200, blank=True, default="")
    is_free = models.BooleanField(_("無料"), default=False)
    cost = models.CharField(_("費用"), max_length=100, blank=True, default="")
    needs_booking = models.BooleanField(_("予約がいる"), default=False)
    place = models.CharField(_("場所"), max_length=200)
    address = models.CharField(_("住所"), max_length=200, blank=True, default="")
    district = models.ForeignKey(
        "office.District", on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("地区")
    )
    telephone = models.CharField(_("電話番号"), max_length=20, blank=True, default="")
    website = models.URLField(_("Webサイト"), max_length=300, blank=True, default="")
    source = models.CharField(_("出典"), max_length=200, blank=True, default="")
    checked_on = models.DateField(_("確認した日"), default=timezone.localdate)
    valid_until = models.DateField(_("いつまで"), null=True, blank=True)

    objects = GatheringQuerySet.as_manager()  # type: ignore[misc]  # narrower than the parent's

    class Meta(Searchable.Meta):
        verbose_name = _("行ける場所")
        verbose_name_plural = _("行ける場所")
        ordering = ("name", "id")
        constraints = (
            hiding_constraint(),
            models.CheckConstraint(
                condition=~Q(weekdays=[]) | ~Q(when=""), name="gathering_says_when_it_takes_place"
            ),
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True)
                | Q(closes_at__isnull=True)
                | Q(closes_at__gt=models.F("opens_at")),
                name="gathering_closes_after_it_opens",
            ),
            # What the office has heard of elsewhere says where.
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | ~Q(source=""), name="gathering_has_a_source"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def name_shown(self) -> str:
        return self.name

    @property
    def when_shown(self) -> str:
        """毎週 火・木曜日 13:00〜17:00（祝日は休み）; empty where only ``when`` says it."""
        if not self.weekdays:
            return ""
        parts = (self._days_shown(), self._times_shown())
        text = " ".join(part for part in parts if part)
        return text + (gettext("（祝日は休み）") if self.closed_on_holidays else "")

    def _days_shown(self) -> str:
        if len(self.weekdays) == len(self.Weekday) and not self.weeks:
            return gettext("毎日")
        weeks = "・".join(gettext("第%(number)d") % {"number": week} for week in sorted(self.weeks))
        days = "・".join(WEEKDAYS[day] for day in sorted(self.weekdays))
        return gettext("%(weeks)s %(days)s曜日") % {"weeks": weeks or gettext("毎週"), "days": days}

    def _times_shown(self) -> str:
        if self.opens_at and self.closes_at:
            return format_time_range(self.opens_at, self.closes_at)
        return gettext("%(time)sから") % {"time": format_time(self.opens_at)} if self.opens_at else ""

    def takes_place_on(self, day: datetime.date) -> bool:
        """As far as its weekdays, weeks and holidays say."""
        return (
            day.weekday() in self.weekdays
            and (not self.weeks or (day.day - 1) // 7 + 1 in self.weeks)
            and not (self.closed_on_holidays and jpholiday.is_holiday(day))
            and (self.valid_until is None or day <= self.valid_until)
        )

    def searchable_words(self) -> list[str]:
        return [self.name, self.description, self.welcome, self.place, self.address]
