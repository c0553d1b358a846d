"""前回の内容を写して作る: a new occasion from an old one."""

import datetime
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.bookings.models import Occasion, OccasionDate, PlaceKind
from portal.bookings.slugs import free_slug, private_slug

# As many weeks as a year has, so that the weekday stays: staff book a hall for a Saturday.
_YEAR = datetime.timedelta(weeks=52)


@transaction.atomic
def copy_occasion(
    *, original: Occasion, by: User, leave_out: Collection[str] = (), rows: Collection[str] = ()
) -> Any:
    """Prepare a new occasion with all texts, dates, kinds of place and capacities of ``original``.

    ``original`` is the row with its details (a training, an event); fields named in ``leave_out`` belong to
    the past one only and start empty; ``rows`` names relations of its own whose rows come along (a programme).
    The dates move on by whole years of 52 weeks until they lie ahead; so do the window and the deadlines.
    Nobody's booking is copied, and nothing is public. ``by`` may not be None: a copy is always somebody's
    doing.
    """
    dates = list(OccasionDate.objects.filter(occasion=original.pk))
    shift = _shift([date.starts_at for date in dates])
    copy = type(original)()
    for field in original._meta.concrete_fields:
        if not field.primary_key and field.name not in {*leave_out, "id"}:
            setattr(copy, field.name, getattr(original, field.name))
    copy.state = Occasion.State.PLANNED
    copy.state_note = ""
    copy.hidden_from = copy.hidden_until = None
    copy.revision = 0
    for name in ("opens_at", "closes_at", "accommodations_until"):
        moment = getattr(original, name)
        setattr(copy, name, moment + shift if moment else None)
    copy.slug = _slug(original, dates, shift)
    copy.save()

    for date in dates:
        date.pk = None
        date.occasion_id = copy.pk
        date.starts_at += shift
        date.ends_at += shift
    OccasionDate.objects.bulk_create(dates)
    kinds = PlaceKind.objects.filter(occasion=original.pk).order_by("pk")
    PlaceKind.objects.bulk_create(
        PlaceKind(occasion_id=copy.pk, kind=kind.kind, label=kind.label, capacity=kind.capacity)
        for kind in kinds
    )
    for name in rows:
        _copy_rows(getattr(original, name), copy)
    return copy


def _copy_rows(related: Any, copy: Occasion) -> None:
    rows = list(related.all())
    for row in rows:
        row.pk = None
        setattr(row, related.field.name, copy)
    related.model.objects.bulk_create(rows)


def _shift(starts: list[datetime.datetime]) -> datetime.timedelta:
    shift = _YEAR
    first = min(starts, default=timezone.now())
    while first + shift <= timezone.now():
        shift += _YEAR
    return shift


def _slug(original: Occasion, dates: list[OccasionDate], shift: datetime.timedelta) -> str:
    first = min((date.starts_at for date in dates), default=None)
    if not original.is_listed:
        return private_slug()
    return free_slug(original.kind, timezone.localdate(first + shift) if first else None)
