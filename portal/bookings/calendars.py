"""Calendar files (.ics). The same date has the same UID everywhere, so that calendars replace instead of
doubling; there is no ORGANIZER, because some calendars would write to that address by themselves.

Nothing in a file depends on when it was made, so that a client that has it is told so (304).
"""

import datetime
from collections.abc import Iterable

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from icalendar import Calendar, Event, vDuration, vText

from portal.bookings.addresses import occasion_path
from portal.bookings.models import Booking, Occasion, OccasionDate
from portal.ui.text import without_controls

_PRODID = "-//tsunagari-portal//JA"
# How often those who subscribe should ask again.
_REFRESH = datetime.timedelta(hours=1)


def occasion_calendar(occasion: Occasion) -> HttpResponse:
    """All dates of an occasion, with the address of its public page."""
    return calendar_response(_calendar([occasion]))


def public_calendar(occasions: Iterable[Occasion], name: str) -> HttpResponse:
    """All dates of these public occasions, for those who subscribe."""
    calendar = _calendar(occasions)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(_REFRESH))
    return calendar_response(calendar)


def booking_calendar(booking: Booking, url: str) -> HttpResponse:
    """All dates of a booking's occasion, with the address of the applicant's own page."""
    calendar = new_calendar()
    for date in booking.occasion.dates.all():
        # The place is news as well as the day.
        sequence = booking.occasion.revision + booking.revision
        place = Booking.Status(booking.status)
        calendar.add_component(_event(booking.occasion, date, url, place, sequence))
    calendar.add_missing_timezones()
    return calendar_response(calendar)


def _calendar(occasions: Iterable[Occasion]) -> Calendar:
    calendar = new_calendar()
    for occasion in occasions:
        url = settings.SITE_URL + occasion_path(occasion)
        for date in occasion.dates.all():
            calendar.add_component(_event(occasion, date, url, Booking.Status.CONFIRMED, occasion.revision))
    calendar.add_missing_timezones()
    return calendar


def _event(occasion: Occasion, date: OccasionDate, url: str, place: Booking.Status, sequence: int) -> Event:
    event = Event()
    event.add("uid", f"occasion-date-{date.pk}@{calendar_host()}")
    event.add("sequence", sequence)
    event.add("dtstamp", occasion.updated_at)
    event.add("last-modified", occasion.updated_at)
    event.add("dtstart", timezone.localtime(date.starts_at))
    event.add("dtend", timezone.localtime(date.ends_at))
    event.add("summary", without_controls(_summary(occasion, date)))
    if occasion.summary:
        event.add("description", without_controls(occasion.summary))
    event.add("url", url)
    event.add("status", vText(_status(occasion, date, place)))
    if date.venue_name:
        event.add("location", without_controls(" ".join(filter(None, (date.venue_name, date.venue_address)))))
    return event


def _summary(occasion: Occasion, date: OccasionDate) -> str:
    """Many calendars show a status to nobody: what was called off says so in its title."""
    return f"【{date.get_off_display()}】{occasion.title}" if date.off else occasion.title_with_state


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
