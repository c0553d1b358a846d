"""Panels that pages of several apps put together: they read what they show and nothing about the reader."""

from typing import Any

from django import template
from django.utils import timezone

from portal.bookings.models import Occasion
from portal.bookings.offers import offer_for
from trainings.models import TrainingSession

register = template.Library()


@register.inclusion_tag("trainings/_upcoming_panel.html")
def upcoming_trainings(coming: list[Occasion], limit: int = 3) -> dict[str, Any]:
    """Of the occasions to come the next trainings that still have places."""
    now = timezone.now()
    sessions = [occasion for occasion in coming if occasion.kind == Occasion.Kind.TRAINING]
    with_places = [session for session in sessions if offer_for(session, now=now).has_places]
    return {"trainings": with_places[:limit], "has_others": len(sessions) > len(with_places[:limit])}


@register.inclusion_tag("trainings/_bookable_panel.html")
def bookable_trainings() -> dict[str, Any]:
    """Every training that takes applications now, and those that will."""
    now = timezone.now()
    open_now, later = [], []
    for session in TrainingSession.objects.upcoming(now).with_days().with_seats(now):
        offer = offer_for(session, now=now)
        if offer.is_open:
            open_now.append(session)
        elif offer.may_open:
            later.append(session)
    return {"open_now": open_now, "later": later}
