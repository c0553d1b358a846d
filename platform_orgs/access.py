"""Who may open an organisation's inner pages. Every view there begins with one of these."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest

from platform_orgs.actions import require_member
from platform_orgs.errors import MemberHasGone, NotTakingPart
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


@contextmanager
def pressing(request: HttpRequest, organisation_id: int) -> Iterator[None]:
    """Around everything that a member's press writes: under the organisation's lock it is asked again whether the
    address still acts for it. Whoever was removed, or whose organisation ended, between page and press gets
    ``Http404``, as every stranger does."""
    with transaction.atomic():
        try:
            require_member(organisation_id=organisation_id, by=acting_user(request))
        except (MemberHasGone, NotTakingPart) as gone:
            raise Http404 from gone
        yield
