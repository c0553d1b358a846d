"""How often the same may be sent from one place of the network, counted by all processes together.

An office, a 公民館 or a library is one address to us, so the numbers are large (``settings.LIMITS``): they stop a
machine, not a room full of people. Who is signed in is counted by account instead. Two requests at the same moment
may count as one: a limit that is a little too kind is better than a lock in everybody's way.
"""

import functools
import hashlib
import ipaddress
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers

from portal.accounts.staff.hosts import client_address
from portal.office.last_known import last_known
from portal.outage import posted

View = Callable[..., HttpResponseBase]
_HOUR = 3600  # seconds


def limited(kind: str) -> Callable[[View], View]:
    """Let so many POSTs in an hour through as ``settings.LIMITS[kind]`` says; stands below the method decorator."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method == "POST" and minutes_to_wait(kind, _who(request)):
                return _too_many(request)
            return view(request, *args, **kwargs)

        return wrapper

    return decorate


def minutes_to_wait(kind: str, who: str) -> int:
    """How long ``who`` waits until the next of ``kind`` is answered; 0 while there is no need to. This one counts."""
    if who and _count(kind, who) > settings.LIMITS[kind]:
        return -(-_seconds_left() // 60)
    return 0


def _seconds_left() -> int:
    return _HOUR - int(time.time()) % _HOUR


def place_of(request: HttpRequest) -> str:
    """Which place of the network asks; empty where that would be everybody. Reads no session."""
    address = client_address(request)
    # From this machine itself comes a proxy that TRUSTED_PROXIES does not name: it would stand for the whole city.
    if address is None or address.is_loopback:
        return ""
    if isinstance(address, ipaddress.IPv6Address):
        # A household has at least so many addresses, and changes them.
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def _who(request: HttpRequest) -> str:
    """Who is counted; nobody where that would be everybody."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
        return f"account {request.user.pk}"
    return place_of(request)


def _count(kind: str, who: str) -> int:
    """How many with this one; the hour stands in the key, the address in no readable form."""
    name = f"{settings.SECRET_KEY} {kind} {who} {int(time.time()) // _HOUR}"
    key = f"limit:{hashlib.sha256(name.encode()).hexdigest()}"
    count = int(cache.get(key, 0)) + 1
    cache.set(key, count, _HOUR)
    return count


def _too_many(request: HttpRequest) -> HttpResponse:
    wait = _seconds_left()
    context = {"office": last_known().office, "fields": posted(request), "minutes": -(-wait // 60)}
    response = HttpResponse(
        render_to_string("429.html", context), status=429, headers={"Retry-After": str(wait)}
    )
    add_never_cache_headers(response)
    return response
