"""Staff enter and change needs: their own, an organisation's, those of a meeting, and one from a worry."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from platform_orgs.admin.kit import page, staff_may
from platform_orgs.admin.need_page import PAGE, fill_in, find
from platform_orgs.errors import LooksIdentifying
from platform_orgs.models import Need
from platform_orgs.needs import actions
from platform_orgs.needs.from_concern import initial_of
from platform_orgs.needs.privacy import identifying_in
from platform_orgs.needs.staff_forms import MinutesFormSet, MinutesSharedForm, StaffNeedForm
from portal.accounts.acting import acting_user
from portal.bookings.models import Booking
from portal.errors import PortalError
from supporters.models import Concern

_LIST = "admin:platform_orgs_need_changelist"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_may("add_need")
def enter(request: HttpRequest) -> HttpResponse:
    """困りごとを入力する: open at once, for staff have read what they type"""
    form = StaffNeedForm(_posted(request))
    context: dict[str, Any] = {}
    if form.is_valid():
        try:
            return redirect(PAGE, _entered(request, form).pk)
        except LooksIdentifying as question:
            context["parts"] = question.parts
        except PortalError as error:
            form.add_error(None, str(error))
    context |= {"form": form, "back_url": reverse(_LIST), "button": _("募集を始める")}
    return page(request, "needs/form.html", _("困りごとを入力する"), **context)


@transaction.atomic
def _entered(request: HttpRequest, form: StaffNeedForm) -> Need:
    data, by = form.cleaned_data, acting_user(request)
    organisation = data["organisation"]
    need = actions.write_need(
        writing=form.to_writing(),
        organisation_id=organisation.pk if organisation else None,
        by=by,
        channel=Booking.Channel(data["channel"]) if organisation else Booking.Channel.WEB,
    )
    return actions.send_need(
        need_id=need.pk, questions=None, by=by, as_office=True, is_confirmed="confirmed" in request.POST
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_may("change_need")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """直す: staff at any time before the end, with what a colleague has changed meanwhile refused"""
    need = find(pk)

    def act(form: StaffNeedForm) -> None:
        actions.save_need(
            need_id=pk,
            writing=form.to_writing(),
            seen_revision=form.cleaned_data["seen_revision"] or 0,
            by=acting_user(request),
            as_office=True,
            is_confirmed="confirmed" in request.POST,
        )

    return fill_in(request, need, StaffNeedForm(_posted(request), need=need), act, title=_("困りごとを直す"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_may("add_need")
def minutes(request: HttpRequest) -> HttpResponse:
    """会議の記録から入力する: several at once, all or none"""
    shared, rows = MinutesSharedForm(_posted(request)), MinutesFormSet(_posted(request), prefix="rows")
    context: dict[str, Any] = {"form": shared, "rows": rows}
    if request.method == "POST" and shared.is_valid() and rows.is_valid():
        filled = [row.cleaned_data for row in rows if row.is_filled_in]
        try:
            found = actions.enter_needs(
                writings=[_of_row(shared, data) for data in filled],
                by=acting_user(request),
                is_confirmed="confirmed" in request.POST,
            )
        except LooksIdentifying as question:
            context["parts"] = question.parts
        else:
            messages.success(request, _("%(count)d件の募集を始めました。") % {"count": len(found)})
            return redirect(_LIST)
    return page(request, "needs/minutes.html", _("会議の記録から入力する"), **context)


def _of_row(shared: MinutesSharedForm, data: dict[str, Any]) -> actions.Writing:
    shared.cleaned_data |= {name: data[name] for name in ("title", "body", "category", "field_of_work")}
    return shared.to_writing()


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_may("add_need")
@permission_required("supporters.view_concern", raise_exception=True)
def from_concern(request: HttpRequest, pk: int) -> HttpResponse:
    """気づきから下書きをつくる: written anew, so that nothing identifying goes along"""
    concern = get_object_or_404(Concern.objects.select_related("district__parent"), pk=pk)
    known = Need.objects.filter(concern_id=pk).first()
    if known is not None:
        return redirect(PAGE, known.pk)
    form = StaffNeedForm(_posted(request), initial=initial_of(concern))
    for name in ("organisation", "channel"):
        del form.fields[name]
    context: dict[str, Any] = {}
    if form.is_valid():
        try:
            need = actions.draft_need_from(
                concern=concern,
                writing=form.to_writing(),
                by=acting_user(request),
                is_confirmed="confirmed" in request.POST,
            )
        except LooksIdentifying as question:
            context["parts"] = question.parts
        else:
            messages.success(request, _("下書きをつくりました。読み返してから、募集を始めてください。"))
            return redirect(PAGE, need.pk)
    context |= {
        "form": form,
        "concern": concern,
        "found": identifying_in(concern.what),
        "back_url": reverse("admin:supporters_concern_page", args=[pk]),
        "button": _("下書きをつくる"),
    }
    return page(request, "needs/form.html", _("気づきから下書きをつくる"), **context)


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None
