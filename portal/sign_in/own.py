"""ログインの設定: one's own second factor and the sessions that run."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.acting import acting_user
from portal.accounts.errors import AccountError
from portal.accounts.models import User
from portal.accounts.staff import entering, totp
from portal.accounts.staff.factors import factors_of
from portal.accounts.staff.mark import ask_again, confirmed_lately, is_confirmed
from portal.accounts.staff.sessions import end_sessions, running_sessions
from portal.accounts.staff.vault import decrypt, encrypt
from portal.private.tokens import at_rest
from portal.sign_in.door import factor_page, set_up
from portal.sign_in.forms import FactorForm
from portal.sign_in.sheets import sheet_page

_SECRET = "staff_secret"  # noqa: S105 (the name of a key of the session)


@never_cache
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    user = acting_user(request)
    context = {
        **admin.site.each_context(request),
        "title": _("ログインの設定"),
        "factors": factors_of(user),
        "sessions": running_sessions(user),
        "own_key": at_rest(request.session.session_key or ""),
        "steps": user.account_steps.select_related("by")[:10],
    }
    return TemplateResponse(request, "admin/sign_in/own.html", context)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed_lately
def change_factor(request: HttpRequest) -> HttpResponse:
    """Another app or token in place of the one that is there."""
    user = acting_user(request)
    kept = request.session.get(_SECRET, "")
    secret = (decrypt(kept) if kept else None) or totp.new_secret()
    form = FactorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            codes = set_up(form, user, secret, replaces=True)
        except AccountError as error:
            form.add_error("number", ValidationError(str(error)))
        else:
            request.session.pop(_SECRET, None)
            end_sessions(user=user, by=user, but=request.session.session_key)
            return _sheet(request, user, codes)
    request.session[_SECRET] = encrypt(secret)
    return factor_page(request, form, user, secret)


@never_cache
@require_POST
def new_codes(request: HttpRequest) -> HttpResponse:
    """New numbers for the day when app or token are lost."""
    if not is_confirmed(request):
        return ask_again(request, back_to=reverse("admin:own_sign_in"))
    user = acting_user(request)
    return _sheet(request, user, entering.new_recovery_codes(user=user))


@never_cache
@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """End one of one's own sessions, or all but this one."""
    user = acting_user(request)
    handle = request.POST.get("handle", "")
    ended = end_sessions(user=user, by=user, handle=handle, but=request.session.session_key)
    if handle and not ended:
        raise Http404
    messages.success(request, _("%(count)d件のログインを終わらせました。") % {"count": ended})
    return redirect("admin:own_sign_in")


def _sheet(request: HttpRequest, user: User, codes: list[str]) -> HttpResponse:
    return sheet_page(request, user, codes, title=_("予備の番号"), next_url=reverse("admin:own_sign_in"))
