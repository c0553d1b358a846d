import datetime

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.office.duties import duties, move_inquiries
from portal.office.models import ClosedDay, District, Helpline, Inquiry, Office
from tests.factories import local, make_helpline, make_person, make_user

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

    # Session, user, two for permissions, the closed days, two counts, the rows with their owners.
    with django_assert_num_queries(8):
        staff_client.get(url(Inquiry, "changelist"))


NO_ROWS = {
    f"{rows}-{name}": "0" for rows in ("hours", "windows") for name in ("TOTAL_FORMS", "INITIAL_FORMS")
}


def test_helplines_that_nobody_checked_for_half_a_year_are_listed_and_counted(staff_client, office):
    today = datetime.date(2026, 11, 27)
    make_helpline(name="古い電話", checked_on=datetime.date(2026, 5, 28))
    make_helpline(name="新しい電話", checked_on=datetime.date(2026, 5, 29))

    with time_machine.travel(today):
        content = staff_client.get(url(Helpline, "changelist") + "?check=old").content.decode()
        work = staff_client.get(reverse("admin:index")).context["work"]

    assert "古い電話" in content
    assert "新しい電話" not in content
    assert [(line.count, line.url) for line in work if "相談窓口" in line.label] == [
        (1, url(Helpline, "changelist") + "?check=old")
    ]


def test_helpline_is_checked_today_by_one_press(staff_client, staff):
    line = make_helpline(checked_on=datetime.date(2020, 1, 1))
    page = staff_client.get(url(Helpline, "changelist") + "?check=old").content.decode()
    address = url(Helpline, "checked", line.pk) + "?check=old"

    response = staff_client.post(address, follow=True)

    assert f'formaction="{address}"' in page
    line.refresh_from_db()
    assert line.checked_on == timezone.localdate()
    assert response.redirect_chain == [(url(Helpline, "changelist") + "?check=old", 302)]
    assert "今日確認したことにしました" in response.content.decode()
    assert LogEntry.objects.get(user=staff).object_id == str(line.pk)


def test_helpline_is_checked_by_nobody_without_the_right(client, staff_client, stranger_client):
    line = make_helpline(checked_on=datetime.date(2020, 1, 1))
    address = url(Helpline, "checked", line.pk)
    reader = make_user(is_staff=True)
    reader.user_permissions.set(Permission.objects.filter(codename="view_helpline"))
    reader_client = Client()
    reader_client.force_login(reader)

    answers = [each.post(address).status_code for each in (reader_client, stranger_client, client)]

    assert answers == [403, 302, 302]
    assert staff_client.get(address).status_code == 405
    assert staff_client.post(url(Helpline, "checked", line.pk + 1)).status_code == 404
    assert "今日確認した" not in reader_client.get(url(Helpline, "changelist")).content.decode()
    line.refresh_from_db()
    assert line.checked_on == datetime.date(2020, 1, 1)


def test_helpline_is_entered_with_its_hours(staff_client):
    values = {
        "topic": "listen",
        "name": "夜の電話",
        "telephone": "0120-000-000",
        "source_name": "出典",
        "checked_on": "2026-04-01",
        "position": "0",
        "opening": "hours",
        **NO_ROWS,
        "hours-TOTAL_FORMS": "1",
        "hours-0-weekdays": ["0", "4"],
        "hours-0-opens_at": "22:00",
        "hours-0-closes_at": "02:00",
        "hours-0-on_holidays": "yes",
    }
    wrong = staff_client.post(url(Helpline, "add"), values | {"hours-0-weekdays": []})
    response = staff_client.post(url(Helpline, "add"), values)

    assert "曜日か「毎月の日」を入れてください。" in wrong.content.decode()
    assert response.status_code == 302
    row = Helpline.objects.get().hours.get()
    assert (row.weekdays, row.opens_at, row.at_new_year) == ([0, 4], datetime.time(22), False)
    assert staff_client.get(url(Helpline, "change", row.helpline_id)).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_helpline_list_costs_the_same_queries_for_one_and_three(
    staff_client, django_assert_num_queries, count
):
    for _ in range(count):
        make_helpline()

    # Session, user, two for permissions, two counts, the rows with hours and windows.
    with django_assert_num_queries(9):
        staff_client.get(url(Helpline, "changelist"))


def test_helpline_without_any_way_of_contact_is_refused_with_words(staff_client):
    response = staff_client.post(
        url(Helpline, "add"),
        {
            "topic": "listen",
            "name": "番号なし",
            "source_name": "出典",
            "checked_on": "2026-04-01",
            "position": "0",
            "opening": "always",
            **NO_ROWS,
        },
    )

    assert "電話・チャット・メール・FAX・Web・窓口のどれか一つは入れてください。" in response.content.decode()
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


def test_inquiries_are_found_by_words_of_what_is_sealed(staff_client):
    wanted = make_inquiry(body="車いすで入れますか", office_note="センター長に確認")
    make_inquiry()

    for typed in ("車いす", "ｾﾝﾀｰ長", "車いす 見本"):
        page = staff_client.get(url(Inquiry, "changelist"), {"q": typed})
        assert list(page.context["cl"].result_list) == [wanted]


def test_inquiry_that_nobody_took_up_for_a_working_day_stands_out(staff_client, office):
    # Friday at ten; the working day is over on Monday at ten.
    make_inquiry(received_at=local(2026, 12, 4, 10))
    make_inquiry(received_at=local(2026, 12, 4, 10), state="in_hand")

    found = []
    for now in (local(2026, 12, 7, 9, 59), local(2026, 12, 7, 10, 1)):
        with time_machine.travel(now, tick=False):
            content = staff_client.get(url(Inquiry, "changelist")).content.decode()
        found.append(content.count("1開庁日をこえて未読"))

    assert found == [0, 1]


def test_inquiry_has_an_owner_and_passes_to_another_with_everything_else(staff_client, staff, manager):
    inquiry = make_inquiry(answer_wish="telephone", telephone="0857000001", no_office_name=True)
    make_inquiry(owner=staff, state="answered")
    address = url(Inquiry, "change", inquiry.pk)

    page = staff_client.get(address).content.decode()
    staff_client.post(address, {"state": "in_hand", "owner": staff.pk, "office_note": ""})

    assert "市役所と名のらず" in page
    assert [(duty.title, duty.url) for duty in duties(staff)] == [
        (f"お問い合わせ#{inquiry.pk}（対応中）", address)
    ]
    assert move_inquiries(from_user=staff, to_user=staff, by=manager) == 0
    assert [move_inquiries(from_user=staff, to_user=manager, by=manager) for _ in range(2)] == [1, 0]
    inquiry.refresh_from_db()
    assert inquiry.owner == manager
