"""What of a video may be seen now. The one place that decides whether its id or address leaves the server."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from events.models import Video
from events.youtube import player_url, watch_url
from portal.bookings.models import Occasion, OccasionDate


class Phase(StrEnum):
    """Where a video stands for the public."""

    LIVE_AHEAD = "live_ahead"  # a stream to come
    LIVE_ON = "live_on"  # a stream whose door is open to those who booked online
    OFF = "off"  # a stream of an event that was called off or has no day
    UNRELEASED = "unreleased"  # a stream that is over and whose recording staff did not publish
    NOT_YET = "not_yet"
    AVAILABLE = "available"
    ENDED = "ended"


@dataclass(frozen=True)
class Stream:
    """One day of a stream: from when to when its link is open to those who booked."""

    opens_at: datetime.datetime
    starts_at: datetime.datetime
    ends_at: datetime.datetime

    def is_open(self, now: datetime.datetime) -> bool:
        return self.opens_at <= now < self.ends_at


@dataclass(frozen=True)
class Showing:
    video: Video
    phase: Phase
    # The day of the stream that is going on or comes next.
    stream: Stream | None = None

    @property
    def is_available(self) -> bool:
        return self.phase is Phase.AVAILABLE

    @property
    def is_live(self) -> bool:
        return self.phase in {Phase.LIVE_AHEAD, Phase.LIVE_ON}

    @property
    def is_told(self) -> bool:
        """Whether pages name it among what there is to see."""
        return self.phase not in {Phase.OFF, Phase.UNRELEASED}

    @property
    def is_recording_ready(self) -> bool:
        """Whether one press makes it a recording for everybody. What streamed on another site has another address
        as a recording."""
        return self.phase is Phase.UNRELEASED and bool(self.video.youtube_id)

    @property
    def has_words(self) -> bool:
        """Whether what is said in it (chapters, transcript) is out."""
        return self.phase in {Phase.AVAILABLE, Phase.ENDED}

    @property
    def player(self) -> str:
        """The address of the player; empty where the public may not watch it or it is on another site."""
        return player_url(self.video.youtube_id) if self.is_available and self.video.youtube_id else ""

    @property
    def link(self) -> str:
        """Where the public watches it without the player; empty while it may not."""
        return address_of(self.video) if self.is_available else ""

    def link_at(self, seconds: int) -> str:
        """``link`` from a moment on; another site's address knows no moments."""
        if not self.player:
            return ""
        return watch_url(self.video.youtube_id, seconds)


def address_of(video: Video) -> str:
    """Where it is, for whoever may know."""
    return watch_url(video.youtube_id, video.start_seconds) if video.youtube_id else video.link


def showing_of(video: Video, now: datetime.datetime, dates: Iterable[OccasionDate] | None = None) -> Showing:
    """Reads the event and its dates: ask for them with ``with_event``, or give ``dates`` that were read."""
    if video.is_stream and video.event is not None:
        state = video.event.state
        if state not in {Occasion.State.PUBLISHED, Occasion.State.CLOSED}:
            return Showing(video, Phase.OFF)
        streams = _streams(video, video.event.dates.all() if dates is None else dates)
        if not streams:
            return Showing(video, Phase.OFF)
        stream = next((each for each in streams if now < each.ends_at), None)
        if stream is not None:
            return Showing(video, Phase.LIVE_ON if stream.is_open(now) else Phase.LIVE_AHEAD, stream)
        if video.available_from is None:
            return Showing(video, Phase.UNRELEASED)
    if video.available_from is not None and now < video.available_from:
        return Showing(video, Phase.NOT_YET)
    if video.available_until is not None and video.available_until <= now:
        return Showing(video, Phase.ENDED)
    return Showing(video, Phase.AVAILABLE)


def _streams(video: Video, dates: Iterable[OccasionDate]) -> list[Stream]:
    before = datetime.timedelta(minutes=video.opens_minutes)
    taking_place = sorted((date for date in dates if not date.off), key=lambda date: date.starts_at)
    return [Stream(date.starts_at - before, date.starts_at, date.ends_at) for date in taking_place]
