"""Who may open an organisation's inner pages. Every view there begins with one of these."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from platform_orgs.models import Membership
from portal.accounts.acting import acting_user


def own_memberships(request: HttpRequest) -> list[Membership]:
    """What the signed-in address may act for now, in order of the organisations' names. Raises ``Http404``
    for somebody who belongs to none: the pages of the platform do not exist for strangers."""
    found = Membership.objects.of_user(acting_user(request)).select_related("organisation__published")
    memberships = sorted(found, key=lambda m: (m.organisation.kana, m.organisation.name))
    if not memberships:
        raise Http404
    return memberships


def own_membership(request: HttpRequest, slug: str, *, as_manager: bool = False) -> Membership:
    """The signed-in address's place in this organisation. Raises ``Http404`` for everybody else, members of
    other organisations included, and ``PermissionDenied`` for an editor where a manager is needed."""
    membership = (
        Membership.objects.of_user(acting_user(request))
        .select_related("organisation", "person")
        .filter(organisation__slug=slug)
        .first()
    )
    if membership is None:
        raise Http404
    if as_manager and not membership.is_manager:
        raise PermissionDenied
    return membership
