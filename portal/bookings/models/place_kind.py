import datetime
from typing import Self

from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _


# A seat is taken by a confirmed attendee, by one to whom it has been offered, and for ten minutes by one whom
# staff have just cancelled.
def seat_is_taken(now: datetime.datetime, prefix: str = "") -> Q:
    """The condition on attendees (reached through ``prefix``) that they take a seat at ``now``."""
    return Q(
        **{f"{prefix}is_live": True, f"{prefix}booking__status__in": ("confirmed", "offered")},
    ) | Q(**{f"{prefix}held_until__gt": now})


class PlaceKindQuerySet(models.QuerySet["PlaceKind"]):
    def with_counts(self, now: datetime.datetime) -> Self:
        """Each kind with ``taken`` (seats, held ones included) and ``waiting`` (people on the list)."""
        return self.annotate(
            taken=Count("bookings__attendees", filter=seat_is_taken(now, "bookings__attendees__")),
            waiting=Count(
                "bookings__attendees",
                filter=Q(bookings__attendees__is_live=True, bookings__status="waitlisted"),
            ),
        ).order_by("id")  # said again, because grouped rows lose the order of their model


class PlaceKind(models.Model):
    """A way of taking part with its own number of places: in the hall, online, at a satellite."""

    class Kind(models.TextChoices):
        HALL = "hall", _("会場")
        ONLINE = "online", _("オンライン")
        SATELLITE = "satellite", _("サテライト会場")

    occasion = models.ForeignKey("bookings.Occasion", on_delete=models.PROTECT, related_name="place_kinds")
    kind = models.CharField(_("参加のしかた"), max_length=10, choices=Kind, default=Kind.HALL)
    label = models.CharField(
        _("補足"), max_length=50, blank=True, default="", help_text=_("サテライト会場の名前など")
    )
    capacity = models.PositiveIntegerField(_("定員"), help_text=_("人数"))

    # Counted by ``with_counts`` and absent otherwise.
    taken: int
    waiting: int

    objects = PlaceKindQuerySet.as_manager()

    class Meta:
        verbose_name = _("参加のしかたと定員")
        verbose_name_plural = _("参加のしかたと定員")
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("occasion", "kind", "label"),
                name="place_kind_once_per_occasion",
                violation_error_message=_("同じ参加のしかたが二つあります。"),
            ),
            # Target of the composite foreign key that keeps a booking's place in its own occasion.
            models.UniqueConstraint(fields=("id", "occasion"), name="place_kind_id_occasion"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}（{self.label}）" if self.label else self.get_kind_display()
