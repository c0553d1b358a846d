import pytest
import time_machine
from django.urls import reverse

from portal.bookings.models import Occasion, Reminder
from tests import factories
from tests.bookings.seats import apply_for, person, revision
from tests.factories import local

pytestmark = pytest.mark.django_db


@pytest.fixture
def training(office):
    with time_machine.travel(local(2026, 11, 1, 10), tick=False):
        training = factories.make_training(starts_at=local(2026, 12, 5, 13, 30))
        apply_for(training, people=[person(contact_wish="mail", email="a@example.com")])
        apply_for(training)
    # Signed in before this moment: the session must not look old.
    with time_machine.travel(local(2026, 11, 1, 12), tick=False):
        yield training


def url(training, name="reminder"):
    return reverse(f"admin:bookings_occasion_{name}", args=[training.pk])


def test_roster_says_when_how_many_are_reminded(training, staff_client):
    text = staff_client.get(url(training, "roster")).content.decode()

    assert "リマインダー：2026年12月3日（木）9:00に <b>2</b> 組へ" in text


def test_reminder_page_counts_by_way(training, staff_client):
    line = staff_client.get(url(training)).context["runs"][0]

    assert line["told"]["ways"] == [("メール", 1), ("電話", 1)]
    assert (line["moment"], line["missing"], line["reminded"]) == (local(2026, 12, 3, 9), 2, 0)


def test_reminder_is_switched_off_and_on(training, staff_client):
    for days, stored in (("", None), ("7", 7)):
        answer = staff_client.post(
            url(training),
            {"revision": revision(training), "reminder_days": days, "reminder_text": "駐車場はありません。"},
        )
        assert answer.status_code == 302
        training.refresh_from_db()
        assert (training.reminder_days, training.reminder_text) == (stored, "駐車場はありません。")


def test_reminder_form_from_an_older_page_is_refused_and_keeps_what_was_typed(training, staff_client):
    stale = revision(training)
    Occasion.objects.filter(pk=training.pk).update(revision=stale + 1)

    answer = staff_client.post(
        url(training), {"revision": stale, "reminder_days": "1", "reminder_text": "打った文"}
    )

    assert answer.status_code == 200
    assert "打った文" in answer.content.decode()
    training.refresh_from_db()
    assert (training.reminder_days, training.reminder_text) == (2, "")


def test_reminder_is_sent_now_once(training, staff_client):
    date = str(training.dates.get().pk)

    for _ in range(2):
        assert staff_client.post(url(training), {"now": date}).status_code == 302

    assert Reminder.objects.count() == 2


def test_reminder_now_for_a_date_that_is_none_tells_nobody(training, staff_client):
    assert staff_client.post(url(training), {"now": "999999"}).status_code == 302
    assert not Reminder.objects.exists()
