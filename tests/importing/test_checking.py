"""Rows are read and checked; nothing about seats is written or locked."""

import pytest

from portal.bookings import actions
from portal.bookings.importing.checking import set_columns, start_batch
from portal.bookings.importing.deciding import (
    correct_row,
    leave_out,
    leave_out_all,
    put_back,
    say_other_person,
)
from portal.bookings.importing.errors import BatchChanged, BatchIsDone, TooManyRows
from portal.bookings.importing.tables import MAX_ROWS, read_text
from portal.bookings.importing.writing import write_batch
from portal.bookings.models import Booking, ImportRow
from portal.office.models import District
from tests import factories
from tests.bookings.seats import apply_for, person
from tests.importing.lists import DEFAULTS, checked, errors, notes, states, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]


@pytest.fixture
def training():
    return factories.make_training()


def test_good_row_is_good_and_nothing_is_written(training, staff):
    batch = checked(training, staff, text_of("山田 花子,やまだ はなこ,０８５７－５１－０２９５"))

    assert states(batch) == ["good"]
    assert batch.rows_read == 1
    assert not Booking.objects.exists()


@pytest.mark.parametrize(
    ("row", "field", "message"),
    [
        (",ヤマダ,0857510295", "name", "お名前を入力してください"),
        ("山田 花子,,0857510295", "kana", "ふりがなを入力してください"),
        ("山田 花子,山田,0857510295", "kana", "カタカナ"),
        ("山田 花子,ヤマダ,", "telephone", "連絡先を一つ"),
        ("山田 花子,ヤマダ,510295", "telephone", "市外局番"),
        ("山田 花子,ヤマダ,085751029", "telephone", "10桁のはず"),
        ("山田 花子 他1名,ヤマダ,0857510295", "name", "「他1名」とあります"),
        ("甲、乙、丙、丁,コウ,0857510295", "name", "4人以上"),
        ("山\ue000田,ヤマダ,0857510295", "name", "外字"),
        ("#N/A,ヤマダ,0857510295", "name", "Excelの計算"),
    ],
)
def test_row_that_cannot_be_taken_says_why_at_its_field(row, field, message, training, staff):
    batch = checked(training, staff, text_of(row, "山田 次郎,ジロウ,0857510296"))

    assert states(batch) == ["error", "good"]
    assert message in "".join(errors(batch)[2][field])


@pytest.mark.parametrize(
    ("header", "cell", "field", "message"),
    [
        (
            "申込日",
            "昭和99年1月1日",
            "received_at",
            "1年より前の日付です。年や元号を確かめてください。（もとの欄：昭和99年1月1日）",
        ),
        (
            "申込日",
            "きのう",
            "received_at",
            "日付がわかりません。例）2026-01-05、令和8年1月5日（もとの欄：きのう）",
        ),
        ("申込日", "2199/1/1", "received_at", "いまより前"),
        ("郵便番号", "680", "postal_code", "7桁"),
        ("メール", "@", "email", "メールアドレス"),
        ("申込経路", "伝書鳩", "channel", "わかりません。選んでください。（もとの欄：伝書鳩）"),
        ("連絡方法", "のろし", "contact_wish", "わかりません"),
        ("連絡方法", "メール", "email", "メールアドレスを入力"),
        ("参加方法", "オンライン", "__all__", "参加のしかたから選んで"),
        ("必要な配慮", "手話通訳", "__all__", "配慮の申出を受け付けていません"),
    ],
)
def test_cell_that_cannot_be_understood_says_what_it_said(header, cell, field, message, training, staff):
    text = text_of(f"山田 花子,ヤマダ,0857510295,{cell}", header=f"お名前,ふりがな,電話,{header}")

    batch = checked(training, staff, text)

    assert states(batch) == ["error"]
    assert message in "".join(errors(batch)[2][field])


def data_of(batch):
    return batch.rows.get().data


