"""What an account's first page shows of the own page. One query."""

from typing import Any

from django import template

from portal.accounts.models import User
from supporters.models import Supporter

register = template.Library()


@register.inclusion_tag("supporters/me/_card.html")
def own_page_card(user: User) -> dict[str, Any]:
    return {"has_page": Supporter.objects.of_address(user.email).exists()}
