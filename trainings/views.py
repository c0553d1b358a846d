from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.bookings.offers import offer_for
from portal.bookings.schedule import schedule_of
from portal.page_cache import public_page
from trainings.models import TrainingSession

PAST_SHOWN = 20


@public_page
@require_safe
def training_list(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    sessions = TrainingSession.objects.with_days()
    return render(
        request,
        "trainings/list.html",
        {
            "upcoming": sessions.upcoming(now).with_seats(now),
            "past": sessions.past(now)[:PAST_SHOWN],
        },
    )


@public_page
@require_safe
def training_detail(request: HttpRequest, slug: str) -> HttpResponse:
    now = timezone.now()
    sessions = TrainingSession.objects.public().with_days().with_seats(now)
    session = get_object_or_404(sessions, slug=slug)
    return render(
        request,
        "trainings/detail.html",
        {"occasion": session, "offer": offer_for(session, now=now), "days": schedule_of(session)},
    )
