from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class RegistryExport(models.Model):
    """Somebody took the registry out of the portal as a file: who, when, how many rows (書き出しの記録)."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("日時"), default=timezone.now)
    rows = models.PositiveIntegerField(_("行数"))

    class Meta:
        verbose_name = _("書き出しの記録")
        verbose_name_plural = _("書き出しの記録")
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"#{self.pk}"
