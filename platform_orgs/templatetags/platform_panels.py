"""Panels of the platform on pages that several apps share."""

from django import template

from platform_orgs.models import Membership
from portal.accounts.models import User

register = template.Library()


@register.inclusion_tag("platform_orgs/_account_panel.html")
def platform_panel(user: User) -> dict[str, object]:
    """The organisations that an address acts for, with the way to the members' own pages."""
    return {"memberships": list(Membership.objects.of_user(user).select_related("organisation"))}
