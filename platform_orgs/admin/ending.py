"""The end of taking part, a pause, and coming back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from platform_orgs import actions
from platform_orgs.admin.forms import EndForm
from platform_orgs.admin.kit import PAGE, attempt, page, press, staff_may
from platform_orgs.admin.organisation_page import find
from platform_orgs.models import Organisation
from portal.accounts.acting import acting_user
from portal.accounts.models import User


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_may("change_organisation")
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """退会・解散・合併・除名・休止"""
    organisation = find(pk)
    form = EndForm(
        organisation,
        request.POST if request.method == "POST" else None,
        initial={"revision": organisation.revision},
    )
    if form.is_valid() and attempt(form, lambda: _end(organisation, form, acting_user(request))):
        messages.success(request, _("記録しました。担当者に知らせます。"))
        return redirect(PAGE, pk)
    return page(
        request,
        "end.html",
        _("退会・解散・合併・休止など"),
        organisation=organisation,
        form=form,
        people=organisation.memberships.live().select_related("person"),
    )


def _end(organisation: Organisation, form: EndForm, by: User) -> None:
    data = form.cleaned_data
    state = Organisation.State(data["state"])
    if state == Organisation.State.SUSPENDED:
        actions.suspend(
            organisation_id=organisation.pk,
            on=data["on"],
            reason=data["reason"],
            by=by,
            revision=data["revision"],
        )
        return
    successor = data["successor"]
    actions.end(
        organisation_id=organisation.pk,
        state=state,
        on=data["on"],
        reason=data["reason"],
        by=by,
        successor_id=successor.pk if successor else None,
        revision=data["revision"],
    )


@never_cache
@require_POST
@staff_may("change_organisation")
def revive(request: HttpRequest, pk: int) -> HttpResponse:
    """再開・再参加"""
    return press(
        request,
        find(pk),
        lambda: actions.revive(organisation_id=pk, by=acting_user(request)),
        _("参加中に戻しました。ページは、また見られます。"),
    )
