"""What the telephone desk shows of the wish to hear of the next training. One query."""

from typing import Any

from django import template

from portal.people.models import Person
from supporters.interest.models import Interest

register = template.Library()


@register.inclusion_tag("admin/supporters/interest/_panel.html", takes_context=True)
def person_interest(context: dict[str, Any], person: Person) -> dict[str, Any]:
    return {
        "person": person,
        "interest": Interest.objects.live().filter(person=person).first(),
        "perms": context["perms"],
        "csrf_token": context.get("csrf_token"),
    }
