"""The way in: a mailed link that makes somebody act for an organisation, and the printed sheet that asks where
to mail it."""

from typing import TypeGuard

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from platform_orgs import links
from platform_orgs.actions import accept_invitation, send_way_in
from platform_orgs.errors import InvitationGone
from platform_orgs.forms import InvitationAddressForm
from platform_orgs.models import Invitation
from portal.accounts.keeping import remember_account
from portal.errors import PortalError


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows who asks for what, POST takes it on and signs in: the link has shown whose address it is."""
    invitation = links.invitation_by_token(token)
    if not _is_open(invitation):
        return _gone(request)
    if request.method != "POST":
        return render(request, "platform_orgs/invitation.html", {"invitation": invitation})
    try:
        membership = accept_invitation(invitation_id=invitation.pk)
    except InvitationGone:
        return _gone(request)
    user = membership.user
    assert user is not None
    messages.success(request, _("引き受けました。ありがとうございます。"))
    # Whoever works in the office signs in as everywhere in the office: a mail does not open admin.
    answer = redirect("platform:organisation", invitation.organisation.slug)
    if not (user.is_staff or user.is_superuser):
        login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
        remember_account(answer, user)
    return answer


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, token: str) -> HttpResponse:
    """Somebody holds the printed invitation: the way in is mailed to the address that they type."""
    invitation = links.invitation_by_sheet_token(token)
    if not _is_open(invitation):
        return _gone(request)
    form = InvitationAddressForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            invitation = send_way_in(invitation_id=invitation.pk, email=form.cleaned_data["email"])
        except PortalError as error:
            form.add_error("email", str(error))
        else:
            return render(request, "platform_orgs/invitation_sent.html", {"invitation": invitation})
    return render(request, "platform_orgs/invitation_sheet.html", {"invitation": invitation, "form": form})


def _is_open(invitation: Invitation | None) -> TypeGuard[Invitation]:
    return invitation is not None and invitation.is_open(timezone.now()) and invitation.organisation.is_active


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "platform_orgs/invitation_gone.html", status=404)
