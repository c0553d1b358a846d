import csv
import io

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from portal.bookings import actions
from portal.bookings.admin.export import safe_cell
from portal.bookings.models import Attendance
from tests import factories
from tests.bookings.seats import apply_for, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]


def download(client, training, **ticks):
    return client.post(reverse("admin:bookings_occasion_export", args=[training.pk]), ticks)


def rows(answer):
    """The file as a spreadsheet reads it: one dictionary a row."""
    text = answer.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_export_is_a_file_that_excel_opens(staff_client):
    training = factories.make_training()
    apply_for(training)

    answer = download(staff_client, training)

    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert answer.content.endswith(b"\r\n")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].isascii()
    assert answer["Content-Disposition"].startswith(f'attachment; filename="roster-{training.pk}-')


@pytest.mark.parametrize(
    "name", ['=1+1 "引用"', "+81", "-1", "@x", "山田,\r\n太郎", "{% foo %}", "O'Brien & <b>", "𠮷田 髙"]
)
def test_export_survives_a_round_trip_with_any_name(name, staff_client):
    training = factories.make_training()
    apply_for(training, people=[person(name)])

    (row,) = rows(download(staff_client, training))

    assert row["お名前"] == ("'" + name if name[0] in "=+-@" else name)


@pytest.mark.parametrize("value", ["=1", "+1", "-1", "@a", "\ta", "\ra", "\na", "＝1", "＋1", "－1", "＠a"])
def test_cell_that_starts_like_a_formula_becomes_text(value):
    assert safe_cell(value) == f"'{value}"


def test_export_keeps_numbers_as_texts_with_their_zeros(staff_client):
    training = factories.make_training()
    booking = apply_for(training, people=[person(telephone="0857510295", postal_code="6800845")])

    (row,) = rows(download(staff_client, training))

    assert row["電話"] == "0857-51-0295"
    assert row["郵便番号"] == "680-0845"
    assert row["受付番号"] == f"{booking.receipt_number[:4]}-{booking.receipt_number[4:]}"


def test_export_leaves_cancelled_people_out_unless_asked_for(staff, staff_client):
    training = factories.make_training()
    apply_for(training, people=[person("来る人"), person("やめた人")])
    booking = apply_for(training, people=[person("取り消した人")])
    actions.cancel(booking_id=booking.pk, by=staff)
    leaving = training.attendees.get(person__name="やめた人")
    actions.cancel(booking_id=leaving.booking_id, attendee_ids=[leaving.pk], by=staff)

    without = [(r["お名前"], r["状態"]) for r in rows(download(staff_client, training))]
    with_all = [(r["お名前"], r["状態"]) for r in rows(download(staff_client, training, with_cancelled="on"))]

    assert without == [("来る人", "受講決定")]
    assert with_all == [("来る人", "受講決定"), ("やめた人", "取消"), ("取り消した人", "取消")]


def test_export_of_needs_takes_a_tick_and_the_right(staff_client):
    training = factories.make_training()
    apply_for(training, accommodations=[("childcare", "二歳の子")])
    user = factories.make_user(is_staff=True)
    user.user_permissions.set(Permission.objects.exclude(codename="view_accommodationrequest"))
    other = Client()
    other.force_login(user)

    (with_tick,) = rows(download(staff_client, training, with_accommodations="on"))
    without = download(staff_client, training).content.decode()
    by_other = download(other, training, with_accommodations="on").content.decode()

    assert with_tick["配慮"] == "託児（二歳の子）"
    assert "二歳の子" not in without
    assert "二歳の子" not in by_other
    assert "配慮" not in by_other.split("\r\n")[0]


def test_export_never_says_where_somebody_lives_who_must_not_be_found(staff_client):
    training = factories.make_training()
    apply_for(training, people=[person(address="秘密町1-2", postal_code="6800845", handle_with_care=True)])
    apply_for(training, people=[person(address="見本町3-4")])

    first, second = rows(download(staff_client, training))

    assert (first["住所"], first["郵便番号"], first["取扱注意"]) == ("", "", "取扱注意")
    assert (second["住所"], second["取扱注意"]) == ("見本町3-4", "")


def test_export_has_a_column_of_attendance_for_every_date(staff, staff_client):
    training = factories.make_training()
    factories.make_date(training, factories.in_days(40))
    booking = apply_for(training)
    second = training.dates.last()
    attendee = booking.attendees.get()
    actions.mark_attendance(date=second, marks={attendee.pk: Attendance.Status.PRESENT}, by=staff)

    (row,) = rows(download(staff_client, training))

    assert [value for key, value in row.items() if key.startswith("出欠")] == ["", "出席"]


@pytest.mark.parametrize("people", [1, 3])
def test_export_costs_the_same_for_any_number_of_rows(people, manager_client, django_assert_num_queries):
    training = factories.make_training()
    for _ in range(people):
        apply_for(training)

    # session, user; occasion, dates; attendees, attendance, needs
    with django_assert_num_queries(7):
        download(manager_client, training, with_accommodations="on")
