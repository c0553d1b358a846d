"""Several doors at the same moment, each on a connection of its own."""

from collections import Counter

import pytest

from portal.bookings import actions
from portal.bookings.errors import MarkedMeanwhile, NoPlaceFree
from portal.bookings.models import Attendance, Booking, DoorPass
from tests.bookings.seats import apply_for, person
from tests.bookings.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)

Status = Attendance.Status


@pytest.fixture
def passes(training, staff):
    made = [DoorPass(occasion_id=training.pk, label=f"受付{n}", created_by=staff) for n in range(4)]
    for door_pass in made:
        door_pass.renew_token()
    return made


def tap(date, attendee, status, by):
    try:
        actions.mark_one(date_id=date.pk, attendee_id=attendee.pk, status=status, seen=Status.UNMARKED, by=by)
    except MarkedMeanwhile:
        return "asked"
    return "marked"


def test_doors_at_once_mark_different_people_without_disturbing_each_other(training, date, passes):
    attendees = [apply_for(training).attendees.get() for _ in range(4)]

    said = at_once(
        [lambda a=a, p=p: tap(date, a, Status.PRESENT, p) for a, p in zip(attendees, passes, strict=True)]
    )

    assert said == ["marked"] * 4
    assert set(Attendance.objects.values_list("attendee", "status", "marked_through")) == {
        (a.pk, "present", p.pk) for a, p in zip(attendees, passes, strict=True)
    }


def test_same_person_checked_in_at_four_doors_at_once_is_marked_once(date, hanako, passes):
    said = at_once([lambda p=p: tap(date, hanako, Status.PRESENT, p) for p in passes])

    assert said == ["marked"] * 4
    assert Attendance.objects.get().status == "present"


def test_different_marks_at_once_let_one_stand_and_ask_the_other(date, hanako, passes):
    wanted = [Status.PRESENT, Status.ABSENT]

    said = at_once(
        [lambda s=s, p=p: tap(date, hanako, s, p) for s, p in zip(wanted, passes[:2], strict=True)]
    )

    assert Counter(said) == {"marked": 1, "asked": 1}
    mark = Attendance.objects.get()
    assert mark.status == wanted[said.index("marked")]
    assert mark.marked_through == passes[said.index("marked")]


def test_walk_ins_at_once_for_the_last_seat_give_it_once(training, date, staff):
    for _ in range(4):
        apply_for(training)

    def enter(number):
        application = actions.Application(
            place_kind_id=training.place_kinds.get().pk, members=[actions.PartyMember(person())]
        )
        try:
            actions.walk_in(date=date, application=application, submission_key=f"k{number}", by=staff)
        except NoPlaceFree:
            return "full"
        return "seated"

    said = at_once([lambda n=n: enter(n) for n in range(3)])

    assert Counter(said) == {"seated": 1, "full": 2}
    assert Booking.objects.filter(status="confirmed").count() == 5
    assert Booking.objects.count() == 5
