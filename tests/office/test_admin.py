import datetime

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.office.models import ClosedDay, District, Helpline, Office
from tests.factories import make_helpline, make_person, make_user

pytestmark = pytest.mark.django_db


def url(model, page, *args):
    return reverse(f"admin:office_{model.__name__.lower()}_{page}", args=args)


@pytest.mark.parametrize("model", [Office, ClosedDay, District, Helpline])
def test_office_lists_are_for_staff_only(client, staff_client, stranger_client, office, model):
    address = url(model, "changelist")

    assert staff_client.get(address).status_code == 200
    assert stranger_client.get(address).status_code == 302
    assert client.get(address).status_code == 302


def test_office_can_be_neither_added_twice_nor_deleted(manager_client, office):
    pages = [url(Office, "add"), url(Office, "delete", office.pk)]

    assert [manager_client.get(page).status_code for page in pages] == [403] * 2
    assert [manager_client.post(page, {"post": "yes"}).status_code for page in pages] == [403] * 2
    assert Office.objects.count() == 1
    assert "delete_selected" not in manager_client.get(url(Office, "changelist")).content.decode()


def test_office_can_be_added_while_there_is_none(manager_client):
    assert manager_client.get(url(Office, "add")).status_code == 200


NO_ROWS = {
    f"{rows}-{name}": "0" for rows in ("hours", "windows") for name in ("TOTAL_FORMS", "INITIAL_FORMS")
}


def test_helplines_that_nobody_checked_for_half_a_year_are_listed_and_counted(staff_client, office):
    today = datetime.date(2026, 11, 27)
    make_helpline(name="古い電話", checked_on=datetime.date(2026, 5, 28))
    make_helpline(name="新しい電話", checked_on=datetime.date(2026, 5, 29))
    make_helpline(name="日のない電話", checked_on=None)

    with time_machine.travel(today):
        content = staff_client.get(url(Helpline, "changelist") + "?check=old").content.decode()
        work = staff_client.get(reverse("admin:index")).context["work"]

    assert "古い電話" in content
    assert "日のない電話" in content
    assert "新しい電話" not in content
    assert [(line.count, line.url) for line in work if "相談窓口" in line.label] == [
        (2, url(Helpline, "changelist") + "?check=old")
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
        url(Office, "change", office.pk),
        {"opens_at": "17:00", "closes_at": "08:30", "name": "x", "seen_revision": "0"},
    )

    assert "受付終了時刻は、受付開始時刻より後にしてください。" in response.content.decode()


def test_district_in_use_cannot_be_deleted(manager_client):
    district = District.objects.create(name="見本地域")
    make_person(district=district)

    manager_client.post(url(District, "delete", district.pk), {"post": "yes"})

    assert District.objects.count() == 1
