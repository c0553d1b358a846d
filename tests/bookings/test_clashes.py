"""The same person at two occasions at the same time: staff are warned, the person is told, strangers learn
nothing."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from portal.bookings import actions
from portal.bookings.clashes import clashes_for, clashes_of
from portal.bookings.links import booking_token
from portal.bookings.models import Booking, WaitGroup
from portal.correspondence.kinds import render
from portal.correspondence.models import Message
from tests.bookings.seats import apply_for, person
from tests.factories import in_days, make_booking, make_date, make_person, make_training

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]

HANAKO = {"name": "見本 花子", "kana": "ミホン ハナコ"}
MAIL = {"email": "hanako@example.com", "contact_wish": "mail"}
NUMBER = {"telephone": "0857000001"}
LINE = "同じ時間に、「まえの研修」にもお申し込みです"


def trainings(hours_later=1.0, **fields):
    """One training, and another that begins so many hours later; each takes two."""
    start = in_days(30)
    return (
        make_training(title="まえの研修", starts_at=start),
        make_training(title="あとの研修", starts_at=start + datetime.timedelta(hours=hours_later), **fields),
    )


def hanako(**fields):
    return person(**HANAKO | {"telephone": ""} | fields)


def said(booking, kind="confirmed"):
    return render(Message.objects.get(kind=f"bookings.{kind}", subject_id=booking.pk))


@pytest.mark.parametrize(
    ("first", "second", "clash"),
    [
        (MAIL, MAIL, True),
        (MAIL, MAIL | {"email": "HANAKO@example.com"}, True),
        (NUMBER, NUMBER, True),
        (NUMBER, {"fax": "0857000001"}, True),
        (NUMBER, {"telephone": "0857000002"}, False),
        (NUMBER, NUMBER | {"kana": "ミホン ジロウ"}, False),
    ],
)
def test_clash_is_the_same_reading_with_an_address_in_common(first, second, clash):
    one, other = trainings()
    before = apply_for(one, people=[hanako(**first)])

    booking = apply_for(other, people=[hanako(**second)])

    found = clashes_of(booking)
    assert [c.booking for c in found] == ([before] if clash else [])
    assert not any(c.is_same_record for c in found)
    assert booking.status == "confirmed", "a warning is no refusal"


@pytest.mark.parametrize(
    ("hours", "clash"), [(-2.0, False), (-1.5, True), (0.0, True), (1.9, True), (2.0, False)]
)
def test_clash_is_of_times_that_overlap(hours, clash):
    one, other = trainings(hours)
    apply_for(one, people=[hanako(**NUMBER)])

    assert bool(clashes_of(apply_for(other, people=[hanako(**NUMBER)]))) == clash


@pytest.mark.parametrize(
    ("status", "clash"),
    [
        ("confirmed", True),
        ("waitlisted", True),
        ("offered", True),
        ("received", False),
        ("not_selected", False),
        ("cancelled", False),
    ],
)
def test_clash_is_with_a_place_that_is_had_or_hoped_for(status, clash):
    one, other = trainings()
    contact = make_person(**HANAKO)
    make_booking(one, contact=contact, status=status)

    found = clashes_of(make_booking(other, contact=contact))

    assert [c.is_same_record for c in found] == ([True] if clash else [])
    assert clashes_of(make_booking(other, status="cancelled", contact=contact)) == []


def test_days_that_are_off_and_occasions_that_are_called_off_clash_with_nothing():
    one, other = trainings()
    contact = make_person(**HANAKO)
    make_booking(one, contact=contact)
    booking = make_booking(other, contact=contact)
    assert len(clashes_of(booking)) == 1

    one.dates.update(off="cancelled")
    assert clashes_of(booking) == []

    one.dates.update(off="")
    one.state = "cancelled"
    one.save()
    assert clashes_of(booking) == []


def test_companion_and_second_day_clash_too_and_waiting_for_any_of_several_does_not():
    one, other = trainings(72)
    make_date(one, other.dates.get().starts_at)
    contact, friend = make_person(**HANAKO), make_person(name="見本 次郎", kana="ミホン ジロウ")
    before = make_booking(one, contact=friend)
    booking = make_booking(other, contact=contact, people=1)
    booking.attendees.create(person=friend, occasion=other, position=2)

    assert [c.attendee.person for c in clashes_of(Booking.objects.get(pk=booking.pk))] == [friend]

    group = WaitGroup.objects.create()
    Booking.objects.filter(pk__in=[before.pk, booking.pk]).update(wait_group=group)
    assert clashes_of(Booking.objects.get(pk=booking.pk)) == []


def test_people_who_are_not_saved_yet_are_looked_for_in_the_same_way(django_assert_num_queries):
    one, other = trainings()
    before = apply_for(one, people=[hanako(**NUMBER)])
    newcomer = hanako(**NUMBER)
    newcomer.renew_kana_key()
    list(other.dates.all())

    # the dates of the other, the attendees, the dates of theirs
    with django_assert_num_queries(3):
        found = clashes_for(other, [newcomer], newcomer)

    assert [c.booking for c in found] == [before]


# --- staff ---------------------------------------------------------------------------------------------------


def test_staff_are_warned_after_entering_and_on_the_page_of_the_booking(staff, staff_client):
    one, other = trainings()
    before = apply_for(one, people=[hanako(**NUMBER)])
    booking = apply_for(other, people=[hanako(**NUMBER)], by=staff)

    for name in ("entered", "page"):
        text = staff_client.get(reverse(f"admin:bookings_booking_{name}", args=[booking.pk])).content.decode()
        assert "同じ時間に、ほかにも申し込んでいます" in text
        assert reverse("admin:bookings_booking_page", args=[before.pk]) in text
        assert "同じ人かもしれません" in text
    alone = apply_for(other)
    text = staff_client.get(reverse("admin:bookings_booking_page", args=[alone.pk])).content.decode()
    assert "同じ時間に" not in text


# --- the person --------------------------------------------------------------------------------------------------


def test_mail_says_it_to_the_address_that_got_both():
    one, other = trainings()
    apply_for(one, people=[hanako(**MAIL)])

    text = said(apply_for(other, people=[hanako(**MAIL)]))

    assert text.mail.count(LINE) == 1
    assert LINE not in text.call, "there is no telephone in common"


def test_call_says_it_to_the_number_that_both_gave():
    one, other = trainings()
    apply_for(one, people=[hanako(**NUMBER)])

    text = said(apply_for(other, people=[hanako(**NUMBER)]))

    assert text.call.count(LINE) == 1
    assert LINE not in text.mail
    assert LINE not in text.on_paper


def test_paper_says_nothing_of_it():
    one, other = trainings()
    apply_for(one, people=[hanako(**MAIL)])

    assert LINE not in said(apply_for(other, people=[hanako(**MAIL)])).on_paper


@pytest.mark.parametrize("kind", ["promoted", "outcome"])
def test_later_results_say_it_too(kind):
    one, other = trainings(selection="lottery" if kind == "outcome" else "first_come")
    apply_for(one, people=[hanako(**MAIL)])
    booking = make_booking(other, contact=make_person(**HANAKO | MAIL))
    message = Message.objects.get()
    message.kind, message.subject_id, message.recipient = f"bookings.{kind}", booking.pk, booking.contact

    assert LINE in render(message).mail


def test_who_was_not_selected_is_told_of_no_clash():
    one, other = trainings(selection="lottery")
    apply_for(one, people=[hanako(**MAIL)])
    booking = make_booking(other, contact=make_person(**HANAKO | MAIL), status="not_selected")
    message = Message.objects.get()
    message.kind, message.subject_id, message.recipient = "bookings.outcome", booking.pk, booking.contact

    assert LINE not in render(message).mail


def test_message_is_silent_about_another_reading_another_time_and_a_group():
    one, other = trainings()
    before = apply_for(one, people=[hanako(**MAIL)])
    assert LINE not in said(apply_for(other, people=[hanako(**MAIL, kana="ミホン ジロウ")])).mail
    late = make_training(starts_at=in_days(31))
    assert LINE not in said(apply_for(late, people=[hanako(**MAIL)])).mail
    booking = apply_for(other, people=[hanako(**MAIL, name="見本 はなこ")], key="group")
    assert LINE in said(booking).mail
    Booking.objects.filter(pk__in=[before.pk, booking.pk]).update(wait_group=WaitGroup.objects.create())
    assert LINE not in said(Booking.objects.get(pk=booking.pk)).mail


def test_stranger_with_the_name_and_telephone_of_another_learns_nothing():
    one, other = trainings()
    apply_for(one, people=[hanako(**MAIL, **NUMBER)])

    booking = apply_for(other, people=[hanako(**NUMBER, email="stranger@example.com", contact_wish="mail")])

    assert len(clashes_of(booking)) == 1, "staff are warned"
    assert LINE not in said(booking).mail
    token = booking_token(booking)
    for name in ("receipt", "detail", "cancel"):
        page = Client().get(reverse(f"bookings:{name}", args=[token])).content.decode()
        assert "あとの研修" in page
        assert "まえの研修" not in page
        assert "同じ時間に" not in page


def test_own_page_says_it_of_the_very_same_record_only():
    one, other = trainings()
    contact = make_person(**HANAKO)
    make_booking(one, contact=contact)
    booking = make_booking(other, contact=contact)

    page = Client().get(reverse("bookings:detail", args=[booking_token(booking)])).content.decode()
    receipt = Client().get(reverse("bookings:receipt", args=[booking_token(booking)])).content.decode()

    assert "同じ時間に、ほかにもお申し込みです" in page
    assert "まえの研修" in page
    assert "まえの研修" not in receipt


def test_cancelling_the_other_ends_the_warning():
    one, other = trainings()
    before = apply_for(one, people=[hanako(**MAIL)])
    booking = apply_for(other, people=[hanako(**MAIL)])

    actions.cancel(booking_id=before.pk)

    assert clashes_of(booking) == []
    assert LINE not in said(booking).mail
