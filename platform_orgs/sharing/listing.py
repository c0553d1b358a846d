"""What is shared, as it is listed: for members with filters, and with what a page shows of each."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import QueryDict

from platform_orgs import contents, directory
from platform_orgs.maps import map_url
from platform_orgs.models import Gathering, Resource, TroubleCategory

PER_PAGE = 50


@dataclass(frozen=True)
class Filters:
    """What a member looks for; whatever an address holds that makes no sense is ignored."""

    q: str = ""
    kind: str = ""
    category: str = ""
    area: int | None = None

    @classmethod
    def of(cls, query: QueryDict) -> "Filters":
        kind, category = query.get("kind", ""), query.get("category", "")
        return cls(
            q=directory.words(query),
            kind=kind if kind in Resource.Kind.values else "",
            category=category if category in TroubleCategory.values else "",
            area=directory.number(query.get("area", "")),
        )

    @property
    def is_empty(self) -> bool:
        return not any(vars(self).values())

    def as_query(self) -> str:
        return directory.as_query(vars(self))


def found(filters: Filters) -> Any:
    """What members offer each other, as far as ``filters`` leave it. What says nothing of troubles or of a
    district fits all of them."""
    rows = Resource.objects.offered().select_related("organisation")
    if filters.q:
        rows = rows.matching(filters.q)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.category:
        rows = rows.filter(Q(categories__contains=[filters.category]) | Q(categories=[]))
    if filters.area:
        near = directory.with_parent_and_parts(filters.area)
        rows = rows.filter(Q(districts__overlap=near) | Q(districts=[]))
    return rows


def with_areas(resources: Iterable[Resource]) -> list[dict[str, Any]]:
    """Each with the names of its districts and what it helps with, in words. One query besides their own."""
    rows = list(resources)
    names = contents.district_names(pk for row in rows for pk in row.districts)
    return [
        {
            "resource": row,
            "areas": [names[pk] for pk in row.districts if pk in names],
            "helps_with": [str(TroubleCategory(value).label) for value in row.categories],
        }
        for row in rows
    ]


def places(gatherings: Any) -> list[dict[str, Any]]:
    """Each with its place on a map."""
    return [place(gathering) for gathering in gatherings.select_related("district", "organisation")]


def place(gathering: Gathering) -> dict[str, Any]:
    return {"gathering": gathering, "map_url": map_url(gathering.address or gathering.place)}
