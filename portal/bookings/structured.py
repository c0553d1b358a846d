"""A training or an event for search engines (schema.org Event), one for each of its days."""

from django.conf import settings
from django.utils import timezone

from portal.bookings.addresses import occasion_path
from portal.bookings.models import Occasion, OccasionDate, PlaceKind
from portal.bookings.offers import Offer, OfferKind
from portal.bookings.schedule import Day
from portal.office.models import Office
from portal.ui.structured import Data, filled

_MODES = {
    (True, False): "OfflineEventAttendanceMode",
    (False, True): "OnlineEventAttendanceMode",
    (True, True): "MixedEventAttendanceMode",
}


def occasion_data(occasion: Occasion, offer: Offer, days: list[Day], office: Office) -> Data:
    """Its days as a graph. Nothing for what no list names, and for a day without any place: an Event needs one."""
    if not occasion.is_listed:
        return {}
    found = [_event(occasion, offer, day, office) for day in days]
    events = [event for event in found if event.get("location")]
    return {"@graph": events} if events else {}


def _event(occasion: Occasion, offer: Offer, day: Day, office: Office) -> Data:
    url = settings.SITE_URL + occasion_path(occasion)
    starts_at, ends_at = day.period or day.former[-1]
    kinds = {place.place_kind.kind for place in offer.places}
    is_online = PlaceKind.Kind.ONLINE in kinds
    is_here = not kinds or bool(kinds - {PlaceKind.Kind.ONLINE})
    event = {
        "@type": "Event",
        "@id": f"{url}#{day.date.pk}",
        "name": occasion.title,
        "description": occasion.description or occasion.summary,
        "url": url,
        "inLanguage": "ja",
        "startDate": timezone.localtime(starts_at).isoformat(),
        "endDate": timezone.localtime(ends_at).isoformat(),
        "eventStatus": f"https://schema.org/{_status(occasion, day)}",
        "eventAttendanceMode": f"https://schema.org/{_MODES[is_here, is_online]}",
        "location": _locations(day.date, office, url, is_here=is_here, is_online=is_online),
        "organizer": _organiser(occasion, office),
        "isAccessibleForFree": _is_free(occasion) or None,
        "offers": _offers(occasion, offer, url),
        "maximumAttendeeCapacity": sum(place.capacity for place in offer.places) or None,
    }
    if _status(occasion, day) == "EventRescheduled":
        event["previousStartDate"] = timezone.localtime(day.former[-1][0]).isoformat()
    return filled(event)


def _status(occasion: Occasion, day: Day) -> str:
    if occasion.state == Occasion.State.CANCELLED or day.date.off == OccasionDate.Off.CANCELLED:
        return "EventCancelled"
    if day.period is None:
        return "EventPostponed"
    return "EventRescheduled" if day.former else "EventScheduled"


def _locations(date: OccasionDate, office: Office, url: str, *, is_here: bool, is_online: bool) -> list[Data]:
    name = date.venue_name or office.city_name
    address = date.venue_address or name
    found: list[Data] = []
    if is_here and name:
        place = {"@type": "PostalAddress", "streetAddress": address, "addressCountry": "JP"}
        region = filled({"addressRegion": office.prefecture_name, "addressLocality": office.city_name})
        found.append({"@type": "Place", "name": name, "address": {**place, **region}})
    if is_online:
        # The address of the stream is for those who booked.
        found.append({"@type": "VirtualLocation", "url": url})
    return found


def _organiser(occasion: Occasion, office: Office) -> Data:
    name = occasion.organiser or " ".join(filter(None, (office.city_name, office.name)))
    return {"@type": "Organization", "name": name, "url": settings.SITE_URL} if name else {}


def _is_free(occasion: Occasion) -> bool:
    return occasion.fee.startswith("無料")


def _offers(occasion: Occasion, offer: Offer, url: str) -> Data:
    """Free places only: what something costs is a text here."""
    if not _is_free(occasion) or not (offer.is_open or offer.kind == OfferKind.NOT_YET_OPEN):
        return {}
    availability = "InStock" if offer.has_places else "SoldOut" if offer.is_open else "PreOrder"
    opens_at = timezone.localtime(offer.opens_at).isoformat() if offer.opens_at else None
    return filled(
        {
            "@type": "Offer",
            "price": "0",
            "priceCurrency": "JPY",
            "availability": f"https://schema.org/{availability}",
            "url": occasion.apply_url or url,
            "validFrom": opens_at,
        }
    )
