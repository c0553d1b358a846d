from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _


class DistrictQuerySet(models.QuerySet["District"]):
    def within(self, district_id: int) -> Self:
        """This district and what belongs to it."""
        return self.filter(Q(pk=district_id) | Q(parent=district_id))


class District(models.Model):
    """Where somebody lives, as coarse as the office wants to know it: a tree of two levels, 地域 and, where
    the office wants to be more exact, the 地区 within it."""

    class Kind(models.TextChoices):
        CITY = "city", _("市内地区")
        NEIGHBOUR = "neighbour", _("近隣の町")
        OUTSIDE = "outside", _("市外")
        UNKNOWN = "unknown", _("わからない")

    kind = models.CharField(_("種類"), max_length=10, choices=Kind, default=Kind.CITY)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("この地区をふくむ地域"),
        help_text=_("例）「見本地区」なら「見本地域」。いちばん大きなくくりなら空欄"),
    )
    name = models.CharField(_("地区の名前"), max_length=50, unique=True)
    position = models.PositiveSmallIntegerField(_("並び順"), default=0)

    objects = DistrictQuerySet.as_manager()

    class Meta:
        verbose_name = _("地区")
        verbose_name_plural = _("地区")
        # As a tree: each with its parts below it.
        ordering = (
            Coalesce("parent__position", "position"),
            Coalesce("parent", "id"),
            F("parent").asc(nulls_first=True),
            "position",
            "id",
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="district_not_part_of_itself"
            ),
        )

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.parent is None:
            return
        if self.parent_id == self.pk or self.parent.parent_id is not None:
            raise ValidationError({"parent": _("いちばん大きなくくりの地域から選んでください。")})
        if self.pk and self.parts.exists():
            raise ValidationError(
                {"parent": _("この地域には地区がふくまれています。先にそちらを移してください。")}
            )
        if self.kind != self.parent.kind:
            raise ValidationError({"kind": _("種類は、ふくむ地域と同じにしてください。")})

    @property
    def indented_name(self) -> str:
        """The name as a line of the tree."""
        return f"　{self.name}" if self.parent_id else self.name
