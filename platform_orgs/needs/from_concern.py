"""From a worry (気づき) to a draft for the platform: the button, and what goes along."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from platform_orgs.models import Need
from platform_orgs.needs.areas import large_area
from platform_orgs.needs.privacy import identifying_in
from portal.accounts.models import User
from supporters.concerns.offers import ConcernAction
from supporters.models import Concern


def offer_draft(concern: Concern, user: User) -> ConcernAction | None:
    """The button on the page of a worry; whoever only wants to be telephoned has told nothing yet."""
    if not user.has_perm("platform_orgs.add_need"):
        return None
    known = Need.objects.filter(concern_id=concern.pk).first()
    if known is not None:
        url = reverse("admin:platform_orgs_need_page", args=[known.pk])
        return ConcernAction(_("この気づきからつくった困りごと"), url)
    if concern.is_call:
        return None
    url = reverse("admin:platform_orgs_need_from-concern", args=[concern.pk])
    return ConcernAction(_("プラットフォームの困りごとの下書きにする"), url)


def initial_of(concern: Concern) -> dict[str, Any]:
    """What the form begins with: the worry's own words only where nothing in them looks like somebody, the
    place never finer than a large area."""
    is_clean = concern.what and not concern.names_kept and not identifying_in(concern.what)
    return {
        "body": concern.what if is_clean else "",
        "district": large_area(concern.district),
        "audience": Need.Audience.MEMBERS,
    }
