"""開示 and 消去 of one person: what goes, what stays and why, on record without a name."""

import datetime
import json

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.bookings.models import Booking
from portal.people.actions import leave_note
from portal.people.models import Person
from portal.retention.models import PersonRequest
from supporters.models import ConcernReporter
from tests import factories
from tests.supporters.concerns import make_concern

pytestmark = pytest.mark.django_db


def client_in(group):
    user = factories.make_user(is_staff=True)
    user.groups.set([Group.objects.get(name=group)])
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def manager_of_office():
    return client_in("管理者")


def page_of(person):
    return reverse("admin:retention_erase", args=[person.pk])


def booking_of(person, *, days):
    training = factories.make_training()
    starts = timezone.now() + datetime.timedelta(days=days)
    training.dates.update(starts_at=starts, ends_at=starts + datetime.timedelta(hours=2))
    booking = factories.make_booking(training, contact=person, note="ひざが悪い")
    booking.attendees.update(person=person)
    return booking


def test_erasing_somebody_with_nothing_ahead_removes_the_person_whole(manager_of_office, staff, office):
    person = factories.make_person(name="秘密 花子")
    leave_note(person=person, text="お元気", by=staff)
    past = booking_of(person, days=-30)
    make_concern(person=person)
    shown = manager_of_office.get(page_of(person)).content.decode()

    answer = manager_of_office.post(page_of(person), {"reason": "本人から書面で"})

    past.refresh_from_db()
    record = PersonRequest.objects.get()
    assert "申込・出欠" in shown
    assert "気づき</th>" not in shown
    assert answer.url == reverse("admin:retention")
    assert not Person.objects.filter(name="秘密 花子").exists()
    assert {past.contact.name, *past.attendees.values_list("person__name", flat=True)} == {"（削除済み）"}
    assert past.note == ""
    assert ConcernReporter.objects.get().person is None
    assert (record.verb, record.person_number, record.removed, record.stayed) == ("erased", person.pk, 1, 0)
    assert record.is_whole
    assert Person.objects.filter(is_contact_only=True).count() == 1


def test_erasing_leaves_what_is_ahead_and_says_why(manager_of_office):
    person = factories.make_person()
    coming, past = booking_of(person, days=30), booking_of(person, days=-30)

    answer = manager_of_office.post(page_of(person), {"reason": "求め"}, follow=True)

    assert "これからの申込は、先に取り消します" in answer.content.decode()
    assert list(Booking.objects.filter(contact=person)) == [coming]
    assert Booking.objects.get(pk=past.pk).contact_id != person.pk
    record = PersonRequest.objects.get()
    assert (record.removed, record.stayed, record.is_whole) == (1, 1, False)


def test_one_of_a_party_goes_and_the_others_stay(manager_of_office):
    booking = factories.make_booking(factories.make_training(), people=2)
    starts = timezone.now() - datetime.timedelta(days=30)
    booking.occasion.dates.update(starts_at=starts, ends_at=starts + datetime.timedelta(hours=2))
    first, second = booking.attendees.order_by("position")

    manager_of_office.post(page_of(second.person), {"reason": "求め"})

    names = list(booking.attendees.order_by("position").values_list("person", "person__name"))
    assert names[0] == (first.person_id, first.person.name)
    assert names[1][1] == "（削除済み）"


def test_handing_over_is_on_record_and_holds_what_is_theirs(manager_of_office):
    person = factories.make_person(name="見本 花子", telephone="0857511111")
    booking_of(person, days=-30)
    address = {
        form: reverse("admin:retention_export", args=[person.pk, form]) for form in ("html", "json", "csv")
    }

    pages = {form: manager_of_office.post(url) for form, url in address.items()}

    assert all("0857511111" in page.content.decode() for page in pages.values())
    assert "わたしの情報" in json.loads(pages["json"].content)
    assert list(PersonRequest.objects.values_list("verb", "person_number")) == [("exported", person.pk)] * 3


def test_somebody_handled_with_care_is_handed_over_only_once_opened(manager_of_office):
    person = factories.make_person(handle_with_care=True, telephone="0857511111")
    address = reverse("admin:retention_export", args=[person.pk, "json"])

    page = manager_of_office.get(page_of(person)).content.decode()

    assert "取扱注意の人です" in page
    assert "0857511111" not in page
    assert manager_of_office.post(address).status_code == 403
    assert not PersonRequest.objects.exists()


def test_ladder(manager_of_office, stranger_client):
    person = factories.make_person()
    lesser, page = client_in("職員"), page_of(person)
    export = reverse("admin:retention_export", args=[person.pk, "json"])

    assert manager_of_office.get(page).status_code == 200
    assert manager_of_office.get(export).status_code == 405
    assert lesser.get(page).status_code == lesser.post(page, {"reason": "x"}).status_code == 403
    assert lesser.post(export).status_code == 403
    assert stranger_client.get(page).status_code == 302
    assert Client().get(page).url.startswith(reverse("admin:login"))
    assert manager_of_office.post(page, {"reason": ""}).status_code == 200
    assert manager_of_office.get(reverse("admin:retention_erase", args=[0])).status_code == 404
    assert Person.objects.filter(pk=person.pk).exists()
