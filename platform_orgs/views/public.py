"""What everybody sees: the platform explained, who takes part, and the page of each organisation."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from platform_orgs import contents, directory
from platform_orgs.maps import map_url
from platform_orgs.models import Organisation, Profile, Visibility
from platform_orgs.sharing import listing
from portal.page_cache import public_page
from portal.ui.pictures import picture_response


@public_page
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What the platform is, and the organisations that take part, filtered as the address says."""
    filters = directory.Filters.of(request.GET)
    page = Paginator(directory.found(filters), directory.PER_PAGE).get_page(request.GET.get("page"))
    context = {"filters": filters, "page_obj": page, "query": filters.as_query(), **directory.choices()}
    return render(request, "platform_orgs/index.html", context)


@public_page
@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The page of an organisation. Of one that takes part no more one line stays, with the date and who
    carries on."""
    organisation = get_object_or_404(
        Organisation.objects.not_hidden().select_related("published", "successor"),
        slug=slug,
        published__isnull=False,
    )
    if not organisation.is_active:
        return render(request, "platform_orgs/ended.html", {"organisation": organisation})
    context = page_context(organisation, organisation.published, Visibility.PUBLIC)
    context["resources"] = listing.with_areas(organisation.resources.all().public())
    context["gatherings"] = listing.places(organisation.gatherings.all().open_to_all())
    return render(request, "platform_orgs/detail.html", context)


@public_page
@require_safe
def logo(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = get_object_or_404(Organisation.objects.listed().select_related("published"), slug=slug)
    return logo_response(organisation.published)


def page_context(organisation: Organisation, page: Profile | None, *seen_by: Visibility) -> dict[str, object]:
    """What ``_page.html`` shows of a page to these readers."""
    assert page is not None
    contacts = page.contacts_for(*seen_by)
    names = contents.district_names(page.districts)
    return {
        "organisation": organisation,
        "page": page,
        "contacts": contacts,
        "areas": [names[pk] for pk in page.districts if pk in names],
        "map_url": map_url(contacts.get("address", "")),
    }


def logo_response(page: Profile | None) -> HttpResponse:
    """The stored picture; not found where there is none, or the file has gone."""
    return picture_response(str(page.logo) if page else "")
