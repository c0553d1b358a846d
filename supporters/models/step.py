from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.private.fields import PrivateTextField
from supporters.models.supporter import Supporter


class SupporterStep(models.Model):
    """What became of a registration, by whom and when (登録の記録). Never changed."""

    class Verb(models.TextChoices):
        REGISTERED = "registered", _("登録")
        IMPORTED = "imported", _("一覧から取込")
        PAUSED = "paused", _("お休み")
        RESUMED = "resumed", _("活動にもどる")
        ENDED = "ended", _("登録終了")
        # Because of a mark; with the mark it goes away.
        STOPPED = "stopped", _("印による登録終了")
        REVIVED = "revived", _("登録にもどる")
        MERGED = "merged", _("二重の登録をまとめた")

    supporter = models.ForeignKey(Supporter, on_delete=models.PROTECT, related_name="steps")
    verb = models.CharField(_("したこと"), max_length=10, choices=Verb)
    # For colleagues: never a name.
    note = PrivateTextField(_("メモ"), max_length=200, blank=True, default="")
    # None: the person, on the own page.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(_("日時"), default=timezone.now)

    class Meta:
        verbose_name = _("登録の記録")
        verbose_name_plural = _("登録の記録")
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"#{self.pk}"
