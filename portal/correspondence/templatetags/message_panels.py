"""What the telephone desk shows of messages."""

from typing import Any

from django import template
from django.db.models import BooleanField, Case, Value, When

from portal.correspondence.kinds import hidden_from
from portal.correspondence.models import Message
from portal.correspondence.told import told_about
from portal.people.models import Person

register = template.Library()

_MESSAGES = 12


@register.inclusion_tag("admin/correspondence/_messages_panel.html", takes_context=True)
def person_messages(context: dict[str, Any], person: Person) -> dict[str, Any]:
    """What this person still has to be told, then what they were told last. Four queries."""
    waits = When(told_at__isnull=True, withdrawn_at__isnull=True, then=Value(True))
    hidden = hidden_from(context["request"].user)
    messages = (
        Message.objects.filter(recipient=person)
        .exclude(kind__in=hidden)
        .annotate(waits=Case(waits, default=Value(False), output_field=BooleanField()))
    )
    return {
        "has_mail_address": bool(person.email),
        "told": told_about(messages.order_by("-waits", "-id")[:_MESSAGES]),
        "perms": context["perms"],
        "csrf_token": context.get("csrf_token"),
        "back": context["request"].path,
    }
