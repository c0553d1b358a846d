"""The trainings of somebody who is signed in, for their own page: what they came to, and what is for them."""

from typing import Any

from django import template
from django.db.models import Count, Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.bookings.links import booking_token
from portal.bookings.models import Attendance, Attendee, Occasion
from portal.bookings.offers import offer_for
from portal.people.models import Person
from trainings.models import Certificate, TrainingSession

register = template.Library()


@register.inclusion_tag("trainings/_own_trainings.html")
def own_trainings(person: Person) -> dict[str, Any]:
    """Trainings that somebody came to, the latest first, with their certificates. Three queries.

    The certificate itself opens by the link of the booking, which belongs to the one who applied; for the
    others there is the page that says what is printed.
    """
    return {"trainings": [_came(attendee, person) for attendee in came_to(person)]}


def came_to(person: Person) -> list[Any]:
    """The places of ``person`` at trainings to which they came or for which they hold a certificate."""
    present = Count("attendances", filter=Q(attendances__status=Attendance.Status.PRESENT))
    attended = (
        Attendee.objects.filter(person=person, occasion__kind=Occasion.Kind.TRAINING, is_live=True)
        .annotate(days_present=present)
        .select_related("occasion", "booking")
        .prefetch_related(
            "occasion__dates",
            Prefetch("certificates", Certificate.objects.live().order_by("pk"), to_attr="live_certificates"),
        )
    )
    found: list[Any] = [each for each in attended if each.days_present or each.live_certificates]
    return sorted(found, key=_first_day, reverse=True)


def _first_day(attendee: Any) -> Any:
    return min((date.starts_at for date in attendee.occasion.dates.all()), default=timezone.now())


def _came(attendee: Any, person: Person) -> dict[str, Any]:
    is_theirs = attendee.booking.contact_id == person.pk
    certificates = attendee.live_certificates
    return {
        "occasion": attendee.occasion,
        "days": attendee.days_present,
        "certificate": certificates[-1] if certificates else None,
        "token": booking_token(attendee.booking) if is_theirs else "",
    }


@register.inclusion_tag("trainings/_own_follow_ups.html")
def own_follow_ups(person: Person) -> dict[str, Any]:
    """Trainings for registered supporters that take applications now and that they have not applied for.
    Four queries: trainings, dates, their changes, places."""
    now = timezone.now()
    coming = (
        TrainingSession.objects.upcoming(now)
        .filter(
            Q(course_kind=TrainingSession.CourseKind.FOLLOW_UP)
            | Q(eligibility=Occasion.Eligibility.SUPPORTERS)
        )
        .exclude(pk__in=Attendee.objects.filter(person=person, is_live=True).order_by().values("occasion"))
        .with_days()
        .with_seats(now)
    )
    offers = [(session, offer_for(session, now=now)) for session in coming]
    return {"open_now": [{"session": session, "offer": offer} for session, offer in offers if offer.is_open]}


def part_of_export(person: Person) -> list[dict[str, str]]:
    """What the own page's download says of trainings and certificates."""
    return [
        {
            _("研修"): attendee.occasion.title,
            _("出席した日数"): str(attendee.days_present),
            _("証書の番号"): "、".join(each.number for each in attendee.live_certificates),
        }
        for attendee in came_to(person)
    ]
