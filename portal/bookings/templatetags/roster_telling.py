"""What the roster says about telling its people: the next reminder and what was written to them."""

from typing import Any

from django import template
from django.utils import timezone

from portal.bookings.announcements import dates_soon
from portal.bookings.reminders import announced_moment, runs_ahead

register = template.Library()

register.filter("dates_soon", dates_soon)


@register.inclusion_tag("admin/bookings/_roster_telling.html", takes_context=True)
def roster_telling(context: dict[str, Any], occasion: Any) -> dict[str, Any]:
    """For an occasion from ``with_telling``. No query."""
    now = timezone.now()
    run = next(iter(runs_ahead(occasion, now)), None) if occasion.keeps_places else None
    moment = None
    if run is not None and occasion.reminder_days is not None:
        moment = announced_moment(run, occasion.reminder_days)
    return {
        "occasion": occasion,
        "perms": context["perms"],
        "run": run,
        "moment": moment,
        "is_past": moment is not None and moment <= now,
    }
