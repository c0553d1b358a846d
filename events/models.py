from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.bookings.models import Occasion


class Event(Occasion):
    """A symposium or another gathering that is not a course."""

    class EventKind(models.TextChoices):
        SYMPOSIUM = "symposium", _("シンポジウム")
        OTHER = "other", _("催し")

    event_kind = models.CharField(
        _("催しの種類"), max_length=10, choices=EventKind, default=EventKind.SYMPOSIUM
    )
    programme = models.TextField(_("プログラム"), blank=True, default="", help_text=_("一行に一つ"))
    speakers = models.TextField(_("登壇者"), blank=True, default="", help_text=_("一行に一人"))
    report = models.TextField(_("開催報告"), blank=True, default="")
    video_url = models.URLField(
        _("動画のアドレス"), blank=True, default="", help_text=_("配信や録画があるとき")
    )

    class Meta:
        verbose_name = _("催し")
        verbose_name_plural = _("催し")

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.kind = Occasion.Kind.EVENT
        super().save(*args, **kwargs)
