"""担当者の交代: who leaves when, who stands in, and everything open to another person in one step."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.acting import acting_user
from portal.accounts.duties import duties_of
from portal.accounts.errors import AccountError
from portal.accounts.leaving import hand_over, may_see_duties, set_leaving
from portal.accounts.models import HandOver, User
from portal.accounts.staff.mark import ask_again, confirmed_lately, is_confirmed
from portal.documents.errors import DocumentFailed
from portal.documents.pdf import pdf_response
from portal.handover.forms import HandOverForm, LeavingForm
from portal.handover.printing import listed, record_pdf

_MOST_RECORDS = 50

_may_hand_over = permission_required("accounts.hand_over", raise_exception=True)


@never_cache
@require_safe
@_may_hand_over
def people(request: HttpRequest) -> HttpResponse:
    """Everybody of the office, and what was handed over before."""
    staff = User.objects.filter(is_staff=True).select_related("stand_in").order_by("-is_active", "name", "pk")
    records = HandOver.objects.select_related("leaver", "successor")[:_MOST_RECORDS]
    return _page(request, "people.html", _("担当者の交代"), people=staff, records=records)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """What one person looks after. Who hands over also writes the last day and the stand-in here."""
    user = _staff(pk)
    viewer = acting_user(request)
    may_hand_over = viewer.has_perm("accounts.hand_over")
    if not may_see_duties(viewer, user) or (request.method == "POST" and not may_hand_over):
        raise PermissionDenied
    if request.method == "POST" and not is_confirmed(request):
        # A last day closes the account.
        return ask_again(request)
    form = LeavingForm(request.POST if request.method == "POST" else None, user=user)
    if form.is_valid():
        try:
            set_leaving(user_id=user.pk, by=viewer, **form.cleaned_data)
        except AccountError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("保存しました。"))
            return redirect("admin:handover_person", user.pk)
    duties = duties_of(user)
    return _page(
        request,
        "person.html",
        user.name,
        person=user,
        duties=duties,
        count=sum(len(rows) for _kind, rows in duties),
        form=form,
        may_hand_over=may_hand_over,
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@_may_hand_over
@confirmed_lately
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """The step: what will move, to whom, and done."""
    user = _staff(pk)
    form = HandOverForm(request.POST if request.method == "POST" else None, user=user)
    if form.is_valid():
        successor = form.cleaned_data["successor"]
        try:
            record = hand_over(leaver_id=user.pk, successor_id=successor.pk, by=acting_user(request))
        except AccountError as error:
            form.add_error(None, str(error))
        else:
            count = len(record.rows)
            text = _("%(count)d件を、%(name)sさんに移しました。") % {"count": count, "name": successor.name}
            messages.success(request, text)
            return redirect("admin:handover_record", record.pk)
    duties = duties_of(user)
    return _page(
        request,
        "move.html",
        _("ほかの人に移す"),
        person=user,
        duties=duties,
        count=sum(len(rows) for _kind, rows in duties),
        form=form,
    )


@never_cache
@require_safe
@_may_hand_over
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """The list of one handing over, to be printed: ``pdf`` asks for the file."""
    found = get_object_or_404(HandOver.objects.select_related("leaver", "successor", "by"), pk=pk)
    is_failed = False
    if "pdf" in request.GET:
        try:
            return pdf_response(record_pdf(found), f"handover-{found.pk}.pdf")
        except DocumentFailed:
            is_failed = True
    return _page(
        request, "record.html", _("引継ぎの一覧"), record=found, kinds=listed(found), is_failed=is_failed
    )


def _staff(pk: int) -> User:
    return get_object_or_404(User.objects.select_related("stand_in"), pk=pk, is_staff=True)


def _page(request: HttpRequest, template: str, title: str, **context: Any) -> TemplateResponse:
    context = {**admin.site.each_context(request), "title": title, **context}
    return TemplateResponse(request, f"admin/handover/{template}", context)
