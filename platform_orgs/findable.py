"""What of the platform can be found at ``/search/``, by the same words as in its own lists."""

import datetime
from collections.abc import Iterator

from django.urls import reverse

from platform_orgs.models import Gathering, Organisation, Resource
from portal.search.sources import Findable


def organisations(now: datetime.datetime) -> Iterator[Findable]:
    """Those of the directory, by their published pages. One query."""
    for organisation in Organisation.objects.listed().select_related("published"):
        page = organisation.published
        assert page is not None
        yield Findable(
            title=organisation.name,
            path=reverse("platform_orgs:detail", args=[organisation.slug]),
            texts=(page.appeal, page.about, *page.fields_shown(), organisation.kana),
            note=str(organisation.get_kind_display()),
        )


def resources(now: datetime.datetime) -> Iterator[Findable]:
    """What organisations offer to everybody's eyes; it stands on their pages. One query."""
    for resource in Resource.objects.public().select_related("organisation"):
        words = (resource.description, resource.conditions, str(resource.get_kind_display()))
        yield Findable(
            title=resource.title,
            path=reverse("platform_orgs:detail", args=[resource.organisation.slug]),
            texts=words,
            note=resource.organisation.name,
        )


def gatherings(now: datetime.datetime) -> Iterator[Findable]:
    """Where anybody may go. One query."""
    path = reverse("places")
    for gathering in Gathering.objects.open_to_all().select_related("district"):
        area = gathering.district.name if gathering.district else ""
        yield Findable(
            title=gathering.name,
            path=f"{path}#place-{gathering.pk}",
            texts=(*gathering.searchable_words()[1:], area),
            note=gathering.when_shown or gathering.when,
        )
