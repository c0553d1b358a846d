"""Where the gaps are (制度のはざま): needs of a time against what members can do, by category and area."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from platform_orgs.models import Need, Resource, Response, TroubleCategory
from portal.figures.periods import Period
from portal.office.models import District

# Fewer needs than this in a cell say nothing about a gap.
SMALLEST_MARKED = 5
# The whole city, as the area of a cell.
EVERYWHERE = 0


class Counted(NamedTuple):
    """A need as it is counted: ``area`` is the large one that it lies in, EVERYWHERE for the whole city."""

    pk: int
    category: str
    area: int
    is_answered: bool
    has_helped: bool


def needs_of(period: Period) -> Any:
    """Those that were opened in these days and not withdrawn, each with whether anybody answered it: an answer
    that its poster has been shown and that was not taken back."""
    answers = Response.objects.filter(
        need=OuterRef("pk"),
        state__in=(Response.State.OFFERED, Response.State.ACCEPTED),
        messages__shown_at__isnull=False,
    )
    helped = Q(outcome__in=(Need.Outcome.HELPED, Need.Outcome.PARTLY))
    return (
        Need.objects.filter(state__in=Need.SHARED, opened_at__gte=period.starts_at)
        .filter(opened_at__lt=period.ends_before)
        .annotate(
            has_answer=Exists(answers),
            area=Coalesce("district__parent", "district", EVERYWHERE),
        )
        .annotate(has_helped=helped)
    )


def counted(needs: Any) -> list[Counted]:
    """One query."""
    return [
        Counted(pk, category, area, has_answer or has_helped, has_helped)
        for pk, category, area, has_answer, has_helped in needs.order_by("pk").values_list(
            "pk", "category", "area", "has_answer", "has_helped"
        )
    ]


@dataclass(frozen=True)
class Cell:
    category: str
    area: int
    needs: int
    unanswered: int
    resources: int

    @property
    def is_gap(self) -> bool:
        """Enough needs to say so, and at least half of them without an answer."""
        return self.needs >= SMALLEST_MARKED and 2 * self.unanswered >= self.needs


@dataclass(frozen=True)
class Matrix:
    """``columns`` are areas, the whole city first; ``rows`` a category each with its cells."""

    columns: list[tuple[int, str]]
    rows: list[tuple[str, list[Cell]]]


def matrix(needs: Sequence[Counted]) -> Matrix:
    """Only areas that something was said about. Two queries: what members offer, and the areas."""
    districts = list(District.objects.all())
    names = {district.pk: district.name for district in districts}
    family = {district.pk: district.parent_id or district.pk for district in districts}
    offers = [
        (set(resource.categories), {family.get(pk, pk) for pk in resource.districts})
        for resource in Resource.objects.offered().only("categories", "districts")
    ]
    used = {need.area for need in needs}.union(*(areas for _categories, areas in offers))
    columns = [(EVERYWHERE, "")]
    columns += [(d.pk, names[d.pk]) for d in districts if d.pk in used and d.parent_id is None]
    rows = []
    for category in TroubleCategory:
        cells = []
        for area, _name in columns:
            here = [need for need in needs if need.category == category and need.area == area]
            fits = [
                1
                for categories, areas in offers
                if (not categories or category in categories) and (not areas or area in areas)
            ]
            open_ones = sum(not need.is_answered for need in here)
            cells.append(Cell(category.value, area, len(here), open_ones, len(fits)))
        rows.append((str(category.label), cells))
    return Matrix(columns, rows)
