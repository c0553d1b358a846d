"""The way of a list through the office's pages."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from portal.bookings.models import Booking, ImportBatch
from tests import factories
from tests.bookings.seats import apply_for, person
from tests.importing.lists import checked, text_of, upload, workbook
from tests.rights import give_rights

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]

ROW = "山田 花子,ヤマダ ハナコ,0857510295"


@pytest.fixture
def training():
    return factories.make_training()


def url(training, step="", *more):
    if not step:
        return reverse("admin:bookings_occasion_import", args=[training.pk])
    return reverse(f"admin:bookings_import_{step}", args=[training.pk, *more])


def read(client, training, **data):
    return client.post(url(training), data, follow=True)


def choose(client, training, batch, **data):
    columns = {f"column_{n}": name for n, name in enumerate(batch.columns)}
    given = {"channel": "fax", "revision": batch.revision} | columns
    return client.post(url(training, "columns", batch.pk), given | data, follow=True)


def test_list_goes_from_file_to_roster(training, staff, staff_client):
    book = workbook(["申込者名簿"], ["お名前", "ふりがな", "電話"], ["山田 花子", "ヤマダ ハナコ", 857510295])

    columns = read(staff_client, training, file=upload(book, "名簿.xlsx"))
    batch = ImportBatch.objects.get()
    rows = choose(staff_client, training, batch)
    batch.refresh_from_db()
    done = staff_client.post(
        url(training, "write", batch.pk), {"told": "yes", "revision": batch.revision}, follow=True
    )

    assert "名簿.xlsx" in columns.content.decode()
    assert "山田 花子" in rows.content.decode()
    booking = Booking.objects.get()
    text = done.content.decode()
    assert f"{booking.receipt_number[:4]}-{booking.receipt_number[4:]}" in text
    assert "1件を名簿に入れました" in text
    assert (booking.contact.telephone, booking.channel, booking.entered_by) == ("0857510295", "fax", staff)


def test_empty_page_has_no_errors(training, staff_client):
    assert "エラー" not in staff_client.get(url(training)).content.decode()


def test_list_that_is_on_the_roster_already_says_so(training, staff, staff_client):
    for _time in range(2):
        batch = checked(training, staff, text_of(ROW))
        data = {"told": "yes", "revision": batch.revision}
        staff_client.post(url(training, "write", batch.pk), data)

    assert (
        "1行は、もう名簿に入っています" in staff_client.get(url(training, "rows", batch.pk)).content.decode()
    )
    assert Booking.objects.count() == 1


def test_pasted_rows_are_read_too(training, staff_client):
    read(staff_client, training, pasted=text_of(ROW).replace(",", "\t"))

    batch = ImportBatch.objects.get()
    assert (batch.source, batch.columns) == ("", ["name", "kana", "telephone"])


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "ファイルを選ぶか、行を貼りつけてください"),
        ({"file": upload(b"%PDF-1.7"), "pasted": ""}, "表のファイルではない"),
        ({"file": upload(b""), "pasted": " "}, "行が一つもありません"),
        ({"pasted": 'a,"b'}, "引用符"),
        ({"pasted": "a\n" * 10_001}, "1,000行まで"),
    ],
)
def test_list_that_cannot_be_read_keeps_nothing(data, message, training, staff_client):
    text = read(staff_client, training, **data).content.decode()

    assert message in text
    assert text.count("エラー：") == 1
    assert not ImportBatch.objects.exists()


def test_file_and_pasted_rows_at_once_are_refused_and_the_rows_stay(training, staff_client):
    text = read(staff_client, training, file=upload(b"a"), pasted="貼りつけた").content.decode()

    assert "どちらか一つ" in text
    assert "貼りつけた</textarea>" in text


def test_columns_without_names_come_back_as_they_were_chosen(training, staff_client):
    read(staff_client, training, pasted=text_of(ROW))
    batch = ImportBatch.objects.get()

    answer = choose(staff_client, training, batch, column_0="note", channel="post")

    assert "お名前の列を選んでください" in answer.content.decode()
    assert answer.context["form"]["column_0"].value() == "note"
    assert answer.context["form"]["channel"].value() == "post"
    assert not batch.rows.exists()


def test_columns_once_chosen_are_offered_for_the_next_list_with_this_header(training, staff_client):
    read(staff_client, training, pasted="だれ,TEL\n山田,1")
    choose(staff_client, training, ImportBatch.objects.get(), column_0="name", column_1="fax")

    answer = read(staff_client, factories.make_training(), pasted="だれ,ＴＥＬ\n次郎,2")

    assert [field.value() for field in answer.context["form"].column_fields()] == ["name", "fax"]


def test_another_line_can_be_the_header(training, staff_client):
    read(staff_client, training, pasted="だれ,どこ\n氏名,電話\n山田,1")
    batch = ImportBatch.objects.get()

    staff_client.post(url(training, "columns", batch.pk), {"header": "0", "reread": "1"})
    first = ImportBatch.objects.get()
    staff_client.post(url(training, "columns", batch.pk), {"header": "", "reread": "1"})
    none = ImportBatch.objects.get()

    assert (batch.header, batch.columns) == (1, ["name", "telephone"])
    assert (first.header, first.columns) == (0, ["", ""])
    assert (none.header, none.columns) == (None, ["", ""])


def test_day_of_receipt_in_the_future_is_refused(training, staff_client):
    read(staff_client, training, pasted=text_of(ROW))

    text = choose(
        staff_client, training, ImportBatch.objects.get(), received_on="2199-01-01"
    ).content.decode()

    assert "今日までに" in text


def test_row_is_corrected_in_the_form_of_the_office(training, staff, staff_client):
    batch = checked(training, staff, text_of("山田 花子,ヤマダ ハナコ,510295", "山田 次郎,,0857510296"))
    first, second = batch.rows.all()

    shown = staff_client.get(url(training, "row", batch.pk, 2)).content.decode()
    wrong = staff_client.post(url(training, "row", batch.pk, 2), first.data | {"revision": 0, "note": "ここ"})
    right = staff_client.post(
        url(training, "row", batch.pk, 2), first.data | {"telephone": "０８５７５１０２９５", "revision": 0}
    )

    assert "市外局番" in shown
    assert "510295" in shown
    assert "ここ</textarea>" in wrong.content.decode()
    # On to the next row that has to be corrected.
    assert right.url == url(training, "row", batch.pk, second.line)
    assert batch.rows.get(line=2).state == "good"


def test_row_that_a_colleague_corrected_first_comes_back_with_what_was_typed(training, staff, staff_client):
    batch = checked(training, staff, text_of("山田 花子,ヤマダ ハナコ,1"))
    data = batch.rows.get().data | {"telephone": "0857510295", "revision": 0}
    staff_client.post(url(training, "row", batch.pk, 2), data)

    page = staff_client.post(url(training, "row", batch.pk, 2), data | {"name": "別の 人"})
    again = staff_client.post(
        url(training, "row", batch.pk, 2),
        data | {"name": "別の 人", "revision": page.context["row"].revision},
    )

    assert "ほかの職員が先に変更しました" in page.content.decode()
    assert "別の 人" in page.content.decode()
    assert again.status_code == 302
    assert batch.rows.get().data["name"] == "別の 人"


def test_twin_is_shown_with_whom_and_decided_in_one_press(training, staff, staff_client):
    apply_for(training, people=[person("先の 花子", kana="ヤマダ ハナコ", telephone="0857510295")])
    batch = checked(training, staff, text_of(ROW))

    shown = staff_client.get(url(training, "rows", batch.pk)).content.decode()
    staff_client.post(url(training, "decide", batch.pk), {"press": "other_person:2", "tab": "look"})

    assert "先の 花子" in shown
    assert "名簿に入れる</button>" not in shown
    assert batch.rows.get().state == "good"
    assert "名簿に入れる</button>" in staff_client.get(url(training, "rows", batch.pk)).content.decode()


@pytest.mark.parametrize(
    "press", ["", "x", "leave_out", "leave_out:x", "leave_out:99999999999", "put_back:7"]
)
def test_press_that_means_nothing_changes_nothing(press, training, staff, staff_client):
    batch = checked(training, staff, text_of(ROW))

    answer = staff_client.post(url(training, "decide", batch.pk), {"press": press, "tab": "../x"})

    assert answer.url == url(training, "rows", batch.pk)
    assert batch.rows.get().state == "good"


def test_press_to_write_without_a_choice_says_so(training, staff, staff_client):
    batch = checked(training, staff, text_of(ROW))

    answer = staff_client.post(url(training, "write", batch.pk), {"revision": batch.revision}, follow=True)

    assert "知らせるかどうか" in answer.content.decode()
    assert not Booking.objects.exists()


def test_given_up_list_says_that_the_roster_is_as_it_was(training, staff, staff_client):
    batch = checked(training, staff, text_of(ROW))

    answer = staff_client.post(url(training, "drop", batch.pk), follow=True)
    again = staff_client.post(url(training, "drop", batch.pk), follow=True)

    assert "名簿は変わっていません" in answer.content.decode()
    assert "もう取り込まれたか、取りやめ" in again.content.decode()


def test_batches_of_an_occasion_say_who_when_and_how_many(training, staff, staff_client):
    checked(training, staff, text_of(ROW))

    text = staff_client.get(url(training)).content.decode()

    assert "事務 花子" in text
    assert "つづきから" in text


STEPS = ["columns", "rows", "row", "decide", "write", "done", "drop"]


def arguments(step, batch):
    return [batch.pk, 2] if step == "row" else [batch.pk]


@pytest.mark.parametrize("step", STEPS)
def test_steps_open_to_the_right_people_only(step, training, staff, staff_client, stranger_client):
    batch = checked(training, staff, text_of(ROW))
    address = url(training, step, *arguments(step, batch))
    lesser = factories.make_user(is_staff=True)
    give_rights(lesser, Permission.objects.exclude(codename="add_booking"))
    lesser_client = Client()
    lesser_client.force_login(lesser)
    is_press = step in {"decide", "write", "drop"}

    assert staff_client.get(address).status_code == (405 if is_press else 404 if step == "done" else 200)
    assert (lesser_client.post if is_press else lesser_client.get)(address).status_code == 403
    for client in (stranger_client, Client()):
        assert client.post(address).url.startswith(reverse("admin:login"))


@pytest.mark.parametrize("step", STEPS)
def test_batch_of_another_occasion_is_not_found(step, training, staff, staff_client):
    batch = checked(training, staff, text_of(ROW))
    address = url(factories.make_training(), step, *arguments(step, batch))

    assert {staff_client.get(address).status_code, staff_client.post(address).status_code} <= {404, 405}


def test_pages_with_people_are_kept_nowhere(training, staff, staff_client):
    batch = checked(training, staff, text_of(ROW))

    for step in ("columns", "rows", "row"):
        assert "no-store" in staff_client.get(url(training, step, *arguments(step, batch)))["Cache-Control"]


@pytest.mark.parametrize("count", [1, 3])
def test_rows_cost_the_same_however_many_wait_for_a_decision(
    count, training, staff, manager_client, django_assert_num_queries
):
    for n in range(count):
        apply_for(training, people=[person(kana=f"ヤマダ {'アイウ'[n]}", telephone="0857510295")])
    rows = [f"山田 {n},ヤマダ {'アイウ'[n]},0857510295" for n in range(count)]
    batch = checked(training, staff, text_of(*rows, *rows))

    # session, user; occasion, dates, kinds of place, batch, states, number of rows, rows; whom they may repeat on
    # the roster and in the list; seats
    with django_assert_num_queries(12):
        manager_client.get(url(training, "rows", batch.pk))


@pytest.mark.parametrize("count", [1, 3])
def test_result_costs_the_same_for_any_number_of_rows(
    count, training, staff, manager_client, django_assert_num_queries
):
    rows = [f"山田 {n},ヤマダ {'アイウ'[n]},085751029{n}" for n in range(count)]
    batch = checked(training, staff, text_of(*rows))
    manager_client.post(url(training, "write", batch.pk), {"told": "yes", "revision": batch.revision})

    # session, user; occasion, dates, kinds of place; batch, rows
    with django_assert_num_queries(7):
        manager_client.get(url(training, "done", batch.pk))
