"""Who can be spoken to now, for any page: ``{% load helplines %}``."""

from django import template
from django.utils import timezone

from portal.office.helplines import open_lines as lines_open_at
from portal.office.models import Helpline

register = template.Library()

_MOST = 3


@register.inclusion_tag("office/_open_lines.html")
def open_lines() -> dict[str, object]:
    """A few lines that listen, open at this moment; where none is, those that open next."""
    return {"lines": lines_open_at(timezone.now(), Helpline.Topic.LISTEN)[:_MOST]}