@pytest.mark.parametrize(
    ("header", "cell", "wanted"),
    [
        ("申込日", "令和8年1月5日", {"received_at_0": "2026-01-05", "received_at_1": "09:00"}),
        ("申込日", "2026/1/5 10:30", {"received_at_0": "2026-01-05", "received_at_1": "10:30"}),
        ("年齢", "３５歳", {"age_band": "30s"}),
        ("年代", "80代以上", {"age_band": "80_over"}),
        ("年代", "70代", {"age_band": "70s"}),
        ("年齢", "9", {"age_band": "under_20"}),
        ("申込経路", "ファックス", {"channel": "fax"}),
        ("申込経路", "電子申請", {"channel": "web"}),
        ("申込経路", "はがき", {"channel": "post"}),
        ("連絡方法", "電話", {"contact_wish": "telephone"}),
        ("郵便番号", "10001", {"postal_code": "10001"}),
        ("郵便番号", "600001", {"postal_code": "0600001"}),
        ("FAX", "857248067", {"fax": "0857248067"}),
        ("備考", "なし", {}),
        ("介助者", "1人", {"helpers": "1"}),
    ],
)
def test_cell_is_understood(header, cell, wanted, training, staff):
    text = text_of(f"山田 花子,ヤマダ,0857510295,{cell}", header=f"お名前,ふりがな,電話,{header}")

    data = data_of(checked(training, staff, text))

    given = {
        "name": "山田 花子",
        "kana": "ヤマダ",
        "telephone": "0857510295",
        "place_kind": "",
        "channel": "fax",
    }
    assert data == given | wanted


def test_district_is_found_with_or_without_its_ending_else_kept_as_a_remark(training, staff):
    district = District.objects.create(name="富桑地区")
    header = "お名前,ふりがな,電話,地区"
    rows = [f"見本 {n},ミホン,085751000{n},{name}" for n, name in enumerate(["富桑", "富桑地区", "どこか"])]

    batch = checked(training, staff, text_of(*rows, header=header))

    assert states(batch) == ["good"] * 3
    assert [row.data.get("district") for row in batch.rows.all()] == [str(district.pk)] * 2 + [None]
    assert batch.rows.last().data["note"] == "地区：どこか"
    assert notes(batch) == ["地区「どこか」は一覧にないので、備考に入れました。"]


@pytest.mark.parametrize(
    ("name", "kana", "wanted"),
    [
        ("山田 花子、山田 次郎", "ヤマダ ハナコ、ヤマダ ジロウ", ("山田 花子", "山田 次郎")),
        ('"山田 花子\n山田 次郎"', '"ヤマダ ハナコ\nヤマダ ジロウ"', ("山田 花子", "山田 次郎")),
        ('"山田\n花子"', '"ヤマダ\nハナコ"', ("山田 花子", None)),
        ("ジョン・スミス", "ジョン・スミス", ("ジョン・スミス", None)),
        ('"Smith, John"', "", ("Smith, John", None)),
        ("山田 花子様", "ヤマダ ハナコ", ("山田 花子", None)),
    ],
)
def test_two_names_in_one_cell_are_a_party_and_one_name_is_not(name, kana, wanted, training, staff):
    batch = checked(training, staff, text_of(f"{name},{kana},0857510295"))

    data = data_of(batch)
    assert (data["name"], data.get("name_2")) == wanted
    assert states(batch) == ["good"]


def test_two_names_with_one_reading_are_to_be_corrected(training, staff):
    batch = checked(training, staff, text_of("山田 花子／山田 次郎,ヤマダ ハナコ,0857510295"))

    assert errors(batch) == {2: {"kana_2": ["ふりがなを入力してください。"]}}


def test_zero_that_excel_dropped_is_put_back(training, staff):
    batch = checked(training, staff, text_of("山田 花子,ヤマダ,857510295", "山田 次郎,ジロウ,9012345678"))

    assert [row.data["telephone"] for row in batch.rows.all()] == ["0857510295", "09012345678"]
    assert notes(batch) == ["先頭の0が消えていたので補いました。"] * 2


def test_second_number_goes_to_the_remarks(training, staff):
    header = "お名前,ふりがな,自宅電話,FAX,FAX2"
    text = text_of(
        '山田 花子,ヤマダ,"0857-51-0295\n090-1234-5678（携帯）",0857510001,0857510002', header=header
    )
    batch = start_batch(occasion=training, table=read_text(text), source="", by=staff)

    columns = ["name", "kana", "telephone", "fax", "fax"]
    batch = set_columns(batch=batch, columns=columns, defaults=DEFAULTS, occasion=training)

    data = data_of(batch)
    assert data["telephone"] == "0857-51-0295"
    assert data["note"] == "電話（ほか）：090-1234-5678\nFAX2：0857510002"
    assert states(batch) == ["good"]


