from typing import Any

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString

from portal.bookings import structured
from portal.bookings.addresses import occasion_path
from portal.bookings.announcements import announcement_of
from portal.bookings.decision_notes import decision_note
from portal.bookings.models import Accommodation, Occasion
from portal.bookings.offers import Offer, OfferKind, offer_for, takes_paper
from portal.bookings.purpose import PURPOSE_OF_USE
from portal.bookings.schedule import Day, schedule_of
from portal.ui.structured import data_block

register = template.Library()

_CHIPS = {
    OfferKind.BOOKABLE: "open",
    OfferKind.OFFICE_ONLY: "open",
    OfferKind.OUTSIDE: "open",
    OfferKind.LOTTERY: "open",
    OfferKind.REVIEW: "open",
    OfferKind.FEW_LEFT: "few",
    OfferKind.WAITING_LIST: "waiting",
    OfferKind.NOT_YET_OPEN: "soon",
    OfferKind.NO_APPLICATION: "free",
    OfferKind.POSTPONED: "postponed",
    OfferKind.CANCELLED: "cancelled",
}


register.simple_tag(occasion_path, name="occasion_url")
register.simple_tag(decision_note, name="decision_note")


@register.inclusion_tag("occasions/_card.html")
def occasion_card(occasion: Occasion) -> dict[str, Any]:
    """One occasion in a list. No query for occasions from ``with_seats`` and ``with_days``."""
    days = schedule_of(occasion)
    return {
        "occasion": occasion,
        "url": occasion_path(occasion),
        "offer": offer_for(occasion, now=timezone.now()),
        "days": days,
        # A single day that is off does not stand for the others.
        "first_day": next((day for day in days if day.period), days[0] if days else None),
    }


@register.inclusion_tag("occasions/_off_soon.html")
def off_soon(coming: list[Occasion]) -> dict[str, Any]:
    """What was announced for today or tomorrow and does not take place then. No query for ``with_days``."""
    pairs = ((occasion, announcement_of(occasion)) for occasion in coming)
    return {"lines": [{"occasion": o, "announcement": found} for o, found in pairs if found is not None]}


@register.inclusion_tag("occasions/_status.html")
def occasion_status(offer: Offer) -> dict[str, Any]:
    """The state of an occasion as one chip: a word and a colour."""
    return {"kind": offer.kind, "style": _CHIPS.get(offer.kind, "closed")}


@register.simple_tag
def purpose_of_use() -> str:
    """What the personal data of an application are used for."""
    return str(PURPOSE_OF_USE)


@register.inclusion_tag("occasions/_change_notice.html")
def occasion_change_notice(occasion: Occasion, days: list[Day]) -> dict[str, Any]:
    """That the occasion was moved, from when to when and why, while that still matters."""
    is_ahead = occasion.state == Occasion.State.PUBLISHED
    return {
        "occasion": occasion,
        "days": days,
        "has_moved": is_ahead and any(day.former and day.period for day in days),
    }


@register.inclusion_tag("occasions/_next_step.html", takes_context=True)
def occasion_next_step(context: dict[str, Any], occasion: Occasion, offer: Offer) -> dict[str, Any]:
    """What a reader can do with the occasion now, in words, with the button or number for it."""
    return {
        "occasion": occasion,
        "offer": offer,
        "office": context["office"],
        "apply_url": occasion_path(occasion, "apply") if offer.takes_applications else "",
        "sheet_url": occasion_path(occasion, "sheet") if takes_paper(occasion, offer) else "",
    }


@register.inclusion_tag("occasions/_facts.html", takes_context=True)
def occasion_facts(
    context: dict[str, Any], occasion: Occasion, offer: Offer, days: list[Day]
) -> dict[str, Any]:
    """The facts of an occasion under the labels that residents know from the 市報."""
    # A venue that serves several days is named once.
    venues = {(day.date.venue_name, day.date.venue_address): day.date for day in days if day.date.venue_name}
    return {
        "occasion": occasion,
        "offer": offer,
        "days": days,
        "has_several": len(days) > 1,
        "venues": list(venues.values()),
        "accommodations": [Accommodation(code).label for code in occasion.accommodations],
        # How to apply is left out where nobody can any more.
        "calendar_url": occasion_path(occasion, "calendar") if days and offer.takes_place else "",
        "is_ahead": offer.kind not in {OfferKind.OVER, OfferKind.CANCELLED},
        "has_window": occasion.apply_by != Occasion.ApplyBy.NONE and (offer.opens_at or offer.closes_at),
        "office": context["office"],
    }


@register.simple_tag(takes_context=True)
def occasion_data(context: dict[str, Any], occasion: Occasion, offer: Offer, days: list[Day]) -> SafeString:
    """The occasion for search engines."""
    return data_block(structured.occasion_data(occasion, offer, days, context["office"]))
