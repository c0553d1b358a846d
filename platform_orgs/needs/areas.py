"""How exactly a need may say where: no finer than a large area unless the office allows it."""

from django.db.models import Q, QuerySet

from platform_orgs.models import PlatformSettings
from portal.office.models import District

_SOMEWHERE = (District.Kind.CITY, District.Kind.NEIGHBOUR)


def areas(*, besides: int | None = None) -> QuerySet[District]:
    """What can be chosen; ``besides`` keeps one that was chosen under another setting."""
    found = Q(kind__in=_SOMEWHERE)
    if not PlatformSettings.objects.current().allows_small_areas:
        found &= Q(parent__isnull=True)
    return District.objects.filter(found | Q(pk=besides))


def large_area(district: District | None) -> District | None:
    """The area that ``district`` lies in, as exact as a need may be; None is the whole city."""
    found = district.parent or district if district else None
    return found if found and found.kind in _SOMEWHERE else None
