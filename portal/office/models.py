"""The city's own data: who runs the portal, how to reach them, when they work, whom else to call.

Everything here is data that the office edits. Another city uses the portal by filling in these tables.
"""

import datetime
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class OfficeManager(models.Manager["Office"]):
    def current(self) -> "Office":
        """The one office, or an empty one while nothing is filled in. Never raises."""
        return self.first() or Office()


class Office(models.Model):
    """The city's office that runs the portal. One row; empty values are left out of every page."""

    city_name = models.CharField(_("市町村の名前"), max_length=50, blank=True, default="")
    city_code = models.CharField(
        _("全国地方公共団体コード"), max_length=6, blank=True, default="", help_text=_("6桁。例）312011")
    )
    prefecture_name = models.CharField(_("都道府県の名前"), max_length=10, blank=True, default="")
    name = models.CharField(_("担当部署の名前"), max_length=100, blank=True, default="")
    telephone = models.CharField(_("電話"), max_length=20, blank=True, default="", help_text=_("数字だけ"))
    fax = models.CharField(_("FAX"), max_length=20, blank=True, default="", help_text=_("数字だけ"))
    email = models.EmailField(_("メールアドレス"), blank=True, default="")
    postal_code = models.CharField(_("郵便番号"), max_length=7, blank=True, default="")
    address = models.CharField(_("所在地"), max_length=200, blank=True, default="")
    opens_at = models.TimeField(_("受付開始時刻"), null=True, blank=True)
    closes_at = models.TimeField(_("受付終了時刻"), null=True, blank=True)
    letter_issuer = models.CharField(
        _("手紙の発信者"),
        max_length=200,
        blank=True,
        default="",
        help_text=_("例）見本市長 見本 太郎。空欄なら、市町村と担当部署の名前"),
    )
    decision_note = models.CharField(
        _("当日の中止の知らせ方"),
        max_length=200,
        blank=True,
        default="",
        help_text=_(
            "研修・催しごとに書かないときに使います。例）当日の朝7時までに、つながりポータルでお知らせします"
        ),
    )
    site_note = models.CharField(
        _("全ページに出す一言"), max_length=200, blank=True, default="", help_text=_("例）試験公開中です")
    )

    objects = OfficeManager()

    class Meta:
        verbose_name = _("事務局の情報")
        verbose_name_plural = _("事務局の情報")
        constraints = (
            models.CheckConstraint(condition=Q(id=1), name="office_only_one_row"),
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True, closes_at__isnull=True)
                | Q(opens_at__lt=models.F("closes_at")),
                name="office_opens_before_it_closes",
                violation_error_message=_("受付終了時刻は、受付開始時刻より後にしてください。"),
            ),
        )

    def __str__(self) -> str:
        return self.name or str(_("事務局"))


class ClosedDay(models.Model):
    """A day on which the office is closed besides weekends, public holidays and the turn of the year."""

    date = models.DateField(_("日付"), unique=True)
    reason = models.CharField(_("理由"), max_length=100, blank=True, default="")

    class Meta:
        verbose_name = _("臨時の休業日")
        verbose_name_plural = _("臨時の休業日")
        ordering = ("date",)

    def __str__(self) -> str:
        return self.date.isoformat()


class DistrictQuerySet(models.QuerySet["District"]):
    def within(self, district_id: int) -> Self:
        """This district and what belongs to it."""
        return self.filter(Q(pk=district_id) | Q(parent=district_id))


class District(models.Model):
    """Where somebody lives, as coarse as the office wants to know it: a tree of two levels, 地域 and, where
    the office wants to be more exact, the 地区 within it."""

    class Kind(models.TextChoices):
        CITY = "city", _("市内地区")
        NEIGHBOUR = "neighbour", _("近隣の町")
        OUTSIDE = "outside", _("市外")
        UNKNOWN = "unknown", _("わからない")

    kind = models.CharField(_("種類"), max_length=10, choices=Kind, default=Kind.CITY)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("この地区をふくむ地域"),
        help_text=_("例）「見本地区」なら「見本地域」。いちばん大きなくくりなら空欄"),
    )
    name = models.CharField(_("地区の名前"), max_length=50, unique=True)
    position = models.PositiveSmallIntegerField(_("並び順"), default=0)

    objects = DistrictQuerySet.as_manager()

    class Meta:
        verbose_name = _("地区")
        verbose_name_plural = _("地区")
        # As a tree: each with its parts below it.
        ordering = (
            Coalesce("parent__position", "position"),
            Coalesce("parent", "id"),
            F("parent").asc(nulls_first=True),
            "position",
            "id",
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="district_not_part_of_itself"
            ),
        )

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.parent is None:
            return
        if self.parent_id == self.pk or self.parent.parent_id is not None:
            raise ValidationError({"parent": _("いちばん大きなくくりの地域から選んでください。")})
        if self.pk and self.parts.exists():
            raise ValidationError(
                {"parent": _("この地域には地区がふくまれています。先にそちらを移してください。")}
            )
        if self.kind != self.parent.kind:
            raise ValidationError({"kind": _("種類は、ふくむ地域と同じにしてください。")})

    @property
    def indented_name(self) -> str:
        """The name as a line of the tree."""
        return f"　{self.name}" if self.parent_id else self.name


