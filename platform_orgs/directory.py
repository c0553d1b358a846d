"""The public directory: who takes part, filtered and searched by plain, shareable addresses."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict

from platform_orgs.models import FieldOfWork, Organisation, OrganisationKind, Resource
from portal.office.models import District
from portal.search.finding import Query

PER_PAGE = 50


@dataclass(frozen=True)
class Filters:
    """What somebody looks for; whatever an address holds that makes no sense is ignored."""

    q: str = ""
    kind: str = ""
    field: str = ""
    area: int | None = None
    resource: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> "Filters":
        kind, field, area, resource = (query.get(name, "") for name in ("kind", "field", "area", "resource"))
        return cls(
            q=words(query),
            kind=kind if kind in OrganisationKind.values else "",
            field=field if field in FieldOfWork.values else "",
            area=number(area),
            resource=resource if resource in Resource.Kind.values else "",
        )

    @property
    def is_empty(self) -> bool:
        return not (self.q or self.kind or self.field or self.area or self.resource)

    def as_query(self) -> str:
        """The parameters of the address, ending in & where there are any: for the links to other pages."""
        return as_query(vars(self))


def words(query: QueryDict) -> str:
    """What somebody typed to search for, cleaned as ``/search/`` cleans it."""
    return Query.of(query.get("q", "")).typed


def number(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None


def as_query(chosen: Mapping[str, Any]) -> str:
    """What is chosen as parameters of an address, ending in & where there are any."""
    query = QueryDict(mutable=True)
    query.update({name: str(value) for name, value in chosen.items() if value})
    return f"{query.urlencode()}&" if query else ""


def found(filters: Filters) -> Any:
    """The organisations of the directory that ``filters`` leave, with their pages."""
    rows = Organisation.objects.listed().select_related("published")
    if filters.q:
        # Also by what it offers to everybody: what is for members only does not give itself away.
        offers = Resource.objects.public().matching(filters.q).values("organisation")
        rows = rows.matching(filters.q) | rows.filter(pk__in=offers)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.field:
        rows = rows.filter(published__fields_of_work__contains=[filters.field])
    if filters.area:
        # Who names no district works in all of them, who names a wide one in its parts too.
        near = with_parent_and_parts(filters.area)
        rows = rows.filter(Q(published__districts__overlap=near) | Q(published__districts=[]))
    if filters.resource:
        fits = Resource.objects.public().filter(organisation=OuterRef("pk"), kind=filters.resource)
        rows = rows.filter(Exists(fits))
    return rows


def choices() -> dict[str, list[tuple[Any, str]]]:
    """What can be chosen. One query."""
    return {
        "kinds": [(kind.value, str(kind.label)) for kind in OrganisationKind],
        "fields": [(field.value, str(field.label)) for field in FieldOfWork],
        "areas": areas(),
        "resource_kinds": [(kind.value, str(kind.label)) for kind in Resource.Kind],
    }


def areas() -> list[tuple[int, str]]:
    """The districts in which an organisation can work, as a tree. One query."""
    return [(d.pk, d.indented_name) for d in District.objects.filter(kind=District.Kind.CITY)]


def with_parent_and_parts(area: int) -> list[int]:
    """A district with the wide one that it belongs to, or with its parts. One query."""
    family = District.objects.filter(Q(pk=area) | Q(parent=area) | Q(parts=area))
    return [area, *family.values_list("pk", flat=True)]
