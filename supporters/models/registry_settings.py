from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.office.numbering import check_running_format, number_of

# Of a registration number, as the table holds it.
MAX_NUMBER = 20


class RegistrySettings(models.Model):
    """How the office numbers its supporters (登録の設定). One row; numbers that are given stay."""

    number_format = models.CharField(
        _("登録番号の形"),
        max_length=30,
        default="{year}-{seq:04}",
        validators=[check_running_format],
        help_text=_(
            "{seq}（通し番号。{seq:04} なら4けた）と、{year}（年度・西暦）か {era_year}（年度・例：令和8）。"
            "年を入れると年度ごとに1から、入れないとずっと続けて数えます。"
        ),
    )

    class Meta:
        verbose_name = _("登録の設定")
        verbose_name_plural = _("登録の設定")
        constraints = (models.CheckConstraint(condition=Q(id=1), name="registry_settings_only_one_row"),)

    def __str__(self) -> str:
        return str(_("登録の設定"))

    def clean(self) -> None:
        longest = len(number_of(self.number_format, fiscal_year=2026, seq=10_000))
        if longest > MAX_NUMBER:
            raise ValidationError(
                {
                    "number_format": _("番号が長すぎます。%(most)s字までにしてください。")
                    % {"most": MAX_NUMBER}
                }
            )
