from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.people.models.person import Person


class PersonMerge(models.Model):
    """That two records of one person became one: which stayed, which became a pointer, what was filled in."""

    keep = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="merges", verbose_name=_("残した記録")
    )
    drop = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("まとめた記録")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("まとめた職員")
    )
    at = models.DateTimeField(_("日時"), default=timezone.now)
    # Names of columns, never their values.
    filled: Any = models.JSONField(_("補ったところ"), default=list)

    class Meta:
        verbose_name = _("記録をまとめた記録")
        verbose_name_plural = _("記録をまとめた記録")
        ordering = ("-at", "-id")
        constraints = (models.CheckConstraint(condition=~Q(keep=F("drop")), name="person_merge_of_two"),)

    def __str__(self) -> str:
        return f"#{self.pk}"
