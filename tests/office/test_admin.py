import datetime

import pytest
from django.urls import reverse

from portal.office.models import ClosedDay, District, Helpline, Inquiry, Office
from tests.factories import make_helpline, make_person

pytestmark = pytest.mark.django_db


def make_inquiry(**fields):
    return Inquiry.objects.create(**{"body": "予定を教えてください", "name": "見本 花子"} | fields)


def url(model, page, *args):
    return reverse(f"admin:office_{model.__name__.lower()}_{page}", args=args)


@pytest.mark.parametrize("model", [Office, ClosedDay, District, Helpline, Inquiry])
def test_office_lists_are_for_staff_only(client, staff_client, stranger_client, office, model):
    address = url(model, "changelist")

    assert staff_client.get(address).status_code == 200
    assert stranger_client.get(address).status_code == 302
    assert client.get(address).status_code == 302


def test_inquiry_can_be_read_and_marked_but_not_rewritten(staff_client):
    inquiry = make_inquiry()
    address = url(Inquiry, "change", inquiry.pk)

    page = staff_client.get(address)
    response = staff_client.post(
        address, {"state": "answered", "office_note": "電話で返事", "body": "書き換え", "name": "別人"}
    )

    assert "予定を教えてください" in page.content.decode()
    assert response.status_code == 302
    inquiry.refresh_from_db()
    assert (inquiry.state, inquiry.office_note) == ("answered", "電話で返事")
    assert (inquiry.body, inquiry.name) == ("予定を教えてください", "見本 花子")


def test_inquiry_and_office_can_be_neither_added_twice_nor_deleted(manager_client, office):
    inquiry = make_inquiry()

    pages = [
        url(Inquiry, "add"),
        url(Inquiry, "delete", inquiry.pk),
        url(Office, "add"),
        url(Office, "delete", office.pk),
    ]

    assert [manager_client.get(page).status_code for page in pages] == [403] * 4
    assert [manager_client.post(page, {"post": "yes"}).status_code for page in pages] == [403] * 4
    assert (Inquiry.objects.count(), Office.objects.count()) == (1, 1)
    for model in (Inquiry, Office):
        assert "delete_selected" not in manager_client.get(url(model, "changelist")).content.decode()


def test_office_can_be_added_while_there_is_none(manager_client):
    assert manager_client.get(url(Office, "add")).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_inquiry_list_costs_the_same_queries_for_one_and_three(
    staff_client, django_assert_num_queries, count
):
    for _ in range(count):
        make_inquiry()

    # Session, user, two for permissions, two counts, the rows.
    with django_assert_num_queries(7):
        staff_client.get(url(Inquiry, "changelist"))


def test_helplines_that_nobody_checked_for_a_year_can_be_listed(staff_client):
    make_helpline(name="古い電話", checked_on=datetime.date(2020, 1, 1))
    make_helpline(name="新しい電話", checked_on=datetime.date.today())

    content = staff_client.get(url(Helpline, "changelist") + "?check=old").content.decode()

    assert "古い電話" in content
    assert "新しい電話" not in content


def test_helpline_without_any_way_of_contact_is_refused_with_words(staff_client):
    response = staff_client.post(
        url(Helpline, "add"),
        {
            "topic": "listen",
            "name": "番号なし",
            "source_name": "出典",
            "checked_on": "2026-04-01",
            "position": "0",
        },
    )

    assert "電話・FAX・メール・Webのどれか一つは入れてください。" in response.content.decode()
    assert not Helpline.objects.exists()


def test_office_that_closes_before_it_opens_is_refused_with_words(staff_client, office):
    response = staff_client.post(
        url(Office, "change", office.pk), {"opens_at": "17:00", "closes_at": "08:30", "name": "x"}
    )

    assert "受付終了時刻は、受付開始時刻より後にしてください。" in response.content.decode()


def test_district_in_use_cannot_be_deleted(manager_client):
    district = District.objects.create(name="見本地域")
    make_person(district=district)

    manager_client.post(url(District, "delete", district.pk), {"post": "yes"})

    assert District.objects.count() == 1
