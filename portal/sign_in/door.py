"""The staff's way in: the door, the first day, and being asked once more."""

from allauth.core import ratelimit
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from portal.accounts.acting import acting_user
from portal.accounts.errors import AccountError, AskedTooOften
from portal.accounts.models import User
from portal.accounts.pending import local_path
from portal.accounts.staff import entering, signing_in, totp
from portal.accounts.staff.browsers import remember_browser
from portal.accounts.staff.mark import confirm, put_mark
from portal.accounts.staff.pending import (
    Pending,
    password_was_changed,
    pending_entry,
    put_pending,
    secret_of,
)
from portal.documents.qr import inline_svg
from portal.office.models import Office
from portal.sign_in.forms import FactorForm, NewPasswordForm, NumberForm, StaffSignInForm
from portal.sign_in.sheets import sheet_page

_BACKEND = "portal.accounts.backends.OpenAccounts"


@never_cache
@sensitive_post_parameters("password", "number")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Address, password and number on one page, and one answer for whatever is wrong."""
    wanted = local_path(request.POST.get("next", "") or request.GET.get("next", ""))
    user = request.user
    if isinstance(user, User) and user.is_staff:
        return redirect(wanted or "admin:index")
    form = StaffSignInForm(request.POST or None, initial={"next": wanted})
    if request.method == "POST" and form.is_valid():
        try:
            return _enter(request, form, wanted)
        except AccountError as error:
            form.add_error(None, ValidationError(str(error)))
    context = {"form": form, "wanted": wanted, "demo_codes": totp.codes_shown_in_demo()}
    return render(request, "accounts/staff/sign_in.html", context)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def first_day(request: HttpRequest) -> HttpResponse:
    """What is still missing before the first coming in, one step a page."""
    found = pending_entry(request)
    if found is None:
        return redirect("admin:login")
    pending, user = found
    if user.must_change_password:
        return _password_step(request, pending, user)
    return _factor_step(request, pending, user)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest) -> HttpResponse:
    """A number once more, and on to where it was asked for."""
    wanted = local_path(request.POST.get("next", "") or request.GET.get("next", ""))
    form = NumberForm(request.POST or None, initial={"next": wanted})
    if request.method == "POST" and form.is_valid():
        try:
            signing_in.ask_number(user=acting_user(request), number=form.cleaned_data["number"])
        except AccountError as error:
            form.add_error("number", ValidationError(str(error)))
        else:
            confirm(request)
            return redirect(wanted or "admin:index")
    own = [row for row in totp.codes_shown_in_demo() if row[1] == acting_user(request).email]
    return render(request, "accounts/staff/again.html", {"form": form, "wanted": wanted, "demo_codes": own})


def _enter(request: HttpRequest, form: StaffSignInForm, wanted: str) -> HttpResponse:
    if not ratelimit.consume(request, action="login"):
        raise AskedTooOften
    entry = signing_in.try_door(
        request,
        address=form.cleaned_data["username"],
        password=form.cleaned_data["password"],
        number=form.cleaned_data["number"],
    )
    if not entry.is_whole:
        put_pending(request, entry, wanted=wanted)
        return redirect("admin:first_day")
    return _come_in(request, entry.user, wanted)


def _come_in(request: HttpRequest, user: User, wanted: str) -> HttpResponse:
    response = redirect(wanted or "admin:index")
    remember_browser(request, response, user.email)
    begin_session(request, user)
    return response


def begin_session(request: HttpRequest, user: User) -> None:
    """A session of its own: nothing of what this browser had before, its key least of all, goes along."""
    request.session.flush()
    login(request, user, backend=_BACKEND)
    put_mark(request, user)


def _password_step(request: HttpRequest, pending: Pending, user: User) -> HttpResponse:
    form = NewPasswordForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        entering.choose_password(
            user=user, password=form.cleaned_data["password"], session_key=request.session.session_key
        )
        if pending.has_factor:
            return _come_in(request, user, pending.next)
        password_was_changed(request, pending, user)
        return redirect("admin:first_day")
    return render(request, "accounts/staff/password.html", {"form": form, "account": user})


def _factor_step(request: HttpRequest, pending: Pending, user: User) -> HttpResponse:
    secret = secret_of(pending)
    form = FactorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            codes = set_up(form, user, secret, replaces=False)
        except AccountError as error:
            form.add_error("number", ValidationError(str(error)))
        else:
            begin_session(request, user)
            return sheet_page(
                request, user, codes, title=_("予備の番号"), next_url=pending.next or reverse("admin:index")
            )
    return factor_page(request, form, user, secret)


def set_up(form: FactorForm, user: User, secret: str, *, replaces: bool) -> list[str]:
    """With the secret of our page, or with that of a token if one was typed."""
    typed = form.cleaned_data["secret"]
    return entering.set_up_factor(
        user_id=user.pk,
        secret=typed or secret,
        period=int(form.cleaned_data["period"] or totp.PERIODS[0]) if typed else totp.PERIODS[0],
        number=form.cleaned_data["number"],
        replaces=replaces,
    )


def factor_page(request: HttpRequest, form: FactorForm, user: User, secret: str) -> HttpResponse:
    issuer = " ".join(Office.objects.current().name.split()) or _("つながりポータル")
    context = {
        "form": form,
        "account": user,
        "qr": inline_svg(totp.address_for_app(user, secret, issuer=issuer)),
        # In fours, as one reads it from the screen and types it into a telephone.
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
    }
    return render(request, "accounts/staff/factor.html", context)
