from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.keys import new_key
from events.models.event import Event


class PictureQuerySet(models.QuerySet["Picture"]):
    def shown(self) -> Self:
        """Those that were not taken down."""
        return self.filter(taken_down_at__isnull=True)


class Picture(models.Model):
    """A photograph of a report, drawn anew when it was uploaded (写真). The row stays when it is taken down."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="pictures")
    key = models.CharField(max_length=24, unique=True, default=new_key, editable=False)
    # In the default storage; empty once it was taken down.
    file = models.CharField(max_length=100, blank=True, default="", editable=False)
    width = models.PositiveSmallIntegerField(editable=False)
    height = models.PositiveSmallIntegerField(editable=False)
    alt = models.CharField(
        _("写真の説明（代替テキスト）"),
        max_length=200,
        help_text=_("見えない人にも、何が写っているかがわかるように。例）会場の後ろから見た、満席の客席"),
    )
    caption = models.CharField(_("写真の下のことば"), max_length=200, blank=True, default="")
    taken_down_at = models.DateTimeField(_("取り下げた日時"), null=True, blank=True, editable=False)
    taken_down_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    taken_down_reason = models.CharField(
        _("取り下げた理由"), max_length=200, blank=True, default="", editable=False
    )

    objects = PictureQuerySet.as_manager()

    class Meta:
        verbose_name = _("写真")
        verbose_name_plural = _("写真")
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(taken_down_at__isnull=True, taken_down_by__isnull=True)
                & ~Q(file="")
                & Q(taken_down_reason="")
                | Q(taken_down_at__isnull=False, taken_down_by__isnull=False, file="")
                & ~Q(taken_down_reason=""),
                name="event_picture_taken_down_has_no_file",
            ),
        )

    def __str__(self) -> str:
        return f"#{self.pk}"
