"""What was typed when a session had ended: kept for a day, and given back to the same account only.

Whose it was is known from a signed cookie of the last account in this browser, which is set at the sign-in, goes
with 「ログアウト」 and opens nothing by itself. The token in the address names the row; account and page must
match as well. Files and secrets are not kept.
"""

import datetime
import secrets

from django.conf import settings
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.utils import timezone

from portal.accounts.models import KeptForm, User

PARAMETER = "kept"
KEPT_FOR = datetime.timedelta(days=1)
# More pages than this are not open at once; strangers' machines cannot fill the table with an old cookie.
_MOST = 5
_LONGEST_PAGE: int = KeptForm._meta.get_field("page").max_length or 0
_COOKIE = "last_account"
_SALT = "portal.accounts.last"
_SECRETS = ("csrfmiddlewaretoken", "password", "code")


def remember_account(response: HttpResponseBase, user: User) -> None:
    """Let this browser be known as one where ``user`` signed in: as long as its forms are taken at all."""
    response.set_signed_cookie(
        _COOKIE,
        str(user.pk),
        salt=_SALT,
        max_age=settings.CSRF_COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget_account(response: HttpResponse) -> None:
    response.delete_cookie(_COOKIE, samesite="Lax")


def keep_typed(request: HttpRequest, *, page: str) -> str:
    """Keep what was posted, to be given back at the path ``page``. Returns its token, empty if nothing was kept."""
    user = _last_account(request)
    fields = {
        name.replace("\x00", ""): [value.replace("\x00", "") for value in values]
        for name, values in request.POST.lists()
        if not any(secret in name for secret in _SECRETS)
    }
    # No page of ours has such an address.
    is_a_page = "\x00" not in page and len(page) <= _LONGEST_PAGE
    if user is None or not fields or not is_a_page:
        return ""
    token = secrets.token_urlsafe(24)
    KeptForm.objects.create(token=token, user=user, page=page, fields=fields)
    latest = KeptForm.objects.filter(user=user).order_by("-pk").values("pk")[:_MOST]
    KeptForm.objects.filter(user=user).exclude(pk__in=list(latest.values_list("pk", flat=True))).delete()
    return token


def typed(request: HttpRequest) -> QueryDict | None:
    """What a form of a page for members is bound to: ``form = MyForm(typed(request))``.

    What was posted, or on a GET what was typed here when the session had ended, or None. The page says that
    it is not sent yet by ``{% include "accounts/_given_back.html" %}``.
    """
    if request.method == "POST":
        return request.POST
    kept = _kept(request)
    if kept is None:
        return None
    data = QueryDict(mutable=True)
    for name, values in kept.fields.items():
        data.setlist(name, values)
    request.was_given_back = True  # type: ignore[attr-defined]
    return data


def forget_typed(request: HttpRequest) -> None:
    """What was given back has been sent."""
    kept = _kept(request)
    if kept is not None:
        kept.delete()


def clear_kept() -> int:
    """Delete what nobody came back for; returns how many."""
    return KeptForm.objects.filter(made_at__lte=timezone.now() - KEPT_FOR).delete()[0]


def _kept(request: HttpRequest) -> KeptForm | None:
    token = request.GET.get(PARAMETER, "")
    if not token or "\x00" in token or not isinstance(request.user, User):
        return None
    return KeptForm.objects.filter(
        token=token, user=request.user, page=request.path, made_at__gt=timezone.now() - KEPT_FOR
    ).first()


def _last_account(request: HttpRequest) -> User | None:
    try:
        pk = request.get_signed_cookie(_COOKIE, salt=_SALT, max_age=settings.CSRF_COOKIE_AGE)
    except (KeyError, BadSignature):
        return None
    return User.objects.filter(pk=pk or 0).first()
