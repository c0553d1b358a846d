"""The public pages of videos. Nothing of them comes from another site before somebody presses a button."""

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from events.chapters import clock
from events.models import Video
from events.showing import Showing, showing_of
from events.youtube import PLAYER
from portal.page_cache import public_page

ENDED_SHOWN = 20


@public_page
@require_safe
def video_list(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    videos = Video.objects.listed().with_event()
    return render(
        request,
        "events/videos/list.html",
        {
            "live": [showing_of(video, now) for video in videos.live_ahead(now)],
            "announced": [showing_of(video, now) for video in videos.announced(now)],
            "watchable": [showing_of(video, now) for video in videos.watchable(now)],
            "ended": [showing_of(video, now) for video in videos.ended(now)[:ENDED_SHOWN]],
        },
    )


# The player may be framed on this page and on no other.
@csp_update({"frame-src": [PLAYER]})
@public_page
@require_safe
def video_detail(request: HttpRequest, slug: str) -> HttpResponse:
    videos = Video.objects.public().with_event().prefetch_related("chapters")
    showing = showing_of(get_object_or_404(videos, slug=slug), timezone.now())
    context = {
        "video": showing.video,
        "event": showing.video.event,
        "showing": showing,
        "chapters": _chapters(showing),
        "robots_may_come": showing.video.event is None or showing.video.event.is_listed,
    }
    return render(request, "events/videos/detail.html", context)


def _chapters(showing: Showing) -> list[dict[str, object]]:
    return [
        {
            "clock": clock(chapter.seconds),
            "seconds": chapter.seconds,
            "title": chapter.title,
            "link": showing.link_at(chapter.seconds),
        }
        for chapter in showing.video.chapters.all()
    ]
