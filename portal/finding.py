"""``/search/``: one box over everything public. It composes what the apps registered with ``portal.search``."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.limits import minutes_to_wait, place_of
from portal.office.distress import tells_of_distress
from portal.office.models import Office
from portal.own_pages import OWN_PAGES
from portal.page_cache import public_page
from portal.search.finding import LONGEST, Group, Query, find
from portal.search.sources import sources

_SHOWN = 5  # of each kind
_SHOWN_OF_ONE_KIND = 100


@public_page
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What ``?q=`` fits, a few of each kind; with ``?kind=`` that kind alone. What was looked for is kept nowhere.

    A place of the network that searches without end gets no results for a while, and the open lines all the same.
    """
    raw = request.GET.get("q", "")
    query = Query.of(raw)
    wait = minutes_to_wait("search", place_of(request)) if query.words else 0
    groups = [] if wait else find(query, timezone.now(), [OWN_PAGES, *sources()])
    chosen = next((group for group in groups if group.source.name == request.GET.get("kind")), None)
    office = Office.objects.current()
    context: dict[str, Any] = {
        "office": office,
        "wait": wait,
        "query": query,
        "is_asked": bool(raw),
        "longest": LONGEST,
        # All of what arrived: who writes a whole letter is not well any less.
        "is_in_distress": tells_of_distress(raw, office.distress_words),
        "count": sum(group.count for group in groups),
        "chosen": chosen,
        "groups": [_shown(chosen, _SHOWN_OF_ONE_KIND)] if chosen else [_shown(g, _SHOWN) for g in groups],
    }
    return render(request, "pages/search.html", context, status=429 if wait else 200)


def _shown(group: Group, most: int) -> dict[str, Any]:
    return {
        "source": group.source,
        "hits": group.hits[:most],
        "count": group.count,
        "is_cut": group.count > most,
    }
