"""Calendar files (.ics). The same date has the same UID everywhere, so that calendars replace instead of
doubling; there is no ORGANIZER, because some calendars would write to that address by themselves."""

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from icalendar import Calendar, Event, vText

from portal.bookings.addresses import occasion_path
from portal.bookings.models import Booking, Occasion, OccasionDate

_PRODID = "-//tsunagari-portal//JA"


def occasion_calendar(occasion: Occasion) -> HttpResponse:
    """All dates of an occasion, with the address of its public page."""
    return calendar_response(_calendar(occasion, settings.SITE_URL + occasion_path(occasion)))


def booking_calendar(booking: Booking, url: str) -> HttpResponse:
    """All dates of a booking's occasion, with the address of the applicant's own page."""
    return calendar_response(_calendar(booking.occasion, url, Booking.Status(booking.status)))


def _calendar(occasion: Occasion, url: str, place: Booking.Status = Booking.Status.CONFIRMED) -> Calendar:
    calendar = new_calendar()
    host = calendar_host()
    for date in occasion.dates.all():
        event = Event()
        event.add("uid", f"occasion-date-{date.pk}@{host}")
        event.add("sequence", occasion.revision)
        event.add("dtstamp", timezone.now())
        event.add("last-modified", occasion.updated_at)
        event.add("dtstart", timezone.localtime(date.starts_at))
        event.add("dtend", timezone.localtime(date.ends_at))
        event.add("summary", occasion.title)
        event.add("url", url)
        event.add("status", vText(_status(occasion, date, place)))
        if date.venue_name:
            event.add("location", " ".join(filter(None, (date.venue_name, date.venue_address))))
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar


def _status(occasion: Occasion, date: OccasionDate, place: Booking.Status) -> str:
    is_off = occasion.state == Occasion.State.CANCELLED or date.off == OccasionDate.Off.CANCELLED
    if place == Booking.Status.CANCELLED or is_off:
        return "CANCELLED"
    is_dated = occasion.state != Occasion.State.POSTPONED and not date.off
    is_sure = place == Booking.Status.CONFIRMED and is_dated
    return "CONFIRMED" if is_sure else "TENTATIVE"


def new_calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", _PRODID)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    return calendar


def calendar_host() -> str:
    """What stands behind the @ of a UID."""
    return settings.SITE_URL.split("//")[-1].split(":")[0]


def calendar_response(calendar: Calendar) -> HttpResponse:
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="calendar.ics"'
    return response
