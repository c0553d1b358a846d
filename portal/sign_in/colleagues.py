"""職員のログイン: how a manager helps a colleague in. Every press is on record with both names."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.acting import acting_user
from portal.accounts.errors import AccountError
from portal.accounts.models import User
from portal.accounts.staff import colleagues as actions
from portal.accounts.staff import tries
from portal.accounts.staff.accounts import may_decide_about
from portal.accounts.staff.errors import MayNotBeHelped, SameAccount
from portal.accounts.staff.factors import factors_of
from portal.accounts.staff.managers import is_last_manager, with_ways
from portal.accounts.staff.mark import ask_again, confirmed_lately, is_confirmed
from portal.accounts.staff.sessions import end_sessions, running_sessions
from portal.sign_in.forms import TokenForm
from portal.sign_in.sheets import sheet_page

_may_help = permission_required("accounts.manage_sign_in", raise_exception=True)
_STEPS = 20


@never_cache
@require_safe
@_may_help
def colleagues(request: HttpRequest) -> HttpResponse:
    """Everybody of the office, what they may and what they come in with."""
    staff = with_ways(User.objects.filter(is_staff=True)).prefetch_related("groups")
    people = staff.order_by("-is_active", "name", "pk")
    return colleague_page(
        request, "colleagues.html", _("職員のログイン"), people=people, is_last=is_last_manager()
    )


@never_cache
@require_safe
@_may_help
def colleague(request: HttpRequest, pk: int) -> HttpResponse:
    user = colleague_of(pk)
    return colleague_page(
        request,
        "colleague.html",
        user.name or user.email,
        person=user,
        factors=factors_of(user),
        sessions=running_sessions(user),
        waits_until=tries.waits_until(user.email),
        steps=user.account_steps.select_related("by")[:_STEPS],
        roles=[group.name for group in user.groups.order_by("pk")],
        may_help=actions.may_help(acting_user(request), user),
        may_decide=may_decide_about(acting_user(request), user),
    )


@never_cache
@sensitive_post_parameters("secret")
@require_http_methods(["GET", "HEAD", "POST"])
@_may_help
@confirmed_lately
def token(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter the secret of a token that the colleague gets."""
    user = colleague_of(pk)
    if not actions.may_help(acting_user(request), user):
        raise PermissionDenied
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_token(user_id=pk, by=acting_user(request), **form.cleaned_data)
        except AccountError as error:
            form.add_error("secret", ValidationError(str(error)))
        else:
            messages.success(request, _("トークンを登録しました。機器を本人に渡してください。"))
            return redirect("admin:colleague", pk)
    return colleague_page(request, "token.html", _("トークンを渡す"), person=user, form=form)


def _press(act: Callable[..., Any], done: str | Promise) -> Callable[..., HttpResponse]:
    """A press on a colleague's page: asked for a number first, then done, then back to the page."""

    @never_cache
    @require_POST
    @_may_help
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        user = colleague_of(pk)
        if not is_confirmed(request):
            return ask_again(request, back_to=reverse("admin:colleague", args=[pk]))
        try:
            result = act(user_id=user.pk, by=acting_user(request))
        except (SameAccount, MayNotBeHelped) as error:
            raise PermissionDenied(str(error)) from error
        if isinstance(result, list):
            back = reverse("admin:colleague", args=[pk])
            return sheet_page(request, user, result, title=_("使い切りの番号表"), next_url=back)
        messages.success(request, str(done))
        return redirect("admin:colleague", pk)

    return view


def _end(*, user_id: int, by: User) -> None:
    user = User.objects.get(pk=user_id)
    if user == by:
        raise SameAccount
    if not actions.may_help(by, user):
        raise MayNotBeHelped
    end_sessions(user=user, by=by)


reset = _press(
    actions.reset_factor,
    gettext_lazy("二つめの確認を、はじめからにしました。次のログインで、本人が登録します。"),
)
issue = _press(actions.issue_sheet, "")
revoke = _press(actions.revoke_sheets, gettext_lazy("番号表を使えなくしました。"))
unlock = _press(actions.unlock, gettext_lazy("待ち時間を解きました。すぐにログインできます。"))
end = _press(_end, gettext_lazy("この人のログインを、すべて終わらせました。"))


def colleague_of(pk: int) -> User:
    return get_object_or_404(User, pk=pk, is_staff=True)


def colleague_page(request: HttpRequest, template: str, title: str, **context: Any) -> TemplateResponse:
    context = {**admin.site.each_context(request), "title": title, **context}
    return TemplateResponse(request, f"admin/sign_in/{template}", context)
