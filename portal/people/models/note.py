from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.people.models.person import Person
from portal.private.fields import PrivateTextField


class PersonNote(models.Model):
    """A short dated note of the office about somebody (伝言): what was said, for whoever answers next time."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="notes")
    text = PrivateTextField(_("伝言"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("日時"), default=timezone.now)

    class Meta:
        verbose_name = _("伝言")
        verbose_name_plural = _("伝言")
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"#{self.pk}"
