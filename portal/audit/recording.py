"""The one place where what staff do is put on record: the door of the office's pages, through which every one of
their requests goes. No page has to remember it, and none can forget it.
"""

import functools
import json
import logging
from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.accounts.staff.hosts import client_address
from portal.audit.models import Entry
from portal.audit.pages import doing

# One line of JSON for each entry, for the city's log server (AUDIT_LOG).
logger = logging.getLogger("portal.audit")

View = Callable[..., HttpResponseBase]


def recorded(view: View) -> View:
    """Put on record what a request does, before its answer goes out: what cannot be recorded is not shown."""

    @functools.wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        _note(request, response)
        return response

    return wrapper


def record(
    *,
    verb: Entry.Verb,
    by: User | None,
    what: str = "",
    number: str = "",
    page: str = "",
    address: str | None = None,
) -> Entry:
    """Write one entry. For the office's pages ``recorded`` does it; others call it themselves."""
    entry = Entry.objects.create(
        at=timezone.now(), by=by, verb=verb, what=what, number=number, page=page, address=address
    )
    line = {
        "at": entry.at.isoformat(),
        "by": by.pk if by else None,
        "verb": str(verb),
        "what": what,
        "number": number,
        "page": page,
        "from": address,
    }
    logger.info("%s", json.dumps(line, ensure_ascii=False))
    return entry


def address_of(request: HttpRequest) -> str | None:
    address = client_address(request)
    return str(address) if address else None


def _note(request: HttpRequest, response: HttpResponseBase) -> None:
    user: User | AnonymousUser = request.user
    match = request.resolver_match
    if match is None or not isinstance(user, User):
        return
    is_press = request.method == "POST"
    done = doing(match, is_press=is_press)
    if done is None or not _has_happened(response, is_press=is_press, verb=done.verb):
        return
    # The page before a download shows nothing of it yet.
    is_page_before = done.verb == Entry.Verb.EXPORTED and not is_press and not _is_file(response)
    record(
        verb=Entry.Verb.OPENED if is_page_before else done.verb,
        by=user,
        what=done.what,
        number=done.number,
        page=done.page,
        address=address_of(request),
    )


def _has_happened(response: HttpResponseBase, *, is_press: bool, verb: Entry.Verb) -> bool:
    """Whether the page was shown, or what was pressed was done: a form that comes back with mistakes was not."""
    if not is_press:
        return response.status_code == 200
    if response.status_code in (302, 303):
        # Asked for a number again, nothing has been done yet.
        return not response.headers["Location"].startswith(reverse("admin:sign_in_again"))
    is_answer = response.status_code == 200 and (verb == Entry.Verb.OPENED or _is_file(response))
    # A page that shows, once, what was made just now says so itself.
    return is_answer or getattr(response, "is_done", False)


def _is_file(response: HttpResponseBase) -> bool:
    return response.has_header("Content-Disposition")
