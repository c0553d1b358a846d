"""What the telephone desk shows of a person: who it is, and what colleagues have noted."""

from typing import Any

from django import template

from portal.people.models import Person

register = template.Library()

_NOTES = 20


@register.inclusion_tag("admin/people/_person_panel.html", takes_context=True)
def person_card(context: dict[str, Any], person: Person) -> dict[str, Any]:
    """Marks first, then the name and every way to be reached. No query for ``district`` selected along."""
    return {"person": person, "perms": context["perms"]}


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
