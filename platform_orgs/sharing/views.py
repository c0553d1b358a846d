"""What members can do for each other, and what an organisation says about its own."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from platform_orgs import directory
from platform_orgs.access import own_membership, own_memberships, pressing
from platform_orgs.errors import EntryChangedMeanwhile
from platform_orgs.models import Gathering, Membership, Resource, TroubleCategory
from platform_orgs.sharing import actions, listing
from platform_orgs.sharing.forms import EntryForm, GatheringForm, ResourceForm
from portal.accounts.access import sign_in_required
from portal.accounts.acting import acting_user
from portal.accounts.keeping import typed
from portal.errors import PortalError

PRESSES: dict[str, Any] = {"pause": actions.pause, "resume": actions.resume, "end": actions.finish}


@require_safe
@sign_in_required
def resources(request: HttpRequest) -> HttpResponse:
    """What all members offer, for members' eyes; and the way to one's own."""
    memberships = own_memberships(request)
    filters = listing.Filters.of(request.GET)
    page = Paginator(listing.found(filters), listing.PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "memberships": memberships,
        "own": {membership.organisation_id for membership in memberships},
        "filters": filters,
        "query": filters.as_query(),
        "page_obj": page,
        "rows": listing.with_areas(page),
        "kinds": Resource.Kind.choices,
        "categories": TroubleCategory.choices,
        "areas": directory.areas(),
    }
    return render(request, "platform_orgs/sharing/resources.html", context)


@require_safe
@sign_in_required
def own(request: HttpRequest, slug: str) -> HttpResponse:
    """What this organisation offers, paused or not, with every press."""
    membership = own_membership(request, slug)
    organisation = membership.organisation
    context = {
        "organisation": organisation,
        "rows": listing.with_areas(organisation.resources.all().kept()),
        "places": listing.places(organisation.gatherings.all().kept()),
    }
    return render(request, "platform_orgs/sharing/own.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def resource(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """Add a resource, or change one."""
    return _edit(request, own_membership(request, slug), ResourceForm, number)


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def place(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """Add a place to go, or change one."""
    return _edit(request, own_membership(request, slug), GatheringForm, number)


@require_POST
@sign_in_required(page="platform:resources-own")
def press_resource(request: HttpRequest, slug: str) -> HttpResponse:
    """お休み・再開・終わり"""
    return _press(request, own_membership(request, slug), Resource)


@require_POST
@sign_in_required(page="platform:resources-own")
def press_place(request: HttpRequest, slug: str) -> HttpResponse:
    """お休み・再開・終わり"""
    return _press(request, own_membership(request, slug), Gathering)


def _edit(
    request: HttpRequest, membership: Membership, form_class: type[EntryForm], number: int | None
) -> HttpResponse:
    organisation, model = membership.organisation, form_class.model
    entry: Any = None
    if number is not None:
        entry = get_object_or_404(model.objects.kept().filter(organisation=organisation), pk=number)
    form = form_class(typed(request), entry=entry)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            with pressing(request, organisation.pk):
                save(form, organisation_id=organisation.pk, by=acting_user(request))
        except EntryChangedMeanwhile as meanwhile:
            form.say_both(meanwhile.current)
            form.add_error(None, str(meanwhile))
            status = 409
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("保存しました。ありがとうございます。"))
            return redirect("platform:resources-own", organisation.slug)
    context = {
        "organisation": organisation,
        "form": form,
        "entry": entry,
        "is_place": model is Gathering,
    }
    return render(request, "platform_orgs/sharing/edit.html", context, status=status)


def save(form: EntryForm, *, organisation_id: int | None, by: Any) -> Any:
    """Store what a valid form says. Raises what ``actions.add`` and ``actions.change`` raise."""
    if form.entry is None:
        return actions.add(model=form.model, organisation_id=organisation_id, values=form.values(), by=by)
    return actions.change(
        model=form.model,
        pk=form.entry.pk,
        values=form.values(),
        seen_revision=form.cleaned_data["seen_revision"],
        by=by,
    )


def _press(
    request: HttpRequest, membership: Membership, model: type[Resource] | type[Gathering]
) -> HttpResponse:
    organisation = membership.organisation
    number = directory.number(request.POST.get("entry", ""))
    entry: Any = get_object_or_404(model, pk=number, organisation=organisation)
    action = PRESSES.get(request.POST.get("do", ""))
    if action is None:
        raise Http404
    try:
        with pressing(request, organisation.pk):
            entry = action(model=model, pk=entry.pk, by=acting_user(request))
    except PortalError as error:
        messages.error(request, str(error))
    else:
        said = _("「%(name)s」：%(state)s") % {"name": entry.name_shown, "state": entry.state_shown}
        messages.success(request, said)
    return redirect("platform:resources-own", organisation.slug)
