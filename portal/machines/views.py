"""Files for calendars, feed readers, search engines and the city's main site."""

import datetime
from itertools import chain

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.bookings.calendars import public_calendar
from portal.bookings.models import Occasion
from portal.machines.feeds import feed_response
from portal.machines.kinds import KINDS, Kind
from portal.machines.open_files import open_file
from portal.machines.sitemap import sitemap_response

# What was called off or is just over stays for a while, so that calendars learn of it.
_KEPT = datetime.timedelta(days=60)


@open_file
def calendar(request: HttpRequest) -> HttpResponse:
    """Every public date to come, and of those that are over the latest."""
    occasions = Occasion.objects.upcoming(timezone.now() - _KEPT).prefetch_related("dates")
    return public_calendar(occasions, _("つながりポータル"))


@open_file
def feed(request: HttpRequest) -> HttpResponse:
    """Whatever is new, of every kind."""
    entries = chain.from_iterable(kind.newest() for kind in KINDS.values())
    return feed_response("", "/", request.path, entries)


@open_file
def feed_of_kind(request: HttpRequest, name: str) -> HttpResponse:
    kind = _kind(name)
    return feed_response(str(kind.title), kind.path, request.path, kind.newest())


@open_file
def snippet(request: HttpRequest, name: str) -> HttpResponse:
    """A short plain list that the city's main site can put into a page of its own."""
    kind = _kind(name)
    return render(request, "machines/snippet.html", {"kind": kind, "entries": kind.current()})


@open_file
def sitemap(request: HttpRequest) -> HttpResponse:
    return sitemap_response()


def _kind(name: str) -> Kind:
    if name not in KINDS:
        raise Http404
    return KINDS[name]
