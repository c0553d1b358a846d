"""Parts of the own page that stand on more than one page. One query each."""

from typing import Any

from django import template

from portal.accounts.models import User
from supporters.importing.models import past_trainings_of
from supporters.models import Supporter

register = template.Library()


@register.inclusion_tag("supporters/me/_card.html")
def own_page_card(user: User) -> dict[str, Any]:
    return {"has_page": Supporter.objects.of_address(user.email).exists()}


@register.inclusion_tag("supporters/me/_past_trainings.html")
def own_past_trainings(supporter: Supporter) -> dict[str, Any]:
    """Trainings from before the portal, as the office's list knows them."""
    return {"trainings": past_trainings_of(supporter)}
