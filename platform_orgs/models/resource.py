from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from platform_orgs.models.organisation import FieldOfWork, Organisation
from portal.search.models import Searchable, SearchableQuerySet


class TroubleCategory(models.TextChoices):
    """What somebody is in trouble about (お困りごと分類, GIF DS-491-1)."""

    HOUSING = "housing", _("住まい")
    WORK = "work", _("仕事")
    MEDICAL_WELFARE = "medical_welfare", _("医療・福祉")
    CHILDCARE_EDUCATION = "childcare_education", _("子育て・教育")
    MONEY = "money", _("お金")
    OTHER_LIVING = "other_living", _("そのほか暮らしのこと")


class ResourceQuerySet(SearchableQuerySet):
    def offered(self) -> Self:
        """What can be had today: not paused, of an organisation that takes part."""
        return self.filter(paused_at__isnull=True, organisation__state=Organisation.State.ACTIVE)

    def public(self) -> Self:
        """What anybody may read of it: organisations without a public page are not named."""
        return self.offered().filter(is_public=True, organisation__published__isnull=False)


class Resource(Searchable):
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
    paused_at = models.DateTimeField(_("お休みにした日時"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("登録日時"), default=timezone.now, editable=False)
    revision = models.PositiveIntegerField(editable=False, default=0)

    objects = ResourceQuerySet.as_manager()  # type: ignore[misc]  # narrower than the parent's

    class Meta(Searchable.Meta):
        verbose_name = _("強み・リソース")
        verbose_name_plural = _("強み・リソース")
        ordering = ("kind", "id")

    def __str__(self) -> str:
        return self.title

    def searchable_words(self) -> list[str]:
        return [self.title, self.description, self.conditions, str(self.get_kind_display())]


class GatheringQuerySet(SearchableQuerySet):
    def open_to_all(self) -> Self:
        """Those that a resident may go to today: not paused, nor of an organisation that has gone."""
        today = timezone.localdate()
        return self.filter(
            Q(organisation__isnull=True)
            | Q(organisation__state=Organisation.State.ACTIVE, organisation__published__isnull=False),
            Q(valid_until__isnull=True) | Q(valid_until__gte=today),
            paused_at__isnull=True,
        )


class Gathering(Searchable):
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
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(choices=Weekday), default=list, blank=True, verbose_name=_("曜日")
    )
    when = models.CharField(_("日時"), max_length=200, help_text=_("例）毎週水曜日 10時から15時"))
    cost = models.CharField(_("費用"), max_length=100, blank=True, default="")
    needs_booking = models.BooleanField(_("予約がいる"), default=False)
    place = models.CharField(_("場所"), max_length=200)
    address = models.CharField(_("住所"), max_length=200, blank=True, default="")
    # Id of office.District, as for resources.
    district = models.ForeignKey(
        "office.District", on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("地区")
    )
    telephone = models.CharField(_("電話番号"), max_length=20, blank=True, default="")
    website = models.URLField(_("Webサイト"), max_length=300, blank=True, default="")
    source = models.CharField(_("出典"), max_length=200, blank=True, default="")
    checked_on = models.DateField(_("確認した日"), default=timezone.localdate)
    valid_until = models.DateField(_("いつまで"), null=True, blank=True)
    paused_at = models.DateTimeField(_("お休みにした日時"), null=True, blank=True, editable=False)
    revision = models.PositiveIntegerField(editable=False, default=0)

    objects = GatheringQuerySet.as_manager()  # type: ignore[misc]  # narrower than the parent's

    class Meta(Searchable.Meta):
        verbose_name = _("行ける場所")
        verbose_name_plural = _("行ける場所")
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name

    def searchable_words(self) -> list[str]:
        return [self.name, self.description, self.welcome, self.place, self.address]
