import itertools

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.office.helplines import SPEAK, WRITE, Line, lines_at, opening_next
from portal.office.models import District, Helpline, Office
from portal.office.working_days import first_reading
from portal.page_cache import public_page
from portal.ui.pictures import picture_response


@public_page
@require_safe
def help_now(request: HttpRequest) -> HttpResponse:
    """Whom to call now: who answers at this moment, by what is the matter, then who does next."""
    now = timezone.now()
    by = request.GET.get("by", "")
    by = by if by in {SPEAK, WRITE} else ""
    lines = lines_at(now, by=by)
    general = [line for line in lines if line.helpline.district is None]
    return render(
        request,
        "office/help.html",
        {
            "now": now,
            "by": by,
            "open_groups": _by_topic([line for line in general if line.status.is_open]),
            "later": opening_next(general),
            "districts": _by_district([line for line in lines if line.helpline.district is not None]),
        },
    )


def _by_topic(lines: list[Line]) -> list[tuple[str, list[Line]]]:
    grouped = itertools.groupby(lines, key=lambda line: line.helpline.topic)
    return [(str(Helpline.Topic(topic).label), list(group)) for topic, group in grouped]


def _by_district(lines: list[Line]) -> list[tuple[District, list[Line]]]:
    """The counters of each district, in the order of the tree."""
    found = {line.helpline.district: list[Line]() for line in lines if line.helpline.district}
    for line in lines:
        if line.helpline.district:
            found[line.helpline.district].append(line)
    return [(district, found[district]) for district in District.objects.all() if district in found]


@public_page
@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    return render(request, "office/contact.html", {"reading": first_reading(timezone.now())})


@public_page
@require_safe
def stylesheet(request: HttpRequest) -> HttpResponse:
    """The office's own colours, where it has chosen any: a file of its own, so that no page needs inline style."""
    response = render(request, "office/office.css", content_type="text/css; charset=utf-8")
    response["X-Content-Type-Options"] = "nosniff"
    return response


@public_page
@require_safe
def logo(request: HttpRequest) -> HttpResponse:
    return picture_response(Office.objects.current().logo)
