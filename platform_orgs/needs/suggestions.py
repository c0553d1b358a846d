"""Who could help with a need: organisations whose resources fit, with the reason in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from platform_orgs.models import Need, Organisation, Resource
from portal.office.models import District

MOST = 5
# More than these are not looked through for one page.
_RESOURCES = 500


@dataclass(frozen=True)
class Suggestion:
    organisation: Organisation
    reason: str


def suggestions(need: Need) -> list[Suggestion]:
    """Up to five organisations besides the need's own, the best fit first. At most two queries.

    A resource fits when it is for the need's category or field; one that names neither fits nothing in
    particular. Of those, one elsewhere in the city does not fit.
    """
    fits = Q(categories__contains=[need.category])
    if need.field_of_work:
        fits |= Q(fields_of_work__contains=[need.field_of_work])
    rows = Resource.objects.offered().filter(fits).select_related("organisation")
    near = _near(need)
    if near:
        rows = rows.filter(Q(districts=[]) | Q(districts__overlap=list(near)))
    if need.organisation_id:
        rows = rows.exclude(organisation=need.organisation_id)
    return _best(need, near, rows[:_RESOURCES])


def _near(need: Need) -> set[int]:
    """The need's area with what belongs to it and what it belongs to; empty for the whole city."""
    if need.district is None:
        return set()
    parts = District.objects.filter(parent=need.district_id).values_list("pk", flat=True)
    return {need.district.pk, *parts} | ({need.district.parent_id} if need.district.parent_id else set())


def _best(need: Need, near: set[int], resources: Iterable[Resource]) -> list[Suggestion]:
    best: dict[int, tuple[int, Resource]] = {}
    for resource in resources:
        points = _points(need, near, resource)
        if points > best.get(resource.organisation_id, (0, None))[0]:
            best[resource.organisation_id] = (points, resource)
    ranked = sorted(best.values(), key=lambda pair: (-pair[0], pair[1].organisation.kana, pair[1].pk))
    return [
        Suggestion(resource.organisation, _reason(need, near, resource))
        for _points_of_it, resource in ranked[:MOST]
    ]


def _points(need: Need, near: set[int], resource: Resource) -> int:
    return (
        2 * (need.category in resource.categories)
        + 2 * (need.field_of_work in resource.fields_of_work)
        + (not near.isdisjoint(resource.districts))
    )


def _reason(need: Need, near: set[int], resource: Resource) -> str:
    """「お金」・「食の支援」・北地域に合う強み：米を届けられます（食べもの）"""
    same = []
    if need.category in resource.categories:
        same.append(_("「%(name)s」") % {"name": need.get_category_display()})
    if need.field_of_work in resource.fields_of_work:
        same.append(_("「%(name)s」") % {"name": need.get_field_of_work_display()})
    if not near.isdisjoint(resource.districts) and need.district:
        same.append(need.district.name)
    return _("%(same)sに合う強み：%(title)s（%(kind)s）") % {
        "same": "・".join(same),
        "title": resource.title,
        "kind": resource.get_kind_display(),
    }
