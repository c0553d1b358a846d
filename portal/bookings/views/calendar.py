from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from portal.bookings import calendars
from portal.bookings.models import Occasion
from portal.page_cache import public_page


@require_safe
@public_page
def occasion_calendar(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """The dates of one public occasion for a calendar."""
    occasion = get_object_or_404(Occasion.objects.public().prefetch_related("dates"), slug=slug, kind=kind)
    return calendars.occasion_calendar(occasion)
