"""One page for everyone: to come in, to see what one's address opens, and to leave."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout as end_session
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts import codes, postman
from portal.accounts.doors import account_of, may_sign_in_by_code
from portal.accounts.errors import AccountError, AskedTooOften, CodeWrong
from portal.accounts.forms import AddressForm, CodeForm
from portal.accounts.keeping import PARAMETER, forget_account, remember_account
from portal.accounts.pending import Pending, forget, lead_to, local_path, pending_in, remember
from portal.ui.email import sending_domain


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """Signed in: what the address opens. Else: ask for a code."""
    wanted = local_path(request.POST.get("next", "") or request.GET.get("next", ""))
    if request.user.is_authenticated:
        return redirect(wanted) if wanted else render(request, "accounts/home.html")
    if request.method != "POST" and (pending := pending_in(request)):
        if wanted:
            lead_to(request, pending, wanted)
        return redirect("accounts:code")
    form = AddressForm(request.POST or None, initial={"next": wanted})
    if request.method == "POST" and form.is_valid():
        try:
            _ask(request, address=form.cleaned_data["email"], wanted=wanted)
        except AskedTooOften as error:
            form.add_error(None, str(error))
        else:
            return redirect("accounts:code")
    is_kept = f"{PARAMETER}=" in wanted
    context = {"form": form, "is_kept": is_kept, "shows_staff_door": not settings.ADMIN_HOST}
    return render(request, "accounts/sign_in.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The box for the code. It stays until the code was right or another address is chosen."""
    if request.user.is_authenticated:
        return redirect("accounts:home")
    pending = pending_in(request)
    if pending is None:
        if request.method == "POST":
            messages.error(
                request, _("この画面では、まだコードを申し込んでいません。メールアドレスを入れてください。")
            )
        return redirect("accounts:home")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _enter(request, pending, form.cleaned_data["code"])
        except AccountError as error:
            form.add_error("code", ValidationError(str(error)))
    context = {"form": form, "pending": pending, "sending_domain": sending_domain(), **_demo(pending)}
    return render(request, "accounts/code.html", context)


@never_cache
@require_POST
def ask_again(request: HttpRequest) -> HttpResponse:
    pending = pending_in(request)
    if pending is None:
        return redirect("accounts:home")
    try:
        _ask(request, address=pending.address, wanted=pending.next)
    except AskedTooOften as error:
        messages.error(request, str(error))
    return redirect("accounts:code")


@never_cache
@require_POST
def other_address(request: HttpRequest) -> HttpResponse:
    pending = pending_in(request)
    forget(request)
    query = {"next": pending.next} if pending and pending.next else None
    return redirect(reverse("accounts:home", query=query))


@never_cache
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    end_session(request)
    messages.success(request, _("ログアウトしました。"))
    response = redirect("accounts:home")
    forget_account(response)
    return response


def _ask(request: HttpRequest, *, address: str, wanted: str) -> None:
    """The same steps for every address, known or not. Raises ``AskedTooOften`` for the place it comes from."""
    if not ratelimit.consume(request, action="request_login_code"):
        raise AskedTooOften
    now = timezone.now()
    row = codes.ask(address=address, now=now)
    remember(request, Pending(address, now.timestamp(), wanted))
    if row is not None:
        postman.carry(address=address, code=row.code, until=row.until)


def _enter(request: HttpRequest, pending: Pending, typed: str) -> HttpResponse:
    """Begin a session for the address whose code was typed. Raises an ``AccountError``."""
    codes.use(address=pending.address, code=typed, now=timezone.now())
    if not may_sign_in_by_code(pending.address):
        # One in a million, or not allowed any more since the mail.
        raise CodeWrong
    user = account_of(pending.address)
    forget(request)
    record_authentication(request, user, method="code", email=user.email)
    response: HttpResponse = perform_login(
        request, user, redirect_url=pending.next or reverse("accounts:home"), email=user.email
    )
    remember_account(response, user)
    return response


def _demo(pending: Pending) -> dict[str, str | bool]:
    """In the demo no mail leaves the machine: the page shows what it would have said."""
    if not settings.DEMO:
        return {}
    shown = (
        codes.code_shown_in_demo(address=pending.address, now=timezone.now())
        if may_sign_in_by_code(pending.address)
        else ""
    )
    return {"is_demo": True, "demo_code": shown}
