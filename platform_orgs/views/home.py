"""The members' own place: which organisations one acts for, and the way to each."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from platform_orgs.access import own_membership, own_memberships, pressing
from platform_orgs.home.digest import set_digest
from platform_orgs.home.waiting import lines
from platform_orgs.models import Digest, Organisation, Profile, Visibility
from platform_orgs.sharing import listing
from platform_orgs.views.public import logo_response, page_context
from portal.accounts.access import sign_in_required


@require_safe
@sign_in_required
def home(request: HttpRequest) -> HttpResponse:
    """What waits for me, a section for each organisation that I act for, and where to go."""
    memberships = own_memberships(request)
    sections = [{"membership": m, "lines": lines(m.organisation)} for m in memberships]
    return render(request, "platform_orgs/home.html", {"sections": sections, "several": len(memberships) > 1})


@require_POST
@sign_in_required(page="platform:organisation")
def digest(request: HttpRequest, slug: str) -> HttpResponse:
    """週に一度のお知らせを受け取る、止める"""
    membership = own_membership(request, slug)
    wanted = request.POST.get("digest", "")
    if wanted not in Digest.values:
        raise Http404
    with pressing(request, membership.organisation_id):
        set_digest(membership=membership, digest=Digest(wanted))
    said = _("週に一度お知らせします。") if wanted == Digest.WEEKLY else _("お知らせを止めました。")
    messages.success(request, said)
    return redirect("platform:home")


@require_safe
@sign_in_required
def to_own(request: HttpRequest, name: str) -> HttpResponse:
    """A short address for everybody (/platform/profile/): to that page of the one organisation that
    somebody acts for, to the home page to choose where there are several."""
    memberships = own_memberships(request)
    if len(memberships) > 1:
        return redirect("platform:home")
    return redirect(f"platform:{name}", memberships[0].organisation.slug)


@require_safe
@sign_in_required
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """An organisation as members see it, with what it shows to members only; its own people see where they
    can go from here."""
    memberships = own_memberships(request)
    found = get_object_or_404(Organisation.objects.select_related("published"), slug=slug)
    own = next((m for m in memberships if m.organisation_id == found.pk), None)
    if own is None:
        found = get_object_or_404(Organisation.objects.listed().select_related("published"), slug=slug)
    context: dict[str, object] = {"organisation": found, "membership": own}
    if found.published:
        context |= page_context(found, found.published, Visibility.PUBLIC, Visibility.MEMBERS)
    context["resources"] = listing.with_areas(found.resources.all().offered())
    context["gatherings"] = listing.places(found.gatherings.all().running().still_on())
    if own is not None:
        context["waiting"] = found.profiles.filter(state=Profile.State.WAITING).first()
        context["check"] = found.checks.filter(answered_at__isnull=True).first()
    return render(request, "platform_orgs/organisation.html", context)


@require_safe
@sign_in_required
def draft_logo(request: HttpRequest, slug: str) -> HttpResponse:
    """The picture of the draft, for those who edit it."""
    membership = own_membership(request, slug)
    return logo_response(membership.organisation.profiles.filter(state=Profile.State.DRAFT).first())
