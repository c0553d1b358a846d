"""What of the platform is about somebody, for the record of who saw it."""

from collections.abc import Iterable

from platform_orgs.models import Membership


def memberships_of(person_ids: set[int]) -> dict[str, Iterable[int]]:
    memberships = Membership.objects.filter(person__in=person_ids).order_by()
    return {"platform_orgs.organisation": memberships.values_list("organisation", flat=True)}
