import re

import pytest

from portal.bookings import actions
from portal.bookings.models import Attendance, Booking, PlaceKind
from portal.correspondence.models import CallListLine, OutboxMail
from tests import factories
from tests.bookings.seats import apply_for, person

pytestmark = pytest.mark.django_db


def enter(client, date, **fields):
    data = {"name": "飛込 太郎", "kana": "とびこみ たろう", "submission_key": "abc"}
    return client.post(f"/door/dates/{date.pk}/walk-in/", data | fields)


def seats():
    return list(Booking.objects.order_by("queue_no").values_list("status", flat=True))


def test_walk_in_gets_a_seat_and_is_present_at_once(staff_client, date):
    answer = enter(staff_client, date)

    booking = Booking.objects.latest("pk")
    assert answer.url == f"/door/dates/{date.pk}/"
    assert (booking.status, booking.channel, booking.contact.kana) == (
        "confirmed",
        "counter",
        "トビコミ　タロウ",
    )
    assert booking.attendees.get().attendances.get().status == "present"
    assert not CallListLine.objects.exists()
    assert not OutboxMail.objects.exists()


def test_walk_in_entered_twice_is_one(staff_client, date):
    for _ in range(2):
        enter(staff_client, date)

    assert seats() == ["confirmed"]
    assert Attendance.objects.count() == 1


def test_walk_in_when_full_needs_a_decision_on_record(staff_client, date, training):
    for _ in range(5):
        apply_for(training)

    page = enter(staff_client, date)

    text = page.content.decode()
    assert "満席です" in text
    assert "飛込 太郎" in text
    assert seats() == ["confirmed"] * 5

    enter(staff_client, date, above_capacity="on")

    assert seats() == ["confirmed"] * 6
    entry = Booking.objects.latest("pk").journal.get(verb="promoted_by_staff")
    assert "定員を超えて決定" in entry.note
    assert Attendance.objects.get().status == "present"


def test_walk_in_goes_before_those_who_wait_at_home_on_record(staff_client, date, training, staff):
    bookings = [apply_for(training) for _ in range(6)]
    actions.cancel(booking_id=bookings[0].pk)
    Booking.objects.filter(pk=bookings[5].pk).update(status="waitlisted")

    enter(staff_client, date)

    newest = Booking.objects.latest("pk")
    assert newest.status == "confirmed"
    assert "先に待っていた組：1" in newest.journal.get(verb="promoted_by_staff").note


def test_walk_in_who_is_on_the_roster_already_is_not_doubled(staff_client, date, training):
    apply_for(training, people=[person("飛込 太郎", kana="トビコミ タロウ", telephone="0857000001")])

    page = enter(staff_client, date, telephone="0857-00-0001", is_somebody_else="on")

    assert "名簿でさがして" in page.content.decode()
    assert seats() == ["confirmed"]
    assert not CallListLine.objects.filter(message__kind="bookings.possible_twin").exists()


def test_walk_in_of_the_same_reading_is_asked_about_first(staff_client, date, training):
    there = apply_for(training, people=[person("飛込 多郎", kana="トビコミ タロウ")])

    page = enter(staff_client, date).content.decode()

    assert "同じ読みの人が、もう申し込んでいます" in page
    assert f"?q={there.receipt_number}" in page
    assert "飛込 多郎" in page
    assert seats() == ["confirmed"]

    enter(staff_client, date, is_somebody_else="on")

    assert seats() == ["confirmed"] * 2


def test_walk_in_keeps_the_tick_of_one_question_over_the_other(staff_client, date, training):
    apply_for(training, people=[person("飛込 多郎", kana="トビコミ タロウ")])
    for _ in range(4):
        apply_for(training)

    page = enter(staff_client, date, is_somebody_else="on").content.decode()

    assert "満席です" in page
    assert re.search(r'name="is_somebody_else"[^>]* checked', page)

    enter(staff_client, date, is_somebody_else="on", above_capacity="on")

    assert seats() == ["confirmed"] * 6


def test_walk_in_without_a_reading_comes_back_with_what_was_typed(staff_client, date):
    page = enter(staff_client, date, kana="")

    text = page.content.decode()
    assert "ふりがなを入力してください。" in text
    assert "飛込 太郎" in text
    assert seats() == []


