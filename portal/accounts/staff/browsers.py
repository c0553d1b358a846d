"""Browsers that somebody of the staff came in with before, known by a signed cookie for each account.

It opens nothing. Its tries are counted apart, so that a stranger who types a colleague's address again and again does
not keep that colleague out.
"""

import datetime
import secrets

from django.conf import settings
from django.core.signing import BadSignature
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from portal.accounts.staff.vault import digest

_AGE = datetime.timedelta(days=90)
_PATH = "/admin/"


def known_browser(request: HttpRequest, address: str) -> str:
    """The number of this browser for the account, empty where it was never inside."""
    name = _name(address)
    try:
        return str(request.get_signed_cookie(name, salt=name, max_age=_AGE))
    except (KeyError, BadSignature):
        return ""


def remember_browser(request: HttpRequest, response: HttpResponseBase, address: str) -> None:
    name = _name(address)
    response.set_signed_cookie(
        name,
        known_browser(request, address) or secrets.token_hex(8),
        salt=name,
        max_age=_AGE,
        path=_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def _name(address: str) -> str:
    return f"known_{digest(address.strip().lower(), salt='browser')[:16]}"
