"""The calendar file of a meeting, for members: the same UID for ever, so that calendars replace instead of doubling."""

from django.http import HttpResponse
from django.utils import timezone
from icalendar import Event, vText

from platform_orgs.meetings.telling import meeting_url
from platform_orgs.models import Meeting
from portal.bookings.calendars import calendar_host, calendar_response, new_calendar


def meeting_calendar(meeting: Meeting) -> HttpResponse:
    calendar = new_calendar()
    event = Event()
    event.add("uid", f"meeting-{meeting.slug}@{calendar_host()}")
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", timezone.now())
    event.add("dtstart", timezone.localtime(meeting.starts_at))
    event.add("dtend", timezone.localtime(meeting.ends_at))
    event.add("summary", meeting.title)
    event.add("url", meeting_url(meeting))
    event.add("status", vText("CANCELLED" if meeting.is_off else "CONFIRMED"))
    if meeting.place:
        event.add("location", meeting.place)
    if meeting.online_url:
        event.add("description", meeting.online_url)
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar_response(calendar)
