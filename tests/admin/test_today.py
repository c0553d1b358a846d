"""「きょう中止・延期」 in two steps."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from portal.bookings.models import Occasion
from portal.correspondence.models import CallListLine, Message
from tests import factories
from tests.bookings.seats import apply_for, person, revision
from tests.factories import local

pytestmark = pytest.mark.django_db


@pytest.fixture
def training(office):
    with time_machine.travel(local(2026, 11, 1, 10), tick=False):
        training = factories.make_training(starts_at=local(2026, 12, 5, 13, 30), title="見本研修")
        apply_for(training, people=[person(contact_wish="mail", email="a@example.com")])
        apply_for(training, people=[person(telephone="0857123456")])
    with time_machine.travel(local(2026, 12, 5, 7), tick=False):
        yield training


def url(training, name="today"):
    return reverse(f"admin:bookings_occasion_{name}", args=[training.pk, training.dates.first().pk])


def choose(training, **typed):
    return {"revision": revision(training), "how": "cancel", "reason": "大雪のため", **typed}


def test_first_step_changes_nothing_and_says_exactly_what_will_happen(training, staff_client):
    page = staff_client.post(url(training), choose(training))

    assert Occasion.objects.get(pk=training.pk).state == "published"
    assert page.context["told"]["ways"] == [("メール", 1), ("電話", 1)]
    text = page.content.decode()
    assert "12月5日（土）13:30〜15:30の「見本研修」は、中止になりました。" in text
    assert "理由：大雪のため。" in text
    assert "中止にして2組に知らせる" in text


def test_second_step_cancels_and_leads_to_the_texts(training, staff_client):
    answer = staff_client.post(url(training), choose(training, confirm="1"), follow=True)

    assert Occasion.objects.get(pk=training.pk).state == "cancelled"
    assert set(
        Message.objects.filter(kind="bookings.occasion_cancelled").values_list("is_urgent", "way")
    ) == {(True, "mail"), (True, "telephone")}
    assert answer.redirect_chain == [(url(training, "off_texts"), 302)]
    text = answer.content.decode()
    assert "お電話ありがとうございます。中央人権福祉センターです。" in text
    assert "手続きは何もいりません。" in text
    calls = staff_client.get(reverse("admin:correspondence_calllistline_changelist")).content.decode()
    assert 'href="tel:0857123456"' in calls
    assert CallListLine.objects.filter(message__is_urgent=True).count() == 1
    door = staff_client.get(url(training, "off_door")).content.decode()
    assert '<p class="door-sheet__word">中止</p>' in door


def test_postponed_without_a_day(training, staff_client):
    staff_client.post(url(training), choose(training, how="undated", confirm="1"))

    training = Occasion.objects.get(pk=training.pk)
    assert (training.state, training.state_note) == ("postponed", "大雪のため")
    text = staff_client.get(url(training, "off_texts")).content.decode()
    assert "新しい日は、決まりしだいお知らせします。" in text
    assert "お申し込みは、そのまま残っています。" in text


def test_postponed_to_a_day(training, staff_client):
    new = {"how": "dated", "day": "2026-12-19", "starts": "10:00", "ends": "12:00"}
    staff_client.post(url(training), choose(training, **new, confirm="1"))

    date = training.dates.get()
    assert (date.starts_at, date.ends_at) == (local(2026, 12, 19, 10), local(2026, 12, 19, 12))
    text = staff_client.get(url(training, "off_texts")).content.decode()
    assert "12月5日（土）13:30〜15:30の「見本研修」は、延期になりました。" in text
    assert "新しい日時は、2026年12月19日（土）10:00〜12:00です。" in text


@pytest.mark.parametrize(("how", "off"), [("cancel", "cancelled"), ("undated", "postponed")])
def test_one_of_two_days_leaves_the_other(how, off, training, staff_client):
    factories.make_date(training, local(2026, 12, 6, 10))

    staff_client.post(url(training), choose(training, how=how, confirm="1"))

    assert Occasion.objects.get(pk=training.pk).state == "published"
    assert list(training.dates.values_list("off", flat=True)) == [off, ""]
    text = staff_client.get(url(training, "off_texts")).content.decode()
    assert "ほかの日は、予定どおり行います。" in text


def test_last_of_two_days_moves_after_the_first_was_held(training, staff_client):
    first = factories.make_date(training, local(2026, 11, 28, 10))
    today = training.dates.get(starts_at=local(2026, 12, 5, 13, 30))
    address = reverse("admin:bookings_occasion_today", args=[training.pk, today.pk])
    new = {"how": "dated", "day": "2026-12-19", "starts": "10:00", "ends": "12:00", "confirm": "1"}

    assert staff_client.post(address, choose(training, **new)).status_code == 302

    assert set(training.dates.values_list("starts_at", flat=True)) == {
        first.starts_at,
        local(2026, 12, 19, 10),
    }


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"how": ""}, "how"),
        ({"reason": ""}, "reason"),
        ({"reason": "other"}, "reason_text"),
        ({"how": "dated", "starts": "10:00", "ends": "12:00"}, "day"),
        ({"how": "dated", "day": "2026-12-04", "starts": "10:00", "ends": "12:00"}, "day"),
        ({"how": "dated", "day": "2026-12-19", "starts": "12:00", "ends": "10:00"}, "ends"),
        ({"how": "dated", "day": "12/19", "starts": "10:00", "ends": "12:00"}, "day"),
    ],
)
def test_what_is_missing_is_said_beside_the_field(typed, field, training, staff_client):
    page = staff_client.post(url(training), choose(training, **typed, confirm="1"))

    assert list(page.context["form"].errors) == [field]
    assert Occasion.objects.get(pk=training.pk).state == "published"


def test_free_reason_is_used_as_written(training, staff_client):
    staff_client.post(url(training), choose(training, reason="other", reason_text="機材の故障", confirm="1"))

    assert Occasion.objects.get(pk=training.pk).state_note == "機材の故障"


def test_page_older_than_a_colleague_s_change_asks_again(training, staff_client):
    values = choose(training, confirm="1")
    Occasion.objects.filter(pk=training.pk).update(revision=revision(training) + 1)

    refused = staff_client.post(url(training), values)

    assert Occasion.objects.get(pk=training.pk).state == "published"
    assert "ほかの職員が先に変更しました" in refused.content.decode()
    again = values | {"revision": refused.context["form"]["revision"].value()}
    assert staff_client.post(url(training), again).status_code == 302


def test_pressed_twice_tells_once(training, staff_client):
    values = choose(training, confirm="1")
    for _ in range(2):
        staff_client.post(url(training), values)

    assert Message.objects.filter(kind="bookings.occasion_cancelled").count() == 2


def test_way_there_is_on_the_start_page_and_the_roster_only_today_and_tomorrow(training, staff_client):
    pages = [reverse("admin:index"), reverse("admin:bookings_occasion_roster", args=[training.pk])]
    found = {}
    for day in (3, 4, 5):
        with time_machine.travel(local(2026, 12, day, 7), tick=False):
            found[day] = [url(training) in staff_client.get(page).content.decode() for page in pages]
    with time_machine.travel(local(2026, 12, 5, 15, 31), tick=False):
        found["over"] = [url(training) in staff_client.get(page).content.decode() for page in pages]

    assert found == {3: [False] * 2, 4: [True] * 2, 5: [True] * 2, "over": [False] * 2}


def test_texts_of_a_day_that_takes_place_lead_to_the_roster(training, staff_client):
    for name in ("off_texts", "off_door"):
        answer = staff_client.get(url(training, name))
        assert answer.url == reverse("admin:bookings_occasion_roster", args=[training.pk])


def test_date_of_another_occasion_is_not_found(training, staff_client):
    other = factories.make_training(starts_at=local(2026, 12, 5, 9) + datetime.timedelta(days=9))
    address = reverse("admin:bookings_occasion_today", args=[training.pk, other.dates.get().pk])

    assert staff_client.get(address).status_code == 404
