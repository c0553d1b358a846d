"""The kinds of news that feeds and snippets tell of. Each is read with the query method that its public pages use,
so that what these do not show is told nowhere."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import Video
from portal.bookings.addresses import occasion_path
from portal.bookings.calendars import calendar_host
from portal.bookings.models import Occasion
from portal.bookings.schedule import schedule_of
from portal.office.models import Notice
from portal.ui.dates import format_date, format_period
from portal.ui.rich_text import plain_text

LATEST = 30  # entries of a feed
FEW = 5  # lines of a snippet


@dataclass(frozen=True)
class Entry:
    """``key`` names it for ever, whatever its address becomes. ``facts`` are lines for people: when and where."""

    key: str
    title: str
    path: str
    facts: tuple[str, ...]
    summary: str
    label: str
    published: datetime.datetime
    updated: datetime.datetime

    @property
    def url(self) -> str:
        return settings.SITE_URL + self.path

    @property
    def tag(self) -> str:
        """A tag URI (RFC 4151)."""
        return f"tag:{calendar_host()},2026:{self.key}"


@dataclass(frozen=True)
class Kind:
    """``newest`` are the latest published, for a feed; ``current`` those that a list shows first, for a snippet."""

    title: str | Promise
    path: str
    newest: Callable[[], list[Entry]]
    current: Callable[[], list[Entry]]

    @property
    def url(self) -> str:
        return settings.SITE_URL + self.path


def occasion_entry(occasion: Occasion) -> Entry:
    """No query for occasions with their days."""
    return Entry(
        key=f"occasion/{occasion.pk}",
        title=occasion.title_with_state,
        path=occasion_path(occasion),
        facts=tuple(_facts(occasion)),
        summary=occasion.summary,
        label=str(occasion.get_kind_display()),
        published=occasion.published_at,
        updated=occasion.updated_at,
    )


def _facts(occasion: Occasion) -> list[str]:
    lines = []
    for day in schedule_of(occasion):
        if day.period:
            lines.append(f"{format_period(*day.period)} {day.date.venue_name}".rstrip())
        elif occasion.state == Occasion.State.PUBLISHED:
            words = {"day": format_period(*day.former[-1]), "state": day.date.get_off_display()}
            lines.append(_("%(day)s（%(state)s）") % words)
    return lines


def _occasions(title: str | Promise, path: str, kind: Occasion.Kind) -> Kind:
    def newest() -> list[Entry]:
        rows = Occasion.objects.filter(kind=kind).newest().with_days()[:LATEST]
        return [occasion_entry(occasion) for occasion in rows]

    def current() -> list[Entry]:
        rows = Occasion.objects.filter(kind=kind).newest().upcoming(timezone.now()).with_days()[:FEW]
        return [occasion_entry(occasion) for occasion in rows]

    return Kind(title, path, newest, current)


def video_entry(video: Video) -> Entry:
    facts = [format_date(video.recorded_on)] if video.recorded_on else []
    if video.minutes:
        facts.append(_("%(minutes)d分") % {"minutes": video.minutes})
    return Entry(
        key=f"video/{video.pk}",
        title=video.title,
        path=reverse("events:video", args=[video.slug]),
        facts=tuple(facts),
        summary=video.description,
        label=_("動画"),
        published=video.published_at,
        updated=max(video.updated_at, video.published_at),
    )


def _videos() -> list[Entry]:
    """Those that can be watched, the latest published first. One query."""
    entries = [video_entry(video) for video in Video.objects.listed().watchable(timezone.now())]
    return sorted(entries, key=lambda entry: entry.published, reverse=True)[:LATEST]


def notice_entry(notice: Notice) -> Entry:
    assert notice.published_from is not None
    return Entry(
        key=f"notice/{notice.pk}",
        title=notice.title,
        path=reverse("office:notice", args=[notice.slug]),
        facts=(format_date(timezone.localdate(notice.published_from)),),
        summary=plain_text(notice.body),
        label=str(notice.get_category_display()),
        published=notice.published_from,
        updated=max(notice.updated_at, notice.published_from),
    )


def _notices() -> list[Entry]:
    """One query."""
    return [
        notice_entry(notice)
        for notice in Notice.objects.current().order_by("-published_from", "-pk")[:LATEST]
    ]


def _notices_on_top() -> list[Entry]:
    return [notice_entry(notice) for notice in Notice.objects.current()[:FEW]]


KINDS = {
    "notices": Kind(gettext_lazy("お知らせ"), "/news/", _notices, _notices_on_top),
    "trainings": _occasions(gettext_lazy("研修・講座"), "/trainings/", Occasion.Kind.TRAINING),
    "events": _occasions(gettext_lazy("シンポジウム・催し"), "/events/", Occasion.Kind.EVENT),
    "videos": Kind(gettext_lazy("動画"), "/events/videos/", _videos, lambda: _videos()[:FEW]),
}
