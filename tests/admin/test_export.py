import csv
import io
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from portal.bookings import actions
from portal.bookings.admin.export import safe_cell
from portal.bookings.importing.checking import set_columns, start_batch
from portal.bookings.importing.tables import read_upload
from portal.bookings.models import Attendance
from tests import factories
from tests.bookings.seats import apply_for, person
from tests.rights import give_rights

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

    assert without == [("来る人", "参加決定")]
    assert with_all == [("来る人", "参加決定"), ("やめた人", "取消"), ("取り消した人", "取消")]


def test_export_of_needs_takes_a_tick_and_the_right(staff_client):
    training = factories.make_training()
    apply_for(training, accommodations=[("childcare", "二歳の子")])
    user = factories.make_user(is_staff=True)
    give_rights(user, Permission.objects.exclude(codename="arrange_accommodations"))
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


# --- other forms of the file ----------------------------------------------------------------------------------


def sheet(answer):
    """The rows of a book as Excel shows them, and how their cells are formatted."""
    book = load_workbook(io.BytesIO(answer.content))
    cells = [cell for row in book.active.iter_rows() for cell in row]
    formats = {(type(cell.value), cell.data_type == "f", cell.number_format) for cell in cells}
    return [list(row) for row in book.active.values], formats


@pytest.mark.parametrize("name", ["=1+1", "＋81", "𠮷田 葛\U000e0100", "O'Brien", "007"])
def test_excel_file_holds_nothing_but_texts(name, staff_client):
    training = factories.make_training()
    booking = apply_for(training, people=[person(name, telephone="0857510295", postal_code="0600001")])

    answer = download(staff_client, training, file="xlsx")

    (header, row), formats = sheet(answer)
    values = dict(zip(header, row, strict=True))
    assert values["お名前"] == ("'" + name if name[0] in "=＋" else name)
    assert (values["電話"], values["郵便番号"], values["受付順"]) == ("0857-51-0295", "060-0001", "1")
    assert values["受付番号"].replace("-", "") == booking.receipt_number
    assert formats == {(str, False, "@"), (type(None), False, "@")}
    assert answer["Content-Disposition"].endswith('.xlsx"')


def test_windows_file_has_a_sign_for_what_it_cannot_hold(staff_client):
    training = factories.make_training()
    apply_for(training, people=[person("𠮷\U000e0101田 髙")])
    # The unusual dash becomes a plain one, which would be the start of a formula.
    apply_for(training, people=[person("‐1+1")])

    answer = download(staff_client, training, file="cp932")

    read = list(csv.DictReader(io.StringIO(answer.content.decode("cp932"), newline="")))
    assert [row["お名前"] for row in read] == ["〓田 髙", "'-1+1"]
    assert answer["Content-Type"] == "text/csv; charset=Shift_JIS"
    assert answer["Content-Disposition"].endswith('-sjis.csv"')


def test_list_of_signs_names_number_column_and_original(staff_client):
    training = factories.make_training()
    booking = apply_for(training, people=[person("𠮷田", address="葛\U000e0100城町")])
    apply_for(training, people=[person("髙橋")])

    answer = download(staff_client, training, file="cp932", list="1")

    number = f"{booking.receipt_number[:4]}-{booking.receipt_number[4:]}"
    assert [(c.receipt_number, c.column, c.original, c.written) for c in answer.context["changed"]] == [
        (number, "お名前", "𠮷田", "〓田"),
        (number, "連絡先のお名前", "𠮷田", "〓田"),
        (number, "住所", "葛\U000e0100城町", "葛城町"),
    ]
    assert "no-store" in answer["Cache-Control"]


def test_list_of_signs_says_when_there_is_none(staff_client):
    training = factories.make_training()
    apply_for(training, people=[person("髙橋")])

    assert "全部の字が、そのまま" in download(staff_client, training, list="1").content.decode()


def test_only_chosen_states_and_columns_stand_in_the_file(staff, staff_client):
    training = factories.make_training(capacity=1)
    apply_for(training, people=[person("決まった人")])
    apply_for(training, people=[person("待つ人")])
    gone = apply_for(training, people=[person("やめた人")])
    actions.cancel(booking_id=gone.pk, by=staff)

    waiting = rows(download(staff_client, training, statuses="waitlisted", groups="about"))
    with_gone = rows(download(staff_client, training, statuses="waitlisted", with_cancelled="on"))
    wrong = download(staff_client, training, statuses="x", file="exe").content.decode()

    assert [row["お名前"] for row in waiting] == ["待つ人"]
    assert list(waiting[0]) == [
        "受付順",
        "受付番号",
        "組の中の順",
        "お名前",
        "ふりがな",
        "状態",
        "参加のしかた",
        "取扱注意",
        "所属",
        "年代",
    ]
    assert [row["お名前"] for row in with_gone] == ["待つ人", "やめた人"]
    assert wrong.count("一覧の中から選び直してください") >= 2


@pytest.mark.parametrize("file", ["xlsx", "csv", "cp932"])
def test_no_file_says_where_somebody_lives_who_must_not_be_found(file, staff_client):
    training = factories.make_training()
    apply_for(training, people=[person(address="秘密町1-2", postal_code="6800845", handle_with_care=True)])

    content = download(staff_client, training, file=file, groups="address").content

    text = (
        str(sheet(SimpleNamespace(content=content))[0])
        if file == "xlsx"
        else content.decode("cp932", "replace")
    )
    assert "秘密町".encode() not in content
    assert "秘密町" not in text


def test_exported_file_can_be_imported_again(staff, staff_client):
    training = factories.make_training()
    apply_for(training, people=[person("𠮷田 花子", kana="ヨシダ ハナコ", telephone="0857510295")])
    other = factories.make_training()

    table = read_upload(download(staff_client, training, file="xlsx").content)
    batch = start_batch(occasion=other, table=table, source="", by=staff)

    assert [(field, word) for field, word in zip(batch.columns, batch.lines[0][1], strict=True) if field] == [
        ("name", "お名前"),
        ("kana", "ふりがな"),
        ("place_kind", "参加のしかた"),
        ("channel", "申込経路"),
        ("received_at", "受付日時"),
        ("contact_wish", "連絡方法の希望"),
        ("telephone", "電話"),
        ("fax", "FAX"),
        ("email", "メール"),
        ("postal_code", "郵便番号"),
        ("address", "住所"),
        ("affiliation", "所属"),
        ("age_band", "年代"),
        ("helpers", "介助者"),
        ("note", "ひとこと"),
    ]
    defaults = {"channel": "web", "place_kind": "", "received_at": ""}
    batch = set_columns(batch=batch, columns=batch.columns, defaults=defaults, occasion=other)
    assert [row.state for row in batch.rows.all()] == ["good"]
