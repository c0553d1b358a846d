"""Forms that were sent from a page of another site are refused, whether or not their view asks for a CSRF token.

Needs no cookie: the browser says itself from where it sends (as in Go's CrossOriginProtection). What says nothing at
all is let through: very old browsers, and mail servers that unsubscribe somebody (RFC 8058). Where a session is used,
Django's token is asked for as well.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils.cache import add_never_cache_headers
from django.utils.http import is_same_domain

from portal.office.last_known import last_known

_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
# "none": somebody pressed for it in the browser itself, a reload for one.
_OURS = frozenset({"same-origin", "none"})


class OriginMiddleware:
    """Stands inside of what only adds headers, and before everything that reads a session or the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return _refused(request) if is_from_elsewhere(request) else self.get_response(request)


def is_from_elsewhere(request: HttpRequest) -> bool:
    """Whether a page of another origin sent something that may change anything."""
    if request.method in _SAFE:
        return False
    origin = request.headers.get("Origin", "")
    site = request.headers.get("Sec-Fetch-Site", "")
    is_ours = site in _OURS if site else not origin or _is_own(origin, request)
    return not is_ours and not _is_trusted(origin)


def _is_own(origin: str, request: HttpRequest) -> bool:
    """Our pages send their origin to ourselves, never ``null``: the referrer policy is "same-origin"."""
    host = request.get_host()
    # A proxy that ends TLS and does not say so makes of https http, never the other way round.
    return origin == f"https://{host}" or (origin == f"http://{host}" and not request.is_secure())


def _is_trusted(origin: str) -> bool:
    """CSRF_TRUSTED_ORIGINS, as Django reads it: ``https://*.example.jp`` stands for every name below."""
    scheme, _separator, host = origin.partition("://")
    for trusted in map(urlsplit, settings.CSRF_TRUSTED_ORIGINS):
        if scheme == trusted.scheme and is_same_domain(host, trusted.netloc.removeprefix("*")):
            return True
    return False


def _refused(request: HttpRequest) -> HttpResponse:
    # Nothing of what was sent is given back: it is another site's, and nobody may have meant to send it.
    context = {"office": last_known().office, "way_in": _way_in(request.path)}
    response = HttpResponse(render_to_string("403_origin.html", context), status=403)
    add_never_cache_headers(response)
    return response


def _way_in(path: str) -> str:
    """The form itself where it is a page that anybody may open. What needs a session is often a press without a page."""
    try:
        is_open_form = getattr(resolve(path).func, "csrf_exempt", False)
    except Resolver404:
        is_open_form = False
    if is_open_form:
        return path
    return "/admin/" if path.startswith("/admin/") else "/"
