"""Who acts for an organisation, as staff see and change it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from platform_orgs import actions, links
from platform_orgs.admin.forms import AddPersonForm
from platform_orgs.admin.kit import PAGE, attempt, page, press, staff_may
from platform_orgs.admin.organisation_page import find
from platform_orgs.models import Invitation, Organisation, Role
from portal.accounts.acting import acting_user
from portal.accounts.models import User
from portal.documents.imprint import office_lines
from portal.documents.qr import inline_svg
from portal.office.models import Office


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_may("change_organisation")
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """新しい担当者: checked by telephone, then invited or entered."""
    organisation = find(pk)
    form = AddPersonForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and attempt(form, lambda: _add(organisation, form, acting_user(request))):
        if form.cleaned_data["how"] == AddPersonForm.SHEET:
            newest = organisation.invitations.open(timezone.now()).first()
            assert newest is not None
            return redirect("admin:platform_orgs_organisation_sheet", pk, newest.pk)
        messages.success(request, _("担当者を足しました。"))
        return redirect(PAGE, pk)
    return page(request, "add_person.html", _("担当者を足す"), organisation=organisation, form=form)


def _add(organisation: Organisation, form: AddPersonForm, by: User) -> None:
    data = form.cleaned_data
    role, checked = Role(data["role"]), data["checked"]
    if data["how"] == AddPersonForm.OFFICE:
        actions.add_representative(
            organisation_id=organisation.pk, person=form.to_person(), role=role, by=by, checked=checked
        )
        return
    actions.invite(
        organisation_id=organisation.pk,
        person=form.to_person(),
        email=data["email"] if data["how"] == AddPersonForm.MAIL else "",
        role=role,
        by=by,
        checked=checked,
    )


@never_cache
@require_POST
@staff_may("change_organisation")
def change(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """担当者から外す、役割を変える"""
    organisation = find(pk)
    membership = get_object_or_404(organisation.memberships.live(), pk=number)
    wanted, by = request.POST.get("do", ""), acting_user(request)
    if wanted == "remove":
        return press(
            request,
            organisation,
            lambda: actions.remove_member(membership_id=membership.pk, by=by),
            _("担当者から外しました。本人に知らせます。"),
        )
    if wanted not in Role.values:
        raise Http404
    return press(
        request,
        organisation,
        lambda: actions.change_role(membership_id=membership.pk, role=Role(wanted), by=by),
        _("役割を変えました。"),
    )


@never_cache
@require_safe
@staff_may("change_organisation")
def sheet(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """招待の用紙: to be printed and handed over or posted."""
    invitation = _invitation(pk, number)
    url = links.sheet_url(invitation)
    return page(
        request,
        "sheet.html",
        _("招待の用紙"),
        organisation=invitation.organisation,
        invitation=invitation,
        url=url,
        qr=inline_svg(url),
        contact=office_lines(Office.objects.current()),
    )


@never_cache
@require_POST
@staff_may("change_organisation")
def withdraw(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """招待の取りやめ"""
    invitation = _invitation(pk, number)
    return press(
        request,
        invitation.organisation,
        lambda: actions.withdraw_invitation(invitation_id=invitation.pk, by=acting_user(request)),
        _("招待を取りやめました。"),
    )


def _invitation(pk: int, number: int) -> Invitation:
    open_ones = Invitation.objects.open(timezone.now()).select_related("organisation", "person")
    return get_object_or_404(open_ones, pk=number, organisation=pk)
