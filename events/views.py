import hashlib

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from events.models import Event, Material, Picture, Video
from events.showing import showing_of
from portal.bookings.models import Occasion
from portal.bookings.offers import offer_for
from portal.bookings.schedule import schedule_of
from portal.page_cache import public_page
from portal.ui.files import file_response
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
        "materials": Material.objects.filter(event=event).shown(is_over=_is_over(event)),
        "pictures": Picture.objects.shown().filter(event=event) if event.report else (),
    }
    return render(request, "events/detail.html", context)


def _is_over(event: Event) -> bool:
    """Whether it took place and its last day is over. Reads its dates."""
    took_place = event.state in {Occasion.State.PUBLISHED, Occasion.State.CLOSED}
    ends = [date.ends_at for date in event.dates.all()]
    return took_place and bool(ends) and max(ends) <= timezone.now()


@require_safe
def material(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """A file of a public event, as a download; not found before its time."""
    event = get_object_or_404(Event.objects.public().with_days(), slug=slug)
    found = get_object_or_404(Material.objects.filter(event=event).shown(is_over=_is_over(event)), key=key)
    return file_response(found.file, found.title)


@require_safe
def picture(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """A photograph of a public event; gone (410) for good once it was taken down. Browsers ask again each time,
    so that taking down takes effect at once."""
    found = get_object_or_404(Picture, event__in=Event.objects.public(), event__slug=slug, key=key)
    if found.taken_down_at is not None:
        return HttpResponse(status=410, headers={"Cache-Control": "no-store"})
    # A file's name is as good as its content: another picture has another name. It does not leave the server.
    etag = quote_etag(hashlib.blake2b(found.file.encode(), digest_size=16).hexdigest())
    if etag in request.headers.get("If-None-Match", ""):
        response = HttpResponse(status=304)
    else:
        response = picture_response(found.file)
    response["ETag"] = etag
    response["Cache-Control"] = "public, no-cache"
    return response
