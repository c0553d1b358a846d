"""Panels that pages of several apps put together: they read what they show and nothing about the reader."""

from typing import Any

from django import template
from django.utils import timezone

from events.models import Event
from portal.bookings.models import Occasion

register = template.Library()


@register.inclusion_tag("events/_symposium_panel.html")
def symposium_panel(coming: list[Occasion]) -> dict[str, Any]:
    """Of the occasions to come (with their ``event``) the next symposium; the last one where none is announced."""
    symposia = Event.objects.filter(event_kind=Event.EventKind.SYMPOSIUM)
    upcoming = next((occasion for occasion in coming if _is_symposium(occasion)), None)
    return {"upcoming": upcoming, "last": None if upcoming else symposia.past(timezone.now()).first()}


def _is_symposium(occasion: Occasion) -> bool:
    return occasion.kind == Occasion.Kind.EVENT and occasion.event.event_kind == Event.EventKind.SYMPOSIUM
