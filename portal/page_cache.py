"""Finished public pages, repeated for a few seconds without running a view or a query.

A page takes part by the decorator ``public_page``. It must read no session, user, message or CSRF token;
a response that sets a cookie or varies by cookies is never kept, whatever its view says. Only addresses
without a query string are kept, so that made-up parameters cannot fill the cache.
"""

import functools
import gzip
import hashlib
from collections.abc import Callable
from typing import Any, NamedTuple, TypeGuard

from django.conf import settings
from django.core.cache import caches
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import has_vary_header, patch_vary_headers
from django.utils.http import parse_etags

View = Callable[..., HttpResponseBase]


class _Page(NamedTuple):
    """A page as it goes out: its final headers (security headers included) and its body in two codings."""

    headers: dict[str, str]
    etag: str
    plain: bytes
    gzipped: bytes


def public_page(view: View) -> View:
    """Let the view's pages be repeated to everybody for PAGE_CACHE_SECONDS."""

    @functools.wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response.is_public_page = True  # type: ignore[attr-defined]
        return response

    return wrapper


def forget_pages_after_commit() -> None:
    """Let this process show what was just decided at once; the others do when their few seconds are over."""
    transaction.on_commit(caches["pages"].clear, robust=True)


class PageCacheMiddleware:
    """Stands outermost. What it repeats has passed every other middleware once, the check of the host too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.cache = caches["pages"]

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        seconds = settings.PAGE_CACHE_SECONDS
        meta = request.META
        if not seconds or meta.get("QUERY_STRING") or request.method not in {"GET", "HEAD"}:
            return self.get_response(request)
        key = _key(request)
        page = self.cache.get(key)
        if page is None:
            response = self.get_response(request)
            if request.method != "GET" or not _may_be_kept(response):
                return response
            page = _page(response, seconds)
            self.cache.set(key, page, seconds)
        return _answer(request, page)


def _key(request: HttpRequest) -> str:
    # The host is taken as sent: one that is not allowed never gets a response that may be kept.
    parts = (request.scheme or "", request.META.get("HTTP_HOST", ""), request.path)
    return hashlib.blake2b("\n".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _may_be_kept(response: HttpResponseBase) -> TypeGuard[HttpResponse]:
    return (
        isinstance(response, HttpResponse)
        and getattr(response, "is_public_page", False)
        and response.status_code == 200
        and not response.cookies
        and not has_vary_header(response, "Cookie")
        and not response.has_header("Content-Encoding")
    )


def _page(response: HttpResponse, seconds: int) -> _Page:
    patch_vary_headers(response, ["Accept-Encoding"])
    # Weak, because one tag stands for both codings.
    etag = f'W/"{hashlib.blake2b(response.content, digest_size=16).hexdigest()}"'
    headers = dict(response.items()) | {"ETag": etag, "Cache-Control": f"public, max-age={seconds}"}
    headers.pop("Content-Length", None)
    # No secret stands in a public page, so compressing it gives nothing away.
    return _Page(headers, etag, response.content, gzip.compress(response.content, mtime=0))


def _answer(request: HttpRequest, page: _Page) -> HttpResponse:
    meta = request.META
    if_none_match = meta.get("HTTP_IF_NONE_MATCH")
    if if_none_match and (page.etag in parse_etags(if_none_match) or if_none_match.strip() == "*"):
        response = HttpResponse(status=304, headers=page.headers)
        del response["Content-Type"]
        return response
    is_gzipped = "gzip" in meta.get("HTTP_ACCEPT_ENCODING", "")
    body = page.gzipped if is_gzipped else page.plain
    response = HttpResponse(b"" if request.method == "HEAD" else body, headers=page.headers)
    response["Content-Length"] = str(len(body))
    if is_gzipped:
        response["Content-Encoding"] = "gzip"
    return response
