from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from events.models import Event, Picture, Video
from events.showing import showing_of
from portal.bookings.offers import offer_for
from portal.bookings.schedule import schedule_of
from portal.page_cache import public_page
from portal.ui.pictures import picture_response

PAST_SHOWN = 20
VIDEOS_SHOWN = 3


@public_page
@require_safe
def event_list(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    events = Event.objects.with_days()
    return render(
        request,
        "events/list.html",
        {
            "upcoming": events.upcoming(now).with_seats(now),
            "past": events.past(now)[:PAST_SHOWN],
            "videos": Video.objects.listed().watchable(now)[:VIDEOS_SHOWN],
        },
    )


@public_page
@require_safe
def event_detail(request: HttpRequest, slug: str) -> HttpResponse:
    now = timezone.now()
    videos = Prefetch("videos", Video.objects.public().order_by("id"))
    events = Event.objects.public().with_days().with_seats(now)
    event = get_object_or_404(events.prefetch_related("programme", "speakers", videos), slug=slug)
    showings = [showing_of(video, now) for video in event.videos.all()]
    context = {
        "occasion": event,
        "offer": offer_for(event, now=now),
        "days": schedule_of(event),
        "videos": [showing for showing in showings if showing.is_told],
        "pictures": Picture.objects.shown().filter(event=event) if event.report else (),
    }
    return render(request, "events/detail.html", context)


@require_safe
def picture(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """A photograph of a public event; gone (410) for good once it was taken down. Browsers ask again each time,
    so that taking down takes effect at once."""
    found = get_object_or_404(Picture, event__in=Event.objects.public(), event__slug=slug, key=key)
    if found.taken_down_at is not None:
        return HttpResponse(status=410, headers={"Cache-Control": "no-store"})
    etag = quote_etag(found.key)
    if etag in request.headers.get("If-None-Match", ""):
        response = HttpResponse(status=304)
    else:
        response = picture_response(found.file)
    response["ETag"] = etag
    response["Cache-Control"] = "public, no-cache"
    return response
