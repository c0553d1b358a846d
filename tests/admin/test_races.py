"""Two colleagues at the same pages in the same moment, on a real database."""

from functools import partial

import pytest
from django.test import Client
from django.urls import reverse

from portal.bookings import actions
from portal.bookings.models import Attendance, Booking, Occasion
from tests import factories
from tests.bookings.seats import apply_for, statuses
from tests.bookings.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def office_exists(office):
    """Texts name the office."""


def press(user, url, data=None):
    """A press by ``user`` on a page, to be done later."""
    client = Client()
    client.force_login(user)
    return partial(client.post, url, data)


def booking_url(name, booking):
    return reverse(f"admin:bookings_booking_{name}", args=[booking.pk])


def test_two_colleagues_cancelling_different_people_each_undo_their_own(staff, manager):
    training = factories.make_training(capacity=2)
    first, second = apply_for(training), apply_for(training)
    apply_for(training)
    presses = [press(staff, booking_url("cancel", first)), press(manager, booking_url("cancel", second))]

    answers = at_once(presses)
    cancelled = statuses(training)
    press(staff, booking_url("undo", first))()

    assert [answer.status_code for answer in answers] == [302, 302]
    assert cancelled == ["cancelled", "cancelled", "waitlisted"]
    assert statuses(training) == ["confirmed", "cancelled", "waitlisted"]


def test_same_person_cancelled_by_two_is_cancelled_once(staff, manager):
    training = factories.make_training(capacity=2)
    booking = apply_for(training)
    url = booking_url("cancel", booking)

    at_once([press(user, url) for user in (staff, manager)])

    assert booking.journal.filter(verb="cancelled").count() == 1
    assert Booking.objects.get().revision == booking.revision + 1


def test_capacity_raised_by_one_and_lowered_by_another_from_the_same_page(staff, manager):
    training = factories.make_training(capacity=10)
    kind = training.place_kinds.get()
    url = reverse("admin:bookings_occasion_capacity", args=[training.pk])

    answers = at_once(
        [
            press(user, url, {"revision": 0, f"capacity_{kind.pk}": number})
            for user, number in ((staff, 20), (manager, 5))
        ]
    )

    kind.refresh_from_db()
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    refused = next(answer for answer in answers if answer.status_code == 200).content.decode()
    assert f"保存されている値：{kind.capacity} ／ 入力した値：{25 - kind.capacity}" in refused
    assert Occasion.objects.get().revision == 1


def test_capacity_raised_twice_serves_the_queue_once(staff, manager):
    training = factories.make_training(capacity=1)
    for _ in range(4):
        apply_for(training)
    kind = training.place_kinds.get()
    url = reverse("admin:bookings_occasion_capacity", args=[training.pk])

    at_once([press(user, url, {"revision": 0, f"capacity_{kind.pk}": 3}) for user in (staff, manager)])

    assert statuses(training) == ["confirmed", "confirmed", "confirmed", "waitlisted"]


def test_last_seat_given_by_hand_to_two_people_goes_to_one(staff, manager):
    training = factories.make_training(capacity=0)
    first, second = apply_for(training), apply_for(training)
    training.place_kinds.update(capacity=1)

    at_once(
        [
            press(user, booking_url("promote", booking))
            for user, booking in ((staff, first), (manager, second))
        ]
    )

    assert sorted(statuses(training)) == ["confirmed", "waitlisted"]


def test_twin_decided_in_two_ways_at_once_is_decided_once(staff, manager):
    training = factories.make_training()
    people = [
        factories.make_person(kana="ヤマダ", telephone="0857000001"),
        factories.make_person(kana="ヤマダ", telephone="0857000001"),
    ]
    factories.make_booking(training, contact=people[0])
    twin = factories.make_booking(training, contact=people[1], status="received")

    at_once([press(user, booking_url(name, twin)) for user, name in ((staff, "same"), (manager, "another"))])

    assert twin.journal.count() == 1
    twin.refresh_from_db()
    verb = twin.journal.get().verb
    assert (verb, twin.status) in {("joined", "cancelled"), ("admitted", "confirmed")}


def test_attendance_marked_by_two_at_once_keeps_both(staff, manager):
    training = factories.make_training()
    attendees = [apply_for(training).attendees.get() for _ in range(4)]
    date = training.dates.get()
    url = reverse("admin:bookings_occasion_attendance", args=[training.pk, date.pk])

    def sheet(own):
        was = {f"was_{date.pk}_{a.pk}": "unmarked" for a in attendees}
        return was | {f"mark_{date.pk}_{a.pk}": "present" for a in own}

    at_once(
        [
            press(staff, url, sheet(attendees[:2])),
            press(manager, url, sheet(attendees[2:])),
        ]
    )

    marks = Attendance.objects.values_list("attendee_id", "status", "marked_by")
    assert set(marks) == {
        *((a.pk, "present", staff.pk) for a in attendees[:2]),
        *((a.pk, "present", manager.pk) for a in attendees[2:]),
    }


def test_attendance_of_one_marked_differently_at_once_shows_the_other_mark(staff, manager):
    training = factories.make_training()
    attendee = apply_for(training).attendees.get()
    date = training.dates.get()
    url = reverse("admin:bookings_occasion_attendance", args=[training.pk, date.pk])

    answers = at_once(
        [
            press(
                user, url, {f"was_{date.pk}_{attendee.pk}": "unmarked", f"mark_{date.pk}_{attendee.pk}": mark}
            )
            for user, mark in ((staff, "present"), (manager, "absent"))
        ]
    )

    assert sorted(answer.status_code for answer in answers) == [200, 302]
    refused = next(answer for answer in answers if answer.status_code == 200)
    assert "ほかの職員が先に、ちがう記入をしていました" in refused.content.decode()
    assert Attendance.objects.count() == 1


def test_undo_of_one_and_promotion_of_the_next_never_share_a_seat(staff):
    training = factories.make_training(capacity=1)
    holder = apply_for(training)
    apply_for(training)
    actions.cancel(booking_id=holder.pk, by=staff)

    at_once(
        [
            press(staff, booking_url("undo", holder)),
            lambda: actions.promote(occasion_id=training.pk),
        ]
    )

    assert statuses(training) == ["confirmed", "waitlisted"]
