"""Who runs the portal, how to reach them, when they work."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from stdnum.jp import cn

from portal.office.distress import our_words
from portal.ui.colours import check_colour

_RICH = _("見出しは「## 」、箇条書きは「- 」で始めます。空欄なら、ポータルの文を見せます")


def check_corporate_number(number: str) -> None:
    if not (number.isascii() and cn.is_valid(number)):
        raise ValidationError(_("法人番号は、13桁の数字を確かめて入れてください。"))


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
    corporate_number = models.CharField(
        _("法人番号"),
        max_length=13,
        blank=True,
        default="",
        validators=[check_corporate_number],
        help_text=_("市町村の13桁の番号"),
    )
    prefecture_name = models.CharField(_("都道府県の名前"), max_length=10, blank=True, default="")
    name = models.CharField(_("担当部署の名前"), max_length=100, blank=True, default="")
    telephone = models.CharField(_("電話"), max_length=20, blank=True, default="", help_text=_("数字だけ"))
    fax = models.CharField(_("FAX"), max_length=20, blank=True, default="", help_text=_("数字だけ"))
    email = models.EmailField(_("メールアドレス"), blank=True, default="")
    postal_code = models.CharField(_("郵便番号"), max_length=7, blank=True, default="")
    address = models.CharField(_("所在地"), max_length=200, blank=True, default="")
    disclosure_desk = models.CharField(
        _("開示などの請求を受ける窓口"),
        max_length=100,
        blank=True,
        default="",
        help_text=_("個人情報ファイル簿に載ります。例）総務課 情報公開係。空欄なら、担当部署"),
    )
    disclosure_address = models.CharField(
        _("その窓口の所在地"), max_length=200, blank=True, default="", help_text=_("窓口を書いたときだけ")
    )
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

    privacy_text = models.TextField(
        _("個人情報の取り扱い"), max_length=20_000, blank=True, default="", help_text=_RICH
    )
    accessibility_text = models.TextField(
        _("使いやすさについて"), max_length=20_000, blank=True, default="", help_text=_RICH
    )
    about_text = models.TextField(
        _("孤独・孤立とは"), max_length=20_000, blank=True, default="", help_text=_RICH
    )
    # The name of a stored picture, drawn anew from what was uploaded.
    logo = models.CharField(_("ロゴ"), max_length=200, blank=True, default="", editable=False)
    main_colour = models.CharField(
        _("ボタンとリンクの色"),
        max_length=7,
        blank=True,
        default="",
        validators=[check_colour],
        help_text=_("例）#0017c1。白の上で読める濃い色だけ。空欄なら、ポータルの色"),
    )
    accent_colour = models.CharField(
        _("ふちと印の色"),
        max_length=7,
        blank=True,
        default="",
        validators=[check_colour],
        help_text=_("例）#115a36。白の上で読める濃い色だけ。空欄なら、ポータルの色"),
    )

    distress_words = models.TextField(
        _("つらい気持ちのことば"),
        max_length=4000,
        blank=True,
        default=our_words,
        help_text=_(
            "このことばで検索した人には、いま話せる窓口をいちばん上に出します。一行に一つ。かなとカナ、"
            "全角と半角、あいだの空白は区別しません。空欄にすると、ポータルのことばに戻ります"
        ),
    )
    revision = models.PositiveIntegerField(editable=False, default=0)

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

    def save(self, **kwargs: Any) -> None:
        """There is one row, whatever number the database would give next."""
        self.pk = self.pk or 1
        super().save(**kwargs)

    @property
    def full_name(self) -> str:
        """鳥取市 中央人権福祉センター, as far as it is filled in."""
        return " ".join(filter(None, (self.city_name, self.name))) or str(_("事務局"))


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
