"""開示 and 消去 of one person: what goes, what stays and why, on record without a name."""

import datetime
import json

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.bookings.links import booking_token
from portal.bookings.models import AccommodationRequest, Booking, JournalEntry
from portal.correspondence.models import CallListLine, CallTry, Message, OutboxMail
from portal.people.actions import leave_note
from portal.people.models import Person, PersonMark
from portal.retention.models import PersonRequest
from portal.ui.dates import format_date
from supporters.me.export import data_of
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
    assert answer.url == reverse("admin:retention_wishes")
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


def test_page_says_first_what_has_to_end_and_where(manager_of_office):
    free, booked = factories.make_person(), factories.make_person()
    booking_of(booked, days=30)
    way = f'<a href="{reverse("admin:desk_person", args=[booked.pk])}">この人のページを開く</a>'

    page, other = (manager_of_office.get(page_of(one)).content.decode() for one in (booked, free))

    assert way in page
    assert ">消せるものを消去する</button>" in page
    assert "この人のページを開く" not in other
    assert ">消去する</button>" in other


def test_handing_over_is_on_record_and_holds_what_is_theirs(manager_of_office):
    person = factories.make_person(name="見本 花子", telephone="0857511111")
    booking_of(person, days=-30)
    address = {
        form: reverse("admin:retention_export", args=[person.pk, form]) for form in ("html", "json", "csv")
    }

    pages = {form: manager_of_office.post(url) for form, url in address.items()}

    assert all("0857511111" in page.content.decode() for page in pages.values())
    sheet = pages["html"].content.decode()
    assert f"{format_date(timezone.localdate())}現在、このポータルが持っているものです。" in sheet
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


def test_office_hands_over_notes_needs_and_messages_too_and_the_own_download_does_not(
    manager_of_office, staff
):
    person = factories.make_person(email="hanako@example.com")
    booking = booking_of(person, days=-30)
    AccommodationRequest.objects.create(
        booking=booking, kind="wheelchair", text="電動の車いす", answer="入口は北側"
    )
    JournalEntry.objects.create(
        occasion=booking.occasion, booking=booking, verb="applied", note="電話で確かめた"
    )
    leave_note(person=person, text="午前がよいとのこと", by=staff)
    PersonMark.objects.create(person=person, kind="do_not_contact", note="本人から電話", by=staff)
    PersonMark.objects.create(person=person, kind="care", note="夫に知られたくない", by=staff)
    message = Message.objects.create(
        kind="bookings.confirmed", recipient=person, subject=booking, way="mail", dedupe_key="x"
    )
    link = f"{settings.SITE_URL}/bookings/{booking_token(booking)}/"
    OutboxMail.objects.create(
        message=message, state="sent", sent_to=person.email, sent_text=f"決まりました {link}"
    )
    line = CallListLine.objects.create(message=message, state="done")
    CallTry.objects.create(line=line, result="spoke", note="また来たい", made_by=staff)
    make_concern(person=person, what="となりの家の話")

    answer = manager_of_office.post(reverse("admin:retention_export", args=[person.pk, "json"]))
    data = json.loads(answer.content)
    told = json.dumps(data, ensure_ascii=False)

    assert {"配慮の申出", "席の記録のメモ", "職員の伝言", "印", "連絡の記録"} < set(data)
    for word in (
        "電動の車いす",
        "入口は北側",
        "電話で確かめた",
        "午前がよい",
        "本人から電話",
        "決まりました",
        "また来たい",
    ):
        assert word in told, word
    # Of others, of the way to an address kept from somebody, and keys.
    for word in ("となりの家", "夫に知られたくない", "取扱注意", booking_token(booking)):
        assert word not in told, word
    own = json.dumps(data_of(person), ensure_ascii=False)
    assert not any(word in own for word in ("電動の車いす", "電話で確かめた", "午前がよい", "決まりました"))


@pytest.mark.parametrize("rows", [1, 3])
def test_page_costs_the_same_for_one_and_three(rows, manager_of_office, django_assert_num_queries):
    person = factories.make_person()
    for _each in range(rows):
        booking_of(person, days=-30)

    # Session, account, two of permissions, person, wish, two for each of the eight sorts, earlier requests.
    with django_assert_num_queries(23):
        assert manager_of_office.get(page_of(person)).status_code == 200
