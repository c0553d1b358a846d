from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.office.hiding import Hideable, HidingMethods, hiding_constraint
from portal.search.models import Searchable, SearchableQuerySet


class OrganisationKind(models.TextChoices):
    """The kinds of members that the platform names (domain: 構成団体)."""

    NPO = "npo", _("NPO法人")
    COOPERATIVE = "cooperative", _("協同組合")
    SOCIAL_WELFARE_CORP = "social_welfare_corp", _("社会福祉法人")
    COMPANY_OR_GROUP = "company_or_group", _("企業・団体")
    MEDICAL = "medical", _("医療関係")
    CITY_DIVISION = "city_division", _("市役所の課")


class FieldOfWork(models.TextChoices):
    """What an organisation works on (活動分野); it chooses up to three."""

    PLACES = "places", _("居場所・見守り")
    ELDERLY = "elderly", _("高齢")
    DISABILITY = "disability", _("障がい")
    CHILDREN = "children", _("こども・子育て")
    YOUNG = "young", _("若者・ひきこもり")
    LIVELIHOOD = "livelihood", _("くらし・お金・仕事")
    FOOD = "food", _("食の支援")
    HOUSING = "housing", _("住まい")
    HEALTH = "health", _("医療・こころの健康")
    WOMEN = "women", _("女性・DV")
    FOREIGN = "foreign", _("外国人・多文化")
    COMMUNITY = "community", _("地域づくり・防災")
    LEARNING = "learning", _("学び・文化・スポーツ")
    OTHER = "other", _("そのほか")


class OrganisationQuerySet(HidingMethods, SearchableQuerySet):
    def active(self) -> Self:
        """Members of the platform today: they have pages, needs and resources, and their members may act."""
        return self.filter(state=Organisation.State.ACTIVE)

    def listed(self) -> Self:
        """Those that the public directory names: active, with a page that has been published and is not hidden."""
        return self.active().filter(published__isnull=False).not_hidden()


class Organisation(Searchable, Hideable):
    """A member of the platform (構成団体). One row for each, for ever: who leaves and comes back revives it.

    Name, reading and kind are those of the published profile; publishing copies them, so that lists need no
    other table. Every action that changes members, state or profile locks this row first.
    """

    class State(models.TextChoices):
        ACTIVE = "active", _("参加中")
        SUSPENDED = "suspended", _("休止中")
        LEFT = "left", _("退会")
        DISSOLVED = "dissolved", _("解散")
        MERGED = "merged", _("合併")
        EXCLUDED = "excluded", _("除名")

    ENDED = (State.LEFT, State.DISSOLVED, State.MERGED, State.EXCLUDED)

    slug = models.SlugField(
        _("ページのアドレス"), max_length=50, unique=True, help_text=_("英字・数字・ハイフン。あとで変えない")
    )
    name = models.CharField(_("団体の名前"), max_length=100)
    kana = models.CharField(_("ふりがな"), max_length=100, blank=True, default="")
    kind = models.CharField(_("団体の種類"), max_length=20, choices=OrganisationKind)
    state = models.CharField(_("状態"), max_length=10, choices=State, default=State.ACTIVE, editable=False)
    state_since = models.DateField(_("いまの状態になった日"), default=timezone.localdate, editable=False)
    # The office's own record of why; the public page gives the date and the successor only.
    state_reason = models.CharField(_("理由"), max_length=500, blank=True, default="", editable=False)
    successor = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="predecessors",
        verbose_name=_("引きついだ団体"),
    )
    # The public page. It stays while a newer version waits for the office.
    published = models.ForeignKey(
        "Profile", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    # What it sends is public at once, without the office looking at it first.
    is_trusted = models.BooleanField(_("確認なしで公開"), default=False)
    joined_on = models.DateField(_("参加した日"), default=timezone.localdate)
    # When somebody of the organisation last said that its page is right.
    confirmed_on = models.DateField(_("内容を確かめた日"), null=True, blank=True, editable=False)
    revision = models.PositiveIntegerField(editable=False, default=0)

    objects = OrganisationQuerySet.as_manager()  # type: ignore[misc]  # narrower than the parent's

    class Meta(Searchable.Meta):
        verbose_name = _("構成団体")
        verbose_name_plural = _("構成団体")
        ordering = ("kana", "name", "id")
        constraints = (
            hiding_constraint(),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | ~Q(successor=F("id")),
                name="organisation_does_not_succeed_itself",
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True)
                | Q(state__in=("left", "dissolved", "merged", "excluded")),
                name="organisation_successor_only_after_the_end",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def searchable_words(self) -> list[str]:
        page = self.published
        return [self.kana, self.name, *([page.appeal, page.about] if page else [])]

    @property
    def has_ended(self) -> bool:
        return self.state in self.ENDED

    @property
    def is_active(self) -> bool:
        return self.state == self.State.ACTIVE


class OrganisationStep(models.Model):
    """What was done about an organisation, by whom and when. Written by the actions, never changed."""

    class Verb(models.TextChoices):
        JOINED = "joined", _("参加")
        REVIVED = "revived", _("再参加")
        INVITED = "invited", _("招待")
        INVITATION_WITHDRAWN = "invitation_withdrawn", _("招待の取りやめ")
        MEMBER_CAME = "member_came", _("担当者になった")
        MEMBER_WENT = "member_went", _("担当者から外れた")
        ROLE_CHANGED = "role_changed", _("役割の変更")
        SENT = "sent", _("ページの内容を送った")
        PUBLISHED = "published", _("ページを公開")
        SENT_BACK = "sent_back", _("ページを差し戻し")
        TRUST_CHANGED = "trust_changed", _("公開のしかたを変更")
        ASKED = "asked", _("年に一度の確認をお願いした")
        CONFIRMED = "confirmed", _("内容を確かめた")
        SUSPENDED = "suspended", _("休止")
        RESUMED = "resumed", _("休止を終えた")
        ENDED = "ended", _("参加を終えた")
        SHARED = "shared", _("強み・行ける場所の変更")
        NOTED = "noted", _("メモ")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="steps")
    verb = models.CharField(_("できごと"), max_length=30, choices=Verb)
    # Empty when nobody was signed in: a mailed link, or the portal by its own rules.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.CharField(_("メモ"), max_length=500, blank=True, default="")
    # Of an end: how (``Organisation.State``) and on which day, for the figures of years that are over.
    state = models.CharField(_("状態"), max_length=10, choices=Organisation.State, blank=True, default="")
    day = models.DateField(_("日付"), null=True, blank=True)
    at = models.DateTimeField(_("日時"), default=timezone.now)

    class Meta:
        verbose_name = _("団体の記録")
        verbose_name_plural = _("団体の記録")
        ordering = ("id",)

    def __str__(self) -> str:
        return f"#{self.pk}"
