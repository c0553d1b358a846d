from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.bookings.door.access import closed, remember
from portal.bookings.door.sheet import nearest_date
from portal.bookings.models import DoorPass


@never_cache
@require_safe
def open_door(request: HttpRequest, token: str) -> HttpResponse:
    """The link of a helper: from here on this browser may mark at the door of that one occasion."""
    door_pass = DoorPass.by_token(token)
    if door_pass is None:
        raise Http404
    now, dates = timezone.now(), list(door_pass.occasion.dates.all())
    date = nearest_date(dates, now)
    if date is None or not door_pass.works_at(now, dates):
        return closed(request, door_pass.occasion)
    response = redirect("door:screen", date.pk)
    remember(response, door_pass, dates)
    return response
