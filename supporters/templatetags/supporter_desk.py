"""What the telephone desk shows of somebody's registration."""

from typing import Any

from django import template

from portal.people.models import Person
from supporters.models import Supporter

register = template.Library()


@register.inclusion_tag("admin/supporters/_desk_panel.html", takes_context=True)
def person_registration(context: dict[str, Any], person: Person) -> dict[str, Any]:
    """Number, state and what can be done about it; for others the way to register. One query."""
    supporter = Supporter.objects.listed().filter(person=person).first()
    return {"person": person, "supporter": supporter, "perms": context["perms"]}
