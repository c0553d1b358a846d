"""The page for when the portal cannot answer: the database is away or too busy, or the disk is full.

It asks no database itself, says whom to call, and gives back what was posted so that it can be sent again.
Everything else that goes wrong gets the ordinary error page.
"""

import sys
from typing import Any

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException, UnreadablePostError
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from portal.office.last_known import last_known
from portal.ui.uploads import NO_ROOM

RETRY_AFTER = 60  # seconds
# Classes and codes of PostgreSQL that pass by themselves or by the hand of whoever runs it: connection,
# resources (too many connections, its disk full), shutdown, deadlock, time-outs of locks and statements, a
# standby that takes no writes yet, its disk in trouble.
_PASSING = ("08", "53", "57P", "40", "55P03", "57014", "25006", "58")


class OutagePage(HttpResponse):
    """Sets no cookie, whatever middleware wants to add on the way out: sessions live in the database."""

    def set_cookie(self, *args: Any, **kwargs: Any) -> None:
        pass

    def delete_cookie(self, *args: Any, **kwargs: Any) -> None:
        pass


def server_error(request: HttpRequest) -> HttpResponse:
    """What Django shows when an exception has left a view or a middleware (``handler500``)."""
    known = last_known()
    context: dict[str, Any] = {"office": known.office}
    if not passes(sys.exc_info()[1]):
        return HttpResponse(render_to_string("500.html", context), status=500)
    context |= {
        "lines": known.lines(timezone.localtime()),
        "is_form": request.method == "POST",
        "fields": posted(request) if request.method == "POST" else None,
        "is_once": _is_once(request),
        "address": request.get_full_path(),
    }
    page = OutagePage(render_to_string("503.html", context), status=503)
    page["Retry-After"] = str(RETRY_AFTER)
    add_never_cache_headers(page)
    return page


def passes(error: BaseException | None) -> bool:
    """Whether the same request may well succeed later without anybody changing the portal."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in NO_ROOM:
            return True
        if isinstance(error, (DatabaseError, InterfaceError)):
            code = getattr(error.__cause__, "pgcode", None)
            if code:
                return code.startswith(_PASSING)
            # Without a code the server has not answered at all; the driver then raises one of these.
            return isinstance(error, (OperationalError, InterfaceError)) or type(error) is DatabaseError
        error = error.__cause__ or error.__context__
    return False


def posted(request: HttpRequest) -> list[tuple[str, str]] | None:
    """What can be sent again from this page; None where that is not all of it: files, or a password, which is
    written into no page."""
    if request.content_type == "multipart/form-data":
        return None
    try:
        posted = request.POST
    except (OSError, UnreadablePostError, RawPostDataException, BadRequest, SuspiciousOperation):
        return None
    if any("password" in name for name in posted):
        return None
    return [(name, value) for name, values in posted.lists() for value in values]


def _is_once(request: HttpRequest) -> bool:
    """Whether a one-time key keeps the same from being taken twice: the draft's in the address, or the form's."""
    match = request.resolver_match
    return bool(match and "token" in match.kwargs) or "submission_key" in dict(posted(request) or ())
