"""Requests that are refused before a view answers: too large, for another host, not to be understood."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string

from portal.office.last_known import last_known

_TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


class RequestSizeMiddleware:
    """Refuses a body by what it says of its length, before any of it is written to this machine's disk."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isascii() and length.isdigit() and int(length[:20]) > settings.REQUEST_MAX_BYTES:
            return _page(is_too_much=True)
        return self.get_response(request)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What Django shows for a request that it does not take (``handler400``). Asks neither the database nor the
    request, whose host may be the very thing that is wrong."""
    return _page(is_too_much=isinstance(exception, _TOO_MUCH))


def _page(*, is_too_much: bool) -> HttpResponse:
    template, status = ("413.html", 413) if is_too_much else ("400.html", 400)
    return HttpResponse(render_to_string(template, {"office": last_known().office}), status=status)
