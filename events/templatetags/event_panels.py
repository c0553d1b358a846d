"""Panels that pages of several apps put together: they read what they show and nothing about the reader."""

import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString

from events import structured
from events.models import Event, Video
from events.showing import Phase, Showing, address_of, showing_of
from portal.bookings.models import Booking, Occasion, OccasionDate, PlaceKind
from portal.ui.structured import data_block

register = template.Library()


@register.inclusion_tag("events/_symposium_panel.html")
def symposium_panel(coming: list[Occasion]) -> dict[str, Any]:
    """Of the occasions to come (with their ``event``) the next symposium; the last one where none is announced."""
    symposia = Event.objects.filter(event_kind=Event.EventKind.SYMPOSIUM)
    upcoming = next((occasion for occasion in coming if _is_symposium(occasion)), None)
    if upcoming:
        return {"upcoming": upcoming}
    now = timezone.now()
    last = symposia.past(now).first()
    videos = Video.objects.public().watchable(now).filter(event=last) if last else ()
    return {"last": last, "last_videos": videos}


@register.inclusion_tag("events/_live_streams.html")
def live_streams(booking: Booking) -> dict[str, Any]:
    """The streams of an event for a party that takes part online and has its place; nobody else is told where they
    are. Two queries for such a booking, none for others."""
    occasion = booking.occasion
    takes_part_online = (
        occasion.kind == Occasion.Kind.EVENT
        and booking.status == Booking.Status.CONFIRMED
        and booking.place_kind.kind == PlaceKind.Kind.ONLINE
    )
    if not takes_part_online:
        return {"streams": []}
    now = timezone.now()
    videos = Video.objects.streams_of(occasion.pk)
    dates = list(occasion.dates.all())
    return {"streams": [_stream(video, dates, now) for video in videos]}


def _stream(video: Video, dates: list[OccasionDate], now: datetime.datetime) -> dict[str, Any]:
    showing = showing_of(video, now, dates)
    return {"showing": showing, "link": address_of(video) if showing.phase is Phase.LIVE_ON else ""}


def _is_symposium(occasion: Occasion) -> bool:
    return occasion.kind == Occasion.Kind.EVENT and occasion.event.event_kind == Event.EventKind.SYMPOSIUM


@register.simple_tag
def video_data(showing: Showing) -> SafeString:
    """A video for search engines."""
    return data_block(structured.video_data(showing))
