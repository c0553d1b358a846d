"""What takes place on the very day on which the demo was built: the door, check-in and online list to try."""

import datetime
from typing import Any

from django.utils import timezone

from portal.bookings import actions
from portal.bookings.models import Attendance, Attendee, Occasion, PlaceKind
from portal.demo.days import Period, days_ago
from portal.demo.world import Channel, World, book, fill, party, publish
from trainings.models import TrainingSession

_HALL, _ONLINE = PlaceKind.Kind.HALL, PlaceKind.Kind.ONLINE


def around_now(now: datetime.datetime) -> Period:
    """Three whole hours, begun today and less than two hours ago; late in the evening they reach past midnight."""
    hour = timezone.localtime(now).replace(minute=0, second=0, microsecond=0)
    starts = hour - datetime.timedelta(hours=1) if hour.hour else hour
    return starts, starts + datetime.timedelta(hours=3)


def under_way(world: World) -> None:
    """Some have come, one has excused herself, the others are expected; one place is left for a walk-in."""
    training = TrainingSession.objects.create(
        title="つながりサポーター養成研修（きょうの会場）",
        slug="yosei-kyo",
        summary="身近な人のSOSに気づき、つながるための入門講座です。",
        programme="講義「孤独・孤立と伴走型支援」\nグループワーク「気づく・声をかける・つなぐ」",
        lecturer="見本大学 架空教授、事務局職員",
        audience="どなたでも",
        fee="無料",
        apply_by=Occasion.ApplyBy.OFFICE,
    )
    occasion = publish(
        world,
        training,
        [around_now(timezone.now())],
        {_HALL: 16, _ONLINE: 20},
        venue_name="見本きょうの会館",
        venue_address="鳥取市見本きょう1番地",
    )
    # Everybody has been told long ago: nothing about it waits to be sent.
    how: dict[str, Any] = {"opened": days_ago(20), "channel": Channel.PHONE, "told": True}
    fill(world, occasion, 12, sizes=(1, 2, 1), **how)
    book(world, occasion, *party(world, 3), **how)
    fill(world, occasion, 6, kind=_ONLINE, **how)
    in_the_hall = Attendee.objects.coming().filter(booking__place_kind__kind=_HALL, occasion=occasion)
    first = list(in_the_hall.order_by("booking__queue_no", "position")[:5])
    marks = {attendee.pk: Attendance.Status.PRESENT for attendee in first}
    marks[first[-1].pk] = Attendance.Status.EXCUSED
    actions.mark_attendance(date=occasion.dates.get(), marks=marks, by=world.staff)
