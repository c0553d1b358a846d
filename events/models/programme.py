from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.event import Event


class ProgrammeItem(models.Model):
    """One line of the timetable (プログラム)."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="programme")
    starts_at = models.TimeField(_("時刻"), null=True, blank=True)
    title = models.CharField(_("内容"), max_length=200)
    who = models.CharField(_("話す人"), max_length=200, blank=True, default="")
    note = models.CharField(_("補足"), max_length=200, blank=True, default="")
    position = models.PositiveSmallIntegerField(
        _("順"), default=0, help_text=_("同じ数のものは時刻の順。時刻のない行や2日めの行に使う")
    )

    class Meta:
        verbose_name = _("プログラム")
        verbose_name_plural = _("プログラム")
        # What has no time comes last among its equals: PostgreSQL puts nulls there.
        ordering = ("position", "starts_at", "id")

    def __str__(self) -> str:
        return self.title


class Speaker(models.Model):
    """Somebody who speaks in public, as the leaflet announces them (登壇者)."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="speakers")
    name = models.CharField(_("お名前"), max_length=100)
    kana = models.CharField(_("ふりがな"), max_length=100, blank=True, default="")
    affiliation = models.CharField(_("所属・肩書"), max_length=200, blank=True, default="")
    line = models.CharField(_("ひとこと紹介"), max_length=200, blank=True, default="")
    position = models.PositiveSmallIntegerField(_("順"), default=0, help_text=_("同じ数のものは書いた順"))

    class Meta:
        verbose_name = _("登壇者")
        verbose_name_plural = _("登壇者")
        ordering = ("position", "id")

    def __str__(self) -> str:
        return f"#{self.pk}"
