from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.people.models.person import Person


class CareAccess(models.Model):
    """That somebody opened what is hidden of a person who is handled with care, and what for."""

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="care_accesses", verbose_name=_("人")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("開いた職員")
    )
    reason = models.CharField(_("開いた理由"), max_length=200)
    at = models.DateTimeField(_("日時"), default=timezone.now)

    class Meta:
        verbose_name = _("取扱注意の閲覧記録")
        verbose_name_plural = _("取扱注意の閲覧記録")
        ordering = ("-at", "-id")
        constraints = (
            models.CheckConstraint(condition=~models.Q(reason=""), name="care_access_has_a_reason"),
        )
        indexes = (models.Index(fields=("by", "at"), name="care_access_by"),)

    def __str__(self) -> str:
        return f"#{self.pk}"
