"""What a session of staff says about itself: that it came through both doors, when, and when it was used last.

Staff without this mark are nobody (``middleware.py``): a session of a member who became staff, or one that lay idle,
opens nothing until it comes through the door of the staff.
"""

import datetime
import functools
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from portal.accounts.models import User
from portal.accounts.staff.agents import coarse_agent

KEY = "staff"
# For so long nothing asks again for a number; a form that was opened in this time may be sent for as long again.
CONFIRMED_FOR = datetime.timedelta(minutes=15)
# However much a session is used: nobody works day and night.
_LASTS = datetime.timedelta(hours=48)
# So exact is what the list of sessions says about the last use.
_STEP_SECONDS = 5 * 60

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Mark:
    """Times are seconds since 1970: sessions are JSON."""

    user: int
    began_at: float
    confirmed_at: float
    used_at: float
    agent: str = ""

    @property
    def began(self) -> datetime.datetime:
        return datetime.datetime.fromtimestamp(self.began_at, tz=datetime.UTC)

    @property
    def used(self) -> datetime.datetime:
        return datetime.datetime.fromtimestamp(self.used_at, tz=datetime.UTC)

    @property
    def is_over(self) -> bool:
        now = time.time()
        is_idle = now - self.used_at > settings.STAFF_SESSION_HOURS * 3600
        return is_idle or now - self.began_at > _LASTS.total_seconds()


def put_mark(request: HttpRequest, user: User) -> None:
    """Both doors were passed, now, in the session that has just begun."""
    now = time.time()
    agent = coarse_agent(request.headers.get("User-Agent", ""))
    request.session[KEY] = asdict(Mark(user.pk, now, now, now, agent))


def mark_in(session: Any) -> Mark | None:
    kept = session.get(KEY)
    return Mark(**kept) if kept else None


def valid_mark(request: HttpRequest, user: Any) -> Mark | None:
    """The mark of this user's session, if it may still be used."""
    mark = mark_in(request.session)
    return mark if mark is not None and mark.user == user.pk and not mark.is_over else None


def touch(request: HttpRequest, mark: Mark) -> None:
    """Note that the session is in use: now and then, because each time is a write."""
    now = time.time()
    if now - mark.used_at > _STEP_SECONDS:
        request.session[KEY] = asdict(replace(mark, used_at=now))


def confirm(request: HttpRequest) -> None:
    """A number was right once more."""
    mark = mark_in(request.session)
    assert mark is not None
    request.session[KEY] = asdict(replace(mark, confirmed_at=time.time()))


def is_confirmed(request: HttpRequest) -> bool:
    mark = mark_in(request.session)
    if mark is None:
        return False
    patience = CONFIRMED_FOR * (2 if request.method == "POST" else 1)
    return time.time() - mark.confirmed_at <= patience.total_seconds()


def confirmed_lately(view: View) -> View:
    """Ask for a number again when the last one is a while ago: merging, accounts, retention, whole registries,
    lists of numbers. Stands below the method and the permission decorators, and never on what is printed."""

    @functools.wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if is_confirmed(request):
            return view(request, *args, **kwargs)
        return ask_again(request)

    return wrapper


def ask_again(request: HttpRequest, *, back_to: str = "") -> HttpResponse:
    # A press that has no page of its own leads back to the page with its button.
    back_to = back_to or request.get_full_path()
    return redirect(reverse("admin:sign_in_again", query={"next": back_to}))
