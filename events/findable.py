"""The events and videos that can be found at ``/search/``."""

import datetime
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from events.models import Event, Video
from events.showing import Phase, showing_of
from portal.bookings.findable import findable_occasion, nearest_first
from portal.search.sources import Findable
from portal.ui.dates import format_date
from portal.ui.rich_text import plain_text


def events(now: datetime.datetime) -> Iterator[Findable]:
    """Those that lists may name, with who speaks and about what. Five queries."""
    rows = Event.objects.listed().with_days().prefetch_related("programme", "speakers")
    for event in nearest_first(rows, now):
        programme = [f"{item.title} {item.who} {item.note}" for item in event.programme.all()]
        speakers = [f"{who.name} {who.kana} {who.affiliation} {who.line}" for who in event.speakers.all()]
        yield findable_occasion(event, now, *programme, *speakers, plain_text(event.report))


def videos(now: datetime.datetime) -> Iterator[Findable]:
    """Those that pages name; what is said in one only once it is out. Three queries."""
    for video in Video.objects.listed().with_event().prefetch_related("chapters"):
        showing = showing_of(video, now)
        if not showing.is_told:
            continue
        has_ended = showing.phase is Phase.ENDED
        said = [*(chapter.title for chapter in video.chapters.all()), video.transcript]
        day = format_date(video.recorded_on) if video.recorded_on else ""
        yield Findable(
            title=video.title,
            path=reverse("events:video", args=[video.slug]),
            texts=(plain_text(video.description), *(said if showing.has_words else ())),
            note=_("配信は終了しました") if has_ended else day,
            is_past=has_ended,
        )
