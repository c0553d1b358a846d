"""In which order the call list is worked on, and what it suggests when the telephone does not help."""

import datetime

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from portal.correspondence.actions import record_try
from portal.correspondence.models import CallListLine, CallTry, PaperItem
from portal.office.models import ClosedDay
from portal.office.working_days import working_day_before
from tests.correspondence.telling import line_for
from tests.factories import local, make_person, make_user

pytestmark = pytest.mark.django_db

LIST = "/admin/correspondence/calllistline/"
# A Tuesday, at eleven.
NOW = local(2026, 10, 6, 11)


def letter_of(line):
    return reverse("admin:correspondence_calllistline_letter", args=[line.pk])


def opened(line, moment):
    CallListLine.objects.filter(pk=line.pk).update(opened_at=moment)


def listed(client):
    return [call.person.name for call in client.get(LIST).context["calls"]]


@pytest.mark.parametrize(
    ("date", "before"),
    [
        ((2026, 10, 6), (2026, 10, 5)),
        ((2026, 10, 5), (2026, 10, 2)),  # Monday after Friday
        ((2026, 10, 13), (2026, 10, 9)),  # after スポーツの日
        ((2027, 1, 4), (2026, 12, 28)),
    ],
)
def test_working_day_before_leaves_out_weekends_holidays_and_the_turn_of_the_year(date, before):
    assert working_day_before(datetime.date(*date)) == datetime.date(*before)


def test_working_day_before_leaves_out_closed_days():
    ClosedDay.objects.create(date=datetime.date(2026, 10, 5))

    assert working_day_before(datetime.date(2026, 10, 6)) == datetime.date(2026, 10, 2)


@time_machine.travel(NOW, tick=False)
def test_call_list_has_urgent_then_untouched_then_reachable_now_then_the_longest_waiting(
    staff, staff_client, subject
):
    lines = {
        name: line_for(subject, recipient=make_person(name=name, best_time=time), is_urgent=urgent)
        for name, time, urgent in (
            ("きょう", "", False),
            ("きのうの午後", "", False),
            ("午前の人", "平日の午前中", False),
            ("午後の人", "午後", False),
            ("試した", "", False),
            ("手つかず", "", False),
            ("急ぎ", "", True),
        )
    }
    opened(lines["きのうの午後"], local(2026, 10, 5, 14))
    opened(lines["午後の人"], local(2026, 10, 6, 9))
    opened(lines["試した"], local(2026, 10, 1, 9))
    opened(lines["手つかず"], local(2026, 10, 5, 10))
    record_try(line=lines["試した"], result=CallTry.Result.NO_ANSWER, by=staff)

    assert listed(staff_client) == [
        "急ぎ",
        "手つかず",
        "午前の人",
        "試した",
        "きのうの午後",
        "午後の人",
        "きょう",
    ]
    page = staff_client.get(LIST).content.decode()
    assert page.count("1開庁日をこえて手つかず") == 1
    assert page.count("（いま）") == 1


@time_machine.travel(local(2026, 10, 5, 9), tick=False)
def test_weekend_makes_nothing_overdue(staff_client, subject):
    opened(line_for(subject), local(2026, 10, 2, 16))

    assert "手つかず" not in staff_client.get(LIST).content.decode()


@pytest.mark.parametrize(("tries", "is_suggested"), [(2, False), (3, True)])
def test_three_failed_tries_suggest_a_letter(staff, staff_client, subject, tries, is_suggested):
    line = line_for(subject, recipient=make_person(address="見本町1", contact_wish="telephone"))
    for result in (CallTry.Result.NO_ANSWER, CallTry.Result.MESSAGE_LEFT, CallTry.Result.NO_ANSWER)[:tries]:
        record_try(line=line, result=result, by=staff)

    assert (letter_of(line) in staff_client.get(LIST).content.decode()) == is_suggested


def test_three_failed_tries_without_an_address_ask_for_one(staff, staff_client, subject):
    line = line_for(subject)
    for _ in range(3):
        record_try(line=line, result=CallTry.Result.NO_ANSWER, by=staff)

    page = staff_client.get(LIST).content.decode()

    assert letter_of(line) not in page
    assert "住所を登録する" in page


def test_tries_before_a_line_was_opened_again_do_not_count(staff, staff_client, subject):
    line = line_for(subject, recipient=make_person(address="見本町1", contact_wish="telephone"))
    for _ in range(3):
        record_try(line=line, result=CallTry.Result.NO_ANSWER, by=staff)
    opened(line, CallTry.objects.latest("made_at").made_at + datetime.timedelta(seconds=1))

    assert letter_of(line) not in staff_client.get(LIST).content.decode()


def test_letter_takes_the_line_off_the_list(staff_client, subject):
    line = line_for(
        subject, recipient=make_person(name="見本 花子", address="見本町1", contact_wish="telephone")
    )

    page = staff_client.post(letter_of(line), follow=True).content.decode()

    assert "見本 花子 さんには手紙を出します" in page
    assert "いま電話する相手はいません" in page
    assert PaperItem.objects.get().medium == "letter"


def test_letter_that_cannot_be_written_says_why(staff_client, subject):
    line = line_for(subject)

    answer = staff_client.post(letter_of(line), follow=True)

    assert "住所" in str(next(iter(answer.context["messages"])))
    line.refresh_from_db()
    assert line.state == "open"


def test_letter_climbs_the_ladder(staff_client, stranger_client, subject):
    line = line_for(subject)
    reader_client = Client()
    reader = make_user(is_staff=True)
    reader.user_permissions.set(Permission.objects.filter(codename="view_calllistline"))
    reader_client.force_login(reader)

    assert reader_client.post(letter_of(line)).status_code == 403
    assert stranger_client.post(letter_of(line)).status_code == 302
    assert staff_client.get(letter_of(line)).status_code == 405
    assert staff_client.post(letter_of(CallListLine(pk=0))).status_code == 404


def test_wrong_number_is_marked_and_another_way_is_asked_for(staff_client, subject):
    hanako = make_person(telephone="0857000001", fax="0857000009", contact_wish="telephone")
    line = line_for(subject, recipient=hanako)

    url = reverse("admin:correspondence_calllistline_try", args=[line.pk])
    page = staff_client.post(url, {"result": "wrong_number"}, follow=True).content.decode()

    hanako.refresh_from_db()
    assert (hanako.telephone_is_wrong, hanako.revision) == (True, 1)
    assert 'href="tel:0857000001"' not in page
    assert "登録の番号はちがう人につながりました" in page
    assert "FAX 0857-00-0009" in page
    assert "いまの番号を登録する" in page


def test_next_message_goes_another_way_than_the_wrong_number(subject):
    hanako = make_person(fax="0857000009", contact_wish="telephone", telephone_is_wrong=True)

    assert not CallListLine.objects.exists()
    line_for_somebody_else = line_for(subject)
    from tests.correspondence.telling import told

    assert told(subject, recipient=hanako).way == "fax"
    assert [line.pk for line in CallListLine.objects.all()] == [line_for_somebody_else.pk]