def test_ditto_mark_means_what_stood_above(training, staff):
    header = "お名前,ふりがな,電話,所属"
    rows = ["山田 花子,ハナコ,0857510295,見本会", "山田 次郎,ジロウ,〃,同上", "山田 三郎,サブロウ,〃,〃"]

    batch = checked(training, staff, text_of(*rows, header=header))

    assert {(row.data["telephone"], row.data["affiliation"]) for row in batch.rows.all()} == {
        ("0857510295", "見本会")
    }


def test_parts_of_names_and_addresses_are_put_together(training, staff):
    text = text_of("髙橋,花子,たかはし,はなこ,鳥取市,富安2丁目", header="姓,名,セイ,メイ,市区町村,番地")

    data = data_of(checked(training, staff, text))

    assert (data["name"], data["kana"], data["address"]) == (
        "髙橋 花子",
        "たかはし はなこ",
        "鳥取市富安2丁目",
    )


def test_row_below_the_list_that_names_nobody_is_no_row(training, staff):
    text = text_of("山田 花子,ヤマダ,0857510295", ",,", header="お名前,ふりがな,電話")

    assert states(checked(training, staff, text)) == ["good"]


def test_kind_of_place_is_found_by_its_words(staff):
    training = factories.make_training()
    online = factories.make_place_kind(training, 10, kind="online")
    hall = training.place_kinds.get(kind="hall")
    header = "お名前,ふりがな,電話,参加方法"
    rows = ["甲,コウ,0857510001,Zoom", "乙,オツ,0857510002,会場で参加", "丙,ヘイ,0857510003,"]

    batch = checked(training, staff, text_of(*rows, header=header), place_kind=str(hall.pk))

    assert [row.data["place_kind"] for row in batch.rows.all()] == [
        str(online.pk),
        str(hall.pk),
        str(hall.pk),
    ]


def test_kind_of_place_nobody_chose_is_to_be_chosen(staff):
    training = factories.make_training()
    factories.make_place_kind(training, 10, kind="online")

    batch = checked(training, staff, text_of("甲,コウ,0857510001"))

    assert errors(batch) == {2: {"place_kind": ["参加のしかたを選んでください。"]}}


def test_need_is_taken_as_one_and_never_as_a_remark(staff):
    training = factories.make_training(accommodations=["sign_language", "other"])
    header = "お名前,ふりがな,電話,必要な配慮"
    rows = ["甲,コウ,0857510001,手話通訳をお願いします", "乙,オツ,0857510002,耳が遠い"]

    batch = checked(training, staff, text_of(*rows, header=header))

    assert [row.data["accommodations"] for row in batch.rows.all()] == [["sign_language"], ["other"]]
    assert all("note" not in row.data for row in batch.rows.all())
    assert states(batch) == ["good", "good"]


def test_default_day_is_for_rows_that_say_none(training, staff):
    text = text_of("甲,コウ,0857510001,2026/1/5", "乙,オツ,0857510002,", header="お名前,ふりがな,電話,申込日")

    batch = checked(training, staff, text, received_at="2026-01-06")

    assert [row.data["received_at_0"] for row in batch.rows.all()] == ["2026-01-05", "2026-01-06"]


# --- the same person -----------------------------------------------------------------------------------------


def test_likely_twin_on_the_roster_is_to_be_decided(training, staff):
    existing = apply_for(training, people=[person(kana="ヤマダ ハナコ", telephone="0857510295")])
    attendee = existing.attendees.get()
    apply_for(training, people=[person(kana="ヤマダ ジロウ", telephone="0857510296")])
    rows = [
        "山田 花子,やまだ　はなこ,0857-51-0295",
        "山田 次郎,ヤマダ ジロウ,0857999999",
        "山田 三郎,ヤマダ サブロウ,0857510295",
    ]

    batch = checked(training, staff, text_of(*rows))

    assert states(batch) == ["twin", "good", "good"]
    assert [row.twins for row in batch.rows.all()] == [[f"attendee:{attendee.pk}"], [], []]


def test_twin_by_the_contact_of_a_companion_is_found_too(training, staff):
    apply_for(
        training,
        people=[person(telephone="0857510295"), person(kana="ヤマダ ハナコ", telephone="")],
    )

    assert states(checked(training, staff, text_of("山田 花子,ヤマダ ハナコ,0857510295"))) == ["twin"]


def test_cancelled_person_is_nobodys_twin(training, staff):
    booking = apply_for(training, people=[person(kana="ヤマダ ハナコ", telephone="0857510295")])
    actions.cancel(booking_id=booking.pk, by=staff)

    assert states(checked(training, staff, text_of("山田 花子,ヤマダ ハナコ,0857510295"))) == ["good"]


