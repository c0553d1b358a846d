"""Where the office's pages answer at all: a host name of their own (ADMIN_HOST) and networks (ADMIN_NETWORKS)."""

import functools
import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers
from django.utils.module_loading import import_string

# Further in stand those that only add headers to an answer: refusals carry them too.
_WITH_HEADERS = (
    "portal.headers.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
)
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class AdminDoorMiddleware:
    """Stands outermost, before cached pages. What is refused is not found, whoever asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.not_found: Callable[[HttpRequest], HttpResponseBase] = _not_found
        for name in reversed(_WITH_HEADERS):
            self.not_found = import_string(name)(self.not_found)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if _is_static(request.path):
            return self.get_response(request)
        is_admin = _is_admin(request)
        if is_admin and not may_reach_admin(request):
            return self.not_found(request)
        # The door on the day is the staff's and the helpers': it answers under both names.
        if not is_admin and not request.path.startswith("/door/") and _is_admin_host(request):
            return self.not_found(request)
        return self.get_response(request)


def may_reach_admin(request: HttpRequest) -> bool:
    """Whether the office's pages answer under this name to this network. Everything, unless set otherwise."""
    if settings.ADMIN_HOST and not _is_admin_host(request):
        return False
    if not settings.ADMIN_NETWORKS:
        return True
    address = client_address(request)
    return address is not None and _is_in(address, tuple(settings.ADMIN_NETWORKS))


def client_address(request: HttpRequest) -> _Address | None:
    """From where the request comes; what a proxy says counts only if it is one of ours (TRUSTED_PROXIES)."""
    hops = [request.META.get("REMOTE_ADDR", "")]
    forwarded = request.headers.get("X-Forwarded-For", "")
    hops = [*(hop.strip() for hop in forwarded.split(",") if hop.strip()), *hops]
    proxies = tuple(settings.TRUSTED_PROXIES)
    for position, hop in enumerate(reversed(hops)):
        address = _address(hop)
        # A socket of this machine has no address: who listens there is a proxy of ours.
        is_ours = (position == 0 and not hop) or (address is not None and _is_in(address, proxies))
        if not is_ours or position == len(hops) - 1:
            return address
    return None


def _is_admin_host(request: HttpRequest) -> bool:
    if not settings.ADMIN_HOST:
        return False
    try:
        host = request.get_host()
    except DisallowedHost:
        return False
    return host.rpartition(":")[0].lower() == settings.ADMIN_HOST or host.lower() == settings.ADMIN_HOST


def _is_static(path: str) -> bool:
    return path.startswith(f"/{settings.STATIC_URL.strip('/')}/")


def _is_admin(request: HttpRequest) -> bool:
    return request.path == "/admin" or request.path.startswith("/admin/")


def _not_found(request: HttpRequest) -> HttpResponse:
    # Neither session nor address of the site is touched; the page leads on to where a public address exists.
    leads_on = not _is_admin(request) and request.method in {"GET", "HEAD"}
    elsewhere = f"{settings.SITE_URL}{request.path}" if leads_on else ""
    response = HttpResponse(
        render_to_string("accounts/staff/not_here.html", {"elsewhere": elsewhere}), status=404
    )
    add_never_cache_headers(response)
    return response


def _address(text: str) -> _Address | None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    # ::ffff:10.0.0.1 is 10.0.0.1 asked for in the newer way.
    return getattr(address, "ipv4_mapped", None) or address


def _is_in(address: _Address, networks: tuple[str, ...]) -> bool:
    return any(address in network for network in _networks(networks))


@functools.lru_cache(maxsize=16)
def _networks(names: tuple[str, ...]) -> list[_Network]:
    return [ipaddress.ip_network(name) for name in names]
