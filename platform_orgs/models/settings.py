from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class PlatformSettingsManager(models.Manager["PlatformSettings"]):
    def current(self) -> "PlatformSettings":
        """The one row, or one with the defaults while nobody has saved it."""
        return self.first() or PlatformSettings()


class PlatformSettings(models.Model):
    """How the office runs the platform. One row."""

    reads_first = models.BooleanField(
        _("新しい困りごとと、やりとりの一通目は、事務局が先に読む"), default=True
    )
    promised_hours = models.PositiveSmallIntegerField(
        _("何時間のうちに読むか"),
        default=16,
        validators=[MinValueValidator(1)],
        help_text=_("事務局が開いている時間で数えます"),
    )
    allows_small_areas = models.BooleanField(
        _("困りごとに細かい地区を選べる"), default=False, help_text=_("外すと、大きな地域までです")
    )
    # Below this many needs in the period the gaps are a plain list, not a table.
    table_from_needs = models.PositiveSmallIntegerField(_("はざまを表にする件数"), default=20)

    objects = PlatformSettingsManager()

    class Meta:
        verbose_name = _("プラットフォームの設定")
        verbose_name_plural = _("プラットフォームの設定")
        constraints = (models.CheckConstraint(condition=Q(id=1), name="platform_settings_only_one_row"),)

    def __str__(self) -> str:
        return str(self._meta.verbose_name)
