"""What the telephone desk shows of a person: who it is, and what colleagues have noted."""

from typing import Any

from django import template

from portal.people.care import Ways, opened_by
from portal.people.models import Person

register = template.Library()

_NOTES = 20


@register.inclusion_tag("admin/people/_person_panel.html", takes_context=True)
def person_card(context: dict[str, Any], person: Person) -> dict[str, Any]:
    """Marks first, then the name and every way to be reached. No query for ``district`` selected along."""
    return {
        "person": person,
        "ways": open_ways(context, person),
        "perms": context["perms"],
        "request": context.get("request"),
    }


@register.simple_tag(takes_context=True)
def open_ways(context: dict[str, Any], person: Person) -> Ways:
    """How this person is reached, as far as who looks may see it now: for pages about one person or one call.

    Lists, exports and prints use ``person.ways``. One query a page where somebody on it is handled with care.
    """
    request = context.get("request")
    if not person.handle_with_care or request is None:
        return person.ways
    if not hasattr(request, "opened_people"):
        request.opened_people = opened_by(request.user)
    return Ways(person, is_open=person.pk in request.opened_people)


@register.inclusion_tag("admin/people/_notes_panel.html", takes_context=True)
def person_notes(context: dict[str, Any], person: Person) -> dict[str, Any]:
    """The latest notes, the newest first, and the field for another one. One query."""
    return {
        "person": person,
        "notes": person.notes.select_related("by")[:_NOTES],
        "unsaved": context.get("unsaved_note", ""),
        "most": context.get("note_length"),
        "perms": context["perms"],
        "csrf_token": context.get("csrf_token"),
    }