def test_same_person_twice_in_one_list_is_to_be_decided(training, staff):
    row = "山田 花子,ヤマダ ハナコ,0857510295"

    batch = checked(training, staff, text_of(row, row, "山田 花子,ヤマダ ハナコ,0857000000"))

    assert states(batch) == ["good", "twin", "good"]
    assert batch.rows.get(line=3).twins == ["line:2"]


def test_leaving_out_the_first_of_two_makes_the_second_good(training, staff):
    row = "山田 花子,ヤマダ ハナコ,0857510295"
    batch = checked(training, staff, text_of(row, row))

    leave_out(batch_id=batch.pk, occasion=training, lines=[2])
    after = states(batch)
    put_back(batch_id=batch.pk, occasion=training, line=2)

    assert after == ["left_out", "good"]
    assert states(batch) == ["good", "twin"]


def test_staff_say_that_it_is_somebody_else(training, staff):
    apply_for(training, people=[person(kana="ヤマダ ハナコ", telephone="0857510295")])
    batch = checked(training, staff, text_of("山田 花子,ヤマダ ハナコ,0857510295"))

    say_other_person(batch_id=batch.pk, occasion=training, line=2)

    assert states(batch) == ["good"]


def test_row_that_was_imported_before_is_known_whatever_it_looks_like(training, staff):
    first = checked(training, staff, text_of("山田 花子,ヤマダ ハナコ,0857-51-0295"))
    write_batch(batch_id=first.pk, occasion=training, by=staff, told=True)
    other = text_of(
        "1,０８５７－５１－０２９５,山田　花子,やまだ はなこ,見本会", header="No,TEL,氏名,フリガナ,所属"
    )

    assert states(checked(training, staff, other)) == ["imported"]
    assert states(checked(factories.make_training(), staff, other)) == ["good"]


# --- corrections ---------------------------------------------------------------------------------------------

RIGHT = {"name": "山田 花子", "kana": "ヤマダ ハナコ", "telephone": "0857510295", "channel": "fax"}


def test_corrected_row_is_good(training, staff):
    batch = checked(training, staff, text_of("山田 花子,ヤマダ ハナコ,510295"))
    row = batch.rows.get()

    correct_row(row=row, data=RIGHT, occasion=training, revision=row.revision)

    assert states(batch) == ["good"]


def test_row_corrected_from_an_old_page_is_refused(training, staff):
    batch = checked(training, staff, text_of("山田 花子,ヤマダ ハナコ,510295"))
    row = batch.rows.get()
    correct_row(row=row, data=RIGHT, occasion=training, revision=0)

    with pytest.raises(BatchChanged):
        correct_row(row=row, data=RIGHT | {"name": "別の 人"}, occasion=training, revision=0)

    assert batch.rows.get().data["name"] == "山田 花子"


def test_correction_that_makes_a_twin_says_so(training, staff):
    batch = checked(
        training, staff, text_of("山田 花子,ヤマダ ハナコ,0857510295", "山田 花子,ヤマダ ハナコ,1")
    )
    row = batch.rows.get(line=3)

    row = correct_row(row=row, data=RIGHT, occasion=training, revision=0)

    assert (row.state, row.twins) == ("twin", ["line:2"])


def test_all_rows_of_a_kind_are_left_out_in_one_press(training, staff):
    batch = checked(training, staff, text_of("甲,コウ,1", "乙,オツ,2", "丙,ヘイ,0857510295"))

    count = leave_out_all(batch_id=batch.pk, occasion=training, state=ImportRow.State.ERROR)

    assert count == 2
    assert states(batch) == ["left_out", "left_out", "good"]


def test_batch_that_is_written_takes_no_more_decisions(training, staff):
    batch = checked(training, staff, text_of("山田 花子,ヤマダ ハナコ,0857510295"))
    write_batch(batch_id=batch.pk, occasion=training, by=staff, told=True)

    with pytest.raises(BatchIsDone):
        leave_out(batch_id=batch.pk, occasion=training, lines=[2])


def test_more_rows_than_are_written_at_once_are_refused(training, staff):
    table = read_text(text_of(*["山田 花子,ヤマダ,0857510295"] * (MAX_ROWS + 1)))

    with pytest.raises(TooManyRows):
        start_batch(occasion=training, table=table, source="", by=staff)