class HelplineQuerySet(models.QuerySet["Helpline"]):
    def valid_on(self, date: datetime.date) -> Self:
        """Helplines that are answered on ``date``, as far as the office knows."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=date),
            Q(valid_until__isnull=True) | Q(valid_until__gte=date),
        )


class Helpline(models.Model):
    """One place to turn to. What a resident would act on is data with a source and a date."""

    class Topic(models.TextChoices):
        DANGER = "danger", _("いのちの危険があるとき")
        LISTEN = "listen", _("つらい気持ちを話したいとき")
        YOUNG = "young", _("こども・若い人")
        VIOLENCE = "violence", _("暴力・虐待を受けている、見聞きしたとき")
        LOCAL = "local", _("くらし・地域のこと")

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
    fax = models.CharField(_("FAX番号"), max_length=20, blank=True, default="")
    email = models.EmailField(_("メールアドレス"), blank=True, default="")
    url = models.URLField(_("Webページ・チャット"), blank=True, default="")
    hours = models.CharField(_("受付時間"), max_length=200, blank=True, default="")
    cost = models.CharField(_("費用"), max_length=100, blank=True, default="")
    source_name = models.CharField(_("出典"), max_length=200)
    source_url = models.URLField(_("出典のアドレス"), max_length=500, blank=True, default="")
    checked_on = models.DateField(_("確認した日"))
    valid_from = models.DateField(_("いつから"), null=True, blank=True)
    valid_until = models.DateField(_("いつまで"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("並び順"), default=0)

    objects = HelplineQuerySet.as_manager()

    class Meta:
        verbose_name = _("相談窓口")
        verbose_name_plural = _("相談窓口")
        ordering = ("position", "id")
        constraints = (
            models.CheckConstraint(
                condition=~Q(telephone="", fax="", email="", url=""),
                name="helpline_has_a_way_of_contact",
                violation_error_message=_("電話・FAX・メール・Webのどれか一つは入れてください。"),
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_from__lte=models.F("valid_until")),
                name="helpline_valid_until_after_from",
                violation_error_message=_("「いつまで」は「いつから」より後にしてください。"),
            ),
        )

    def __str__(self) -> str:
        return self.name


class Inquiry(models.Model):
    """What somebody wrote to the office. Name and contact are optional: an answer needs only one way."""

    class AnswerWish(models.TextChoices):
        NONE = "none", _("返事はいらない")
        MAIL = "mail", _("メール")
        TELEPHONE = "telephone", _("電話")

    class State(models.TextChoices):
        NEW = "new", _("未読")
        ANSWERED = "answered", _("対応済み")

    body = models.TextField(_("内容"))
    name = models.CharField(_("お名前"), max_length=100, blank=True, default="")
    answer_wish = models.CharField(
        _("返事の方法"), max_length=10, choices=AnswerWish, default=AnswerWish.NONE
    )
    email = models.CharField(_("メールアドレス"), max_length=254, blank=True, default="")
    telephone = models.CharField(_("電話番号"), max_length=20, blank=True, default="")
    received_at = models.DateTimeField(_("受付日時"), default=timezone.now)
    state = models.CharField(_("状態"), max_length=10, choices=State, default=State.NEW)
    office_note = models.TextField(_("事務局のメモ"), blank=True, default="")
    submission_key = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("お問い合わせ")
        verbose_name_plural = _("お問い合わせ")
        ordering = ("-received_at", "-id")

    def __str__(self) -> str:
        # Never a name: this text reaches logs and the admin history.
        return f"#{self.pk}"


class PostalTown(models.Model):
    """One town area of a postal code, copied from Japan Post's list by ``load_postal_codes``.

    A code may belong to several towns.
    """

    code = models.CharField(max_length=7, db_index=True)
    prefecture = models.CharField(max_length=10)
    city = models.CharField(max_length=50)
    town = models.CharField(max_length=100, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.prefecture}{self.city}{self.town}"
