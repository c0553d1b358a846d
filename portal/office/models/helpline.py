import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


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
