from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.keys import new_key
from events.models.event import Event
from portal.ui.files import ending_of


class MaterialQuerySet(models.QuerySet["Material"]):
    def shown(self, *, is_over: bool) -> Self:
        """What visitors may have: some of it only once the event ``is_over``."""
        return self if is_over else self.filter(after_event=False)


class Material(models.Model):
    """A file of an event that anybody may download (資料)."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="materials")
    key = models.CharField(max_length=24, unique=True, default=new_key, editable=False)
    title = models.CharField(_("資料の名前"), max_length=100)
    # In the default storage.
    file = models.CharField(max_length=100, editable=False)
    size = models.PositiveIntegerField(editable=False)
    after_event = models.BooleanField(_("終わってから載せる"), default=False)

    objects = MaterialQuerySet.as_manager()

    class Meta:
        verbose_name = _("資料")
        verbose_name_plural = _("資料")
        ordering = ("id",)

    def __str__(self) -> str:
        return self.title

    @property
    def ending(self) -> str:
        return ending_of(self.file)
