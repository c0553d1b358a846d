"""Who acts for an organisation: seen by all of its people, changed by its managers."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from platform_orgs.access import own_membership, pressing
from platform_orgs.actions import change_role, hand_over, invite, remove_member, withdraw_invitation
from platform_orgs.forms import InviteForm
from platform_orgs.forms.members import ROLE_HELP
from platform_orgs.models import Membership, Role
from portal.accounts.access import sign_in_required
from portal.accounts.acting import acting_user
from portal.accounts.keeping import typed
from portal.accounts.models import User
from portal.errors import PortalError
from portal.retention.own_wish import wish_page


@require_safe
@sign_in_required
def members(request: HttpRequest, slug: str) -> HttpResponse:
    membership = own_membership(request, slug)
    organisation = membership.organisation
    context = {
        "organisation": organisation,
        "membership": membership,
        "people": organisation.memberships.live().select_related("person", "user"),
        "invitations": (
            organisation.invitations.open(timezone.now()).select_related("person")
            if membership.is_manager
            else ()
        ),
        "role_help": ROLE_HELP,
    }
    return render(request, "platform_orgs/members.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def invite_member(request: HttpRequest, slug: str) -> HttpResponse:
    membership = own_membership(request, slug, as_manager=True)
    form = InviteForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            with pressing(request, membership.organisation_id):
                invite(
                    organisation_id=membership.organisation_id,
                    person=form.to_person(),
                    email=form.cleaned_data["email"],
                    role=Role(form.cleaned_data["role"]),
                    by=acting_user(request),
                )
        except PortalError as error:
            form.add_error("email", str(error))
        else:
            messages.success(request, _("招待のメールを送ります。14日のあいだ使えます。"))
            return redirect("platform:members", slug)
    return render(
        request, "platform_orgs/invite.html", {"organisation": membership.organisation, "form": form}
    )


@require_POST
@sign_in_required(page="platform:members")
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """招待の取りやめ"""
    membership = own_membership(request, slug, as_manager=True)
    number = request.POST.get("invitation", "")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise Http404
    invitation = get_object_or_404(membership.organisation.invitations, pk=number)
    try:
        with pressing(request, membership.organisation_id):
            withdraw_invitation(invitation_id=invitation.pk, by=acting_user(request))
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("招待を取りやめました。送ったメールは、もう使えません。"))
    return redirect("platform:members", slug)


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def member(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One person and what can be changed about them; everybody may stop acting themselves."""
    own = own_membership(request, slug)
    found = _member(own, number)
    if found.pk != own.pk and not own.is_manager:
        raise PermissionDenied
    if request.method == "POST":
        return _changed(request, own, found)
    return render(
        request,
        "platform_orgs/member.html",
        {"organisation": own.organisation, "membership": own, "member": found, "is_own": found.pk == own.pk,
         "role_help": ROLE_HELP},
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def erase_me(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask the office to remove what it keeps of oneself; the organisation's page stays."""
    own = own_membership(request, slug)
    template, context = "platform_orgs/erase.html", {"organisation": own.organisation, "membership": own}
    if request.method == "POST":
        with pressing(request, own.organisation_id):
            return wish_page(request, template, own.person, **context)
    return wish_page(request, template, own.person, **context)


def _changed(request: HttpRequest, own: Membership, found: Membership) -> HttpResponse:
    slug, wanted, by = own.organisation.slug, request.POST.get("do", ""), acting_user(request)
    if wanted != "remove" and not own.is_manager:
        raise PermissionDenied
    try:
        with pressing(request, own.organisation_id):
            said = _do(wanted, found, by)
    except PortalError as error:
        messages.error(request, str(error))
        return redirect("platform:member", slug, found.pk)
    if wanted == "remove" and found.pk == own.pk:
        return render(request, "platform_orgs/member_left.html", {"organisation": own.organisation})
    messages.success(request, said)
    return redirect("platform:members", slug)


def _do(wanted: str, found: Membership, by: User) -> str:
    if wanted == "remove":
        remove_member(membership_id=found.pk, by=by)
        return _("担当者から外しました。")
    if wanted == "hand_over":
        hand_over(membership_id=found.pk, by=by)
        return _("代表の担当者を引きつぎました。")
    if wanted in Role.values:
        change_role(membership_id=found.pk, role=Role(wanted), by=by)
        return _("役割を変えました。")
    raise Http404


def _member(own: Membership, number: int) -> Membership:
    return get_object_or_404(own.organisation.memberships.live().select_related("person", "user"), pk=number)
