from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from events.models import Event
from portal.bookings.offers import offer_for
from portal.bookings.schedule import schedule_of
from portal.page_cache import public_page

PAST_SHOWN = 20


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
        },
    )


@public_page
@require_safe
def event_detail(request: HttpRequest, slug: str) -> HttpResponse:
    now = timezone.now()
    event = get_object_or_404(Event.objects.public().with_days().with_seats(now), slug=slug)
    return render(
        request,
        "events/detail.html",
        {"occasion": event, "offer": offer_for(event, now=now), "days": schedule_of(event)},
    )
