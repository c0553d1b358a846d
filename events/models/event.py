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
    report = models.TextField(_("開催報告"), blank=True, default="")

    class Meta:
        verbose_name = _("催し")
        verbose_name_plural = _("催し")

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.kind = Occasion.Kind.EVENT
        super().save(*args, **kwargs)