def test_walk_in_at_an_occasion_that_is_closed_says_so(staff_client, date, training):
    training.state = "closed"
    training.save()

    page = enter(staff_client, date)

    assert page.status_code == 200
    assert "受け付けていません" in page.content.decode()
    assert seats() == []


@pytest.fixture
def people(training):
    online = PlaceKind.objects.create(occasion=training, kind="online", capacity=20)
    made = {
        "hanako": person("見本 花子", kana="ミホン ハナコ", email="hanako@example.com"),
        "ken": person("髙橋 健", kana="タカハシ ケン"),
        "kenji": person("高橋 健", kana="タカハシ タケシ"),
        "gary": person("Gary Smith", kana="", email="Gary.Smith@example.com"),
    }
    return {
        name: apply_for(training, people=[someone], place_kind=online).attendees.get()
        for name, someone in made.items()
    }


def paste(client, date, text, **fields):
    return client.post(f"/door/dates/{date.pk}/online/", {"pasted": text} | fields)


def test_pasted_list_is_matched_by_name_reading_or_address(staff_client, date, people):
    page = paste(
        staff_client,
        date,
        "見本花子（iPhone）\t13:01\nタカハシ　タケシ\ngary.smith@example.com, 12:59\n"
        "高橋健\n知らない人\nHANAKO@example.com\n",
    )

    sure = {match.attendees[0].pk for match, _ticked in page.context["sure"]}
    assert sure == {people[name].pk for name in ("hanako", "kenji", "gary")}
    assert [m.line for m in page.context["unsure"]] == ["高橋健"]
    assert {a.pk for a in page.context["unsure"][0].attendees} == {people["ken"].pk, people["kenji"].pk}
    assert [m.line for m in page.context["unknown"]] == ["知らない人"]
    assert not Attendance.objects.exists()


def test_pasted_address_of_a_party_means_all_of_it_unless_one_is_named(staff_client, date, training):
    pair = apply_for(
        training,
        people=[
            person("親 子", kana="オヤ コ", email="family@example.com"),
            person("親 父", kana="オヤ チチ"),
        ],
    )

    page = paste(staff_client, date, "family@example.com\n親 父 <family@example.com>")

    assert [len(m.attendees) for m in page.context["unsure"]] == [2]
    assert [m.attendees[0].person.name for m, _ticked in page.context["sure"]] == ["親 父"]
    assert pair.status == "confirmed"


def test_pasted_list_marks_those_who_were_ticked(staff_client, date, people, staff):
    chosen = [people["hanako"].pk, people["ken"].pk]

    answer = paste(staff_client, date, "見本花子\n高橋健", mark="1", attendee=chosen)

    assert answer.status_code == 302
    assert set(Attendance.objects.values_list("attendee", "status", "marked_by")) == {
        (pk, "present", staff.pk) for pk in chosen
    }


def test_pasted_list_does_not_tick_who_was_marked_absent(staff_client, staff, date, people):
    actions.mark_attendance(date=date, marks={people["hanako"].pk: Attendance.Status.ABSENT}, by=staff)

    page = paste(staff_client, date, "見本花子\n髙橋　健　タカハシ　ケン\ngary.smith@example.com")

    ticked = {match.attendees[0].pk: is_ticked for match, is_ticked in page.context["sure"]}
    assert ticked[people["hanako"].pk] is False
    assert ticked[people["gary"].pk] is True


def test_pasted_list_cannot_mark_people_of_another_occasion(staff_client, date, hanako):
    other = apply_for(factories.make_training()).attendees.get()

    page = paste(staff_client, date, "見本花子", mark="1", attendee=[other.pk])

    assert page.status_code == 200
    assert not Attendance.objects.exists()


def test_pasted_nothing_says_what_to_do(staff_client, date, people):
    assert "入力してください" in paste(staff_client, date, " \n").content.decode()
    page = paste(staff_client, date, "見本花子", mark="1")
    assert "印をつけてください" in page.content.decode()
    assert "見本花子" in page.content.decode()
