"""職員のログイン: a manager opens and closes a colleague's account and decides about its roles."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.acting import acting_user
from portal.accounts.duties import duties_of
from portal.accounts.errors import AccountError
from portal.accounts.models import User
from portal.accounts.staff import accounts as actions
from portal.accounts.staff.errors import AddressTaken, NoManagerLeft, RolesChanged
from portal.accounts.staff.mark import ask_again, confirmed_lately, is_confirmed
from portal.sign_in.account_forms import AccountForm, ChangeRolesForm
from portal.sign_in.colleagues import colleague_of, colleague_page
from portal.sign_in.sheets import first_password_page

_may_decide = permission_required("accounts.give_roles", raise_exception=True)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@_may_decide
@confirmed_lately
def add(request: HttpRequest) -> HttpResponse:
    """A new account; what is printed then opens it once."""
    form = AccountForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        email, name = form.cleaned_data["email"], form.cleaned_data["name"]
        try:
            user, password = actions.open_account(
                email=email, name=name, roles=form.roles, by=acting_user(request)
            )
        except AddressTaken as error:
            form.add_error("email", str(error))
        except AccountError as error:
            raise PermissionDenied(str(error)) from error
        else:
            return first_password_page(request, user, password)
    return colleague_page(request, "add.html", _("アカウントを開く"), form=form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@_may_decide
@confirmed_lately
def roles(request: HttpRequest, pk: int) -> HttpResponse:
    user = _decided_about(request, pk)
    form = ChangeRolesForm(request.POST if request.method == "POST" else None, has=actions.roles_of(user))
    if form.is_valid():
        try:
            actions.change_roles(
                user_id=pk, roles=form.roles, seen=form.cleaned_data["seen"], by=acting_user(request)
            )
        except RolesChanged as error:
            # What the other one decided is shown, to begin from.
            form = ChangeRolesForm(has=actions.roles_of(user))
            messages.error(request, str(error))
        except NoManagerLeft as error:
            form.add_error("main", str(error))
        except AccountError as error:
            raise PermissionDenied(str(error)) from error
        else:
            messages.success(request, _("役割を保存しました。いまログインしている画面にも、すぐに効きます。"))
            return redirect("admin:colleague", pk)
    return colleague_page(request, "roles.html", _("役割を変える"), person=user, form=form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@_may_decide
@confirmed_lately
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Asked for once more, with what the colleague still looks after."""
    user = _decided_about(request, pk)
    error = ""
    if request.method == "POST":
        try:
            actions.close_account(user_id=pk, by=acting_user(request))
        except NoManagerLeft as refused:
            error = str(refused)
        except AccountError as refused:
            raise PermissionDenied(str(refused)) from refused
        else:
            messages.success(request, _("アカウントを閉じました。ログインしていた画面も終わりました。"))
            return redirect("admin:colleague", pk)
    count = sum(len(rows) for _kind, rows in duties_of(user))
    return colleague_page(
        request, "close.html", _("アカウントを閉じる"), person=user, error=error, count=count
    )


@never_cache
@require_POST
@_may_decide
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    _decided_about(request, pk)
    if not is_confirmed(request):
        return ask_again(request, back_to=reverse("admin:colleague", args=[pk]))
    try:
        actions.reopen_account(user_id=pk, by=acting_user(request))
    except AccountError as error:
        raise PermissionDenied(str(error)) from error
    messages.success(request, _("アカウントをもう一度開きました。役割が前のままでよいか、確かめてください。"))
    return redirect("admin:colleague", pk)


@never_cache
@require_POST
@_may_decide
def first_password(request: HttpRequest, pk: int) -> HttpResponse:
    """For who lost the sheet or forgot the own password."""
    _decided_about(request, pk)
    if not is_confirmed(request):
        return ask_again(request, back_to=reverse("admin:colleague", args=[pk]))
    try:
        user, password = actions.renew_first_password(user_id=pk, by=acting_user(request))
    except AccountError as error:
        raise PermissionDenied(str(error)) from error
    return first_password_page(request, user, password)


def _decided_about(request: HttpRequest, pk: int) -> User:
    user = colleague_of(pk)
    if not actions.may_decide_about(acting_user(request), user):
        raise PermissionDenied
    return user
