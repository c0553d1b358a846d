import datetime
import io

import pytest
from openpyxl import Workbook

from portal.bookings.importing.errors import NothingToImport, RowsNeedAttention
from portal.bookings.importing.tables import read_text, read_upload
from portal.correspondence.models import Message
from portal.people.models import Person, PersonNote
from supporters.actions import Outcome, register
from supporters.importing.checking import set_columns, start_batch
from supporters.importing.columns import REGISTRY
from supporters.importing.deciding import (
    correct_row,
    decide,
    drop_old_batches,
    leave_out,
    link_trainings,
    split,
)
from supporters.importing.models import PastTraining, RegistryBatch, RegistryRow, SupporterTraining
from supporters.importing.writing import write_batch
from supporters.models import Supporter
from tests.factories import make_person, make_supporter, make_training

pytestmark = pytest.mark.django_db

HEADER = "No.\t登録番号\t氏名\tフリガナ\t電話番号\t住所\t登録日\t年齢\t所属\t備考"


def read(staff, text, **defaults):
    batch = start_batch(table=read_text(text), source="名簿.xlsx", by=staff)
    return set_columns(batch=batch, columns=batch.columns, defaults=defaults)


def listed(staff, *rows, header=HEADER, **defaults):
    return read(staff, "\n".join([header, *rows]), **defaults)


def states(batch):
    return [row.state for row in batch.rows.all()]


def write(batch, staff):
    batch.refresh_from_db()
    return write_batch(batch=batch, by=staff)


def test_header_of_the_offices_list_is_understood():
    words = {
        "登録番号": "number", "登録No.": "number", "サポーター番号": "number", "No.": "", "氏名": "name",
        "フリガナ": "kana", "登録日": "registered_on", "登録年月日": "registered_on", "受講日": "trained_on",
        "第1回研修": "training", "養成研修": "training", "状態": "state", "電話番号": "telephone", "地区": "district",
        "年齢": "age_band", "所属": "affiliation", "備考": "note",
    }  # fmt: skip

    assert {word: REGISTRY.guess(word) for word in words} == words


def test_list_becomes_the_registry_and_nobody_is_told(staff):
    batch = listed(
        staff,
        "1\tR4-001\t髙橋　花子\tタカハシ ハナコ\t857510295\t鳥取市見本町1\t令和5.1.15\t67\t民生委員\t車で来られる",
        "2\tR4-002\t見本 太郎\t\t\t\tR5.1.15\t\t\t",
        header=HEADER,
    )
    assert states(batch) == ["new", "new"]

    done = write(batch, staff)

    first = Supporter.objects.get(number="R4-001")
    person = first.person
    assert (person.name, person.kana, person.telephone) == ("髙橋　花子", "タカハシ　ハナコ", "0857510295")
    assert (person.contact_wish, person.address) == ("telephone", "鳥取市見本町1")
    assert (first.registered_on, first.age_band, first.affiliation) == (
        datetime.date(2023, 1, 15), "60s", "民生委員",
    )  # fmt: skip
    assert PersonNote.objects.get().text == "車で来られる"
    assert [step.verb for step in first.steps.all()] == ["imported"]
    assert Supporter.objects.get(number="R4-002").person.contact_wish == ""
    assert (done.results, done.lines, done.written_by) == ({"new": 2}, [], staff)
    assert [(row.line, row.supporter.number, row.data) for row in done.rows.all()] == [
        (2, "R4-001", {}),
        (3, "R4-002", {}),
    ]
    assert not Message.objects.exists()


def test_workbook_of_the_office_is_read(staff):
    book = Workbook()
    sheet = book.active
    sheet.append(["つながりサポーター名簿（令和5年度）"])
    sheet.append(["登録番号", "氏名", "登録日"])
    sheet.append(["001", "見本 花子", datetime.datetime(2023, 1, 15)])
    stream = io.BytesIO()
    book.save(stream)

    batch = start_batch(table=read_upload(stream.getvalue()), source="名簿.xlsx", by=staff)
    batch = set_columns(batch=batch, columns=batch.columns, defaults={})
    write(batch, staff)

    assert Supporter.objects.get().number == "001"


def test_missing_numbers_are_given_after_those_of_the_list(staff):
    batch = listed(
        staff,
        "1\t\t見本 一\t\t\t\t2026-05-01\t\t\t",
        "2\t2026-0007\t見本 二\t\t\t\t2026-05-01\t\t\t",
    )

    write(batch, staff)

    assert dict(Supporter.objects.values_list("person__name", "number")) == {
        "見本 一": "2026-0008",
        "見本 二": "2026-0007",
    }


def test_second_import_changes_nothing_and_a_fuller_list_fills_what_is_empty(staff):
    row = "1\tR4-001\t髙橋 花子\tタカハシ ハナコ\t0857510295\t\t令和5.1.15\t\t\t"
    write(listed(staff, row), staff)

    again = listed(staff, row)
    assert states(again) == ["known"]
    with pytest.raises(NothingToImport):
        write(again, staff)

    fuller = listed(
        staff, "1\tR4-001\t高橋 花子\tタカハシ ハナコ\t0312345678\t鳥取市見本町1\t令和6.1.15\t67\t\t"
    )
    assert [(r.state, r.fills) for r in fuller.rows.all()] == [("fills", ["住所", "年代・年齢"])]
    write(fuller, staff)

    supporter = Supporter.objects.get()
    assert (supporter.person.name, supporter.person.telephone) == ("髙橋 花子", "0857510295")
    assert (supporter.person.address, supporter.age_band) == ("鳥取市見本町1", "60s")
    assert supporter.registered_on == datetime.date(2023, 1, 15)
    assert Person.objects.count() == 1


def test_two_names_in_one_cell_wait_for_the_offices_decision(staff):
    row = "1\tR4-1、R4-2\t例田 清、例田 節子\tレイダ キヨシ、レイダ セツコ\t0857000902\t\tR5.1.15\t\t\t"
    batch = listed(staff, row)
    assert states(batch) == ["split"]
    with pytest.raises(RowsNeedAttention):
        write(batch, staff)

    split(batch=batch, row_id=batch.rows.get().pk, into_people=True)
    assert states(batch) == ["new", "new"]
    write(batch, staff)

    assert dict(Supporter.objects.values_list("person__name", "number")) == {
        "例田 清": "R4-1",
        "例田 節子": "R4-2",
    }
    assert set(Person.objects.values_list("telephone", flat=True)) == {"0857000902"}


def test_two_names_may_be_one_person(staff):
    batch = listed(staff, "1\tR4-1\t山田・ホセ、マリア\t\t\t\tR5.1.15\t\t\t")

    split(batch=batch, row_id=batch.rows.get().pk, into_people=False)
    write(batch, staff)

    assert Supporter.objects.get().person.name == "山田・ホセ、マリア"


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("1\tR4-1\t\t\t\t\tR5.1.15\t\t\t", "name"),
        ("1\tR4-1\t見本 花子\t\t\t\t\t\t\t", "registered_on"),
        ("1\tR4-1\t見本 花子\t\t\t\t去年\t\t\t", "registered_on"),
        ("1\tR4-1\t見本 花子\t\t\t\t2999-01-01\t\t\t", "registered_on"),
        ("1\tR4-1\t見本 花子\t\t00-0905\t\tR5.1.15\t\t\t", "telephone"),
        ("1\t" + "1" * 21 + "\t見本 花子\t\t\t\tR5.1.15\t\t\t", "number"),
        ("1\t#REF!\t見本 花子\t\t\t\tR5.1.15\t\t\t", "number"),
    ],
)
def test_row_with_a_mistake_is_shown_and_stops_everything(staff, row, field):
    batch = listed(staff, "9\tR4-9\t見本 太郎\t\t\t\tR5.1.15\t\t\t", row)

    wrong = batch.rows.get(line=3)
    assert (wrong.state, set(wrong.errors)) == ("error", {field})
    with pytest.raises(RowsNeedAttention):
        write(batch, staff)
    assert not Supporter.objects.exists()

    leave_out(batch=batch, row_id=wrong.pk)
    write(batch, staff)
    assert Supporter.objects.get().number == "R4-9"


def test_day_for_rows_without_one(staff):
    batch = listed(staff, "1\tR4-1\t見本 花子\t\t\t\t\t\t\t", registered_on="2023-01-15")

    write(batch, staff)

    assert Supporter.objects.get().registered_on == datetime.date(2023, 1, 15)


def test_same_number_twice_in_the_list_is_a_mistake(staff):
    batch = listed(
        staff, "1\tR4-1\t見本 花子\t\t\t\tR5.1.15\t\t\t", "2\tＲ４－１\t見本 太郎\t\t\t\tR5.1.15\t\t\t"
    )

    assert states(batch) == ["new", "error"]
    assert "2行目" in str(batch.rows.get(line=3).errors)


def test_number_of_somebody_of_another_name_has_to_be_decided(staff):
    supporter = make_supporter(number="R4-1", person=make_person(name="別の 人", kana="ベツノ ヒト"))
    batch = listed(staff, "1\tR4-1\t見本 花子\tミホン ハナコ\t0857000001\t\tR5.1.15\t\t\t")
    row = batch.rows.get()
    assert (row.state, row.twins) == ("twin", [f"person:{supporter.person_id}"])

    decide(batch=batch, row_id=row.pk, decision="other")
    assert states(batch) == ["twin"]
    decide(batch=batch, row_id=row.pk, decision=row.twins[0])

    assert states(batch) in (["known"], ["fills"])
    assert Supporter.objects.count() == 1


def test_somebody_who_is_known_already_is_registered_on_that_record(staff):
    person = make_person(name="高橋 はなこ", kana="タカハシ ハナコ", telephone="0857510295", email="")
    batch = listed(staff, "1\tR4-1\t髙橋 花子\tたかはし はなこ\t0857510295\t見本町1\tR5.1.15\t\t\t")
    row = batch.rows.get()
    assert (row.state, row.twins) == ("twin", [f"person:{person.pk}"])

    decide(batch=batch, row_id=row.pk, decision=row.twins[0])
    write(batch, staff)

    assert Supporter.objects.get().person == person
    person.refresh_from_db()
    assert (person.name, person.address) == ("高橋 はなこ", "見本町1")
    assert Person.objects.count() == 1


@pytest.mark.parametrize("mark", ["has_died", "has_moved_away"])
def test_row_that_is_somebody_gone_says_so_and_stops_nobody_else(staff, mark):
    make_person(kana="タカハシ ハナコ", telephone="0857510295", **{mark: True})
    batch = listed(staff, "1\tR4-1\t髙橋 花子\tタカハシ ハナコ\t0857510295\t\tR5.1.15\t\t\t")
    row = batch.rows.get()

    decide(batch=batch, row_id=row.pk, decision=row.twins[0])

    row.refresh_from_db()
    assert row.state == "error"
    assert "先に印を元に戻してください" in row.errors["name"][0]


def test_other_person_of_the_same_reading_gets_a_record_of_their_own(staff):
    make_person(kana="タカハシ ハナコ", telephone="0857510295")
    batch = listed(staff, "1\tR4-1\t髙橋 花子\tタカハシ ハナコ\t0857510295\t\tR5.1.15\t\t\t")

    decide(batch=batch, row_id=batch.rows.get().pk, decision="other")
    write(batch, staff)

    assert Person.objects.count() == 2


def test_list_without_numbers_asks_before_it_doubles_anybody(staff):
    row = "1\t\t髙橋 花子\tタカハシ ハナコ\t\t\tR5.1.15\t\t\t"
    write(listed(staff, row), staff)

    again = listed(staff, row)

    assert states(again) == ["twin"]
    decide(batch=again, row_id=again.rows.get().pk, decision=again.rows.get().twins[0])
    assert states(again) == ["known"]


def test_same_person_twice_in_the_list_is_asked_about(staff):
    batch = listed(
        staff,
        "1\tR4-1\t髙橋 花子\tタカハシ ハナコ\t0857510295\t\tR5.1.15\t\t\t",
        "2\tR4-2\t高橋 花子\tタカハシ ハナコ\t0857510295\t\tR5.2.15\t\t\t",
    )
    row = batch.rows.get(line=3)
    assert (row.state, row.twins) == ("twin", ["line:2.1"])

    decide(batch=batch, row_id=row.pk, decision="line:2.1")
    write(batch, staff)

    assert Supporter.objects.get().number == "R4-1"


def test_state_of_the_list_is_kept(staff):
    batch = listed(
        staff,
        "1\t見本 一\tR5.1.15\t休止中",
        "2\t見本 二\tR5.1.15\t退会",
        "3\t見本 三\tR5.1.15\t活動中",
        header="登録番号\t氏名\t登録日\t状態",
    )

    write(batch, staff)

    assert dict(Supporter.objects.values_list("number", "state")) == {
        "1": "paused",
        "2": "ended",
        "3": "active",
    }


def test_past_trainings_are_kept_and_linked(staff):
    session = make_training(title="第1回 養成研修")
    batch = listed(
        staff,
        "1\t見本 一\tR5.1.15\t○\tR5.6.1",
        "2\t見本 二\tR5.1.15\t×\t令和5年6月1日",
        header="登録番号\t氏名\t登録日\t第1回養成研修\t第2回研修",
    )
    link_trainings(batch=batch, links={"第1回養成研修": str(session.pk)})

    write(batch, staff)

    day = datetime.date(2023, 6, 1)
    kept = {(one.title, one.held_on): one.occasion_id for one in PastTraining.objects.all()}
    assert kept == {("第1回養成研修", None): session.pk, ("第2回研修", day): None}
    of_each = SupporterTraining.objects.values_list("supporter__number", "training__title")
    assert set(of_each) == {("1", "第1回養成研修"), ("1", "第2回研修"), ("2", "第2回研修")}
    again = listed(
        staff,
        "1\t見本 一\tR5.1.15\t○\tR5.6.1",
        "2\t見本 二\tR5.1.15\t○\t令和5年6月1日",
        header="登録番号\t氏名\t登録日\t第1回養成研修\t第2回研修",
    )
    assert [(row.state, row.fills) for row in again.rows.all()] == [("known", []), ("fills", ["受けた研修"])]


def test_day_of_training_belongs_to_its_name(staff):
    batch = listed(
        staff, "1\t見本 一\tR5.1.15\t養成研修\tR5.1.15", header="登録番号\t氏名\t登録日\t受講した研修\t受講日"
    )

    assert batch.rows.get().data["trainings"] == "2023-01-15 養成研修"


def test_corrected_row_is_checked_anew(staff):
    batch = listed(staff, "1\tR4-1\t見本 花子\t\t\t\t去年\t\t\t")
    row = batch.rows.get()

    correct_row(row=row, data={**row.data, "registered_on": "2023-01-15"}, revision=0)

    assert states(batch) == ["new"]


def test_registry_that_changed_since_is_seen_by_the_press(staff):
    batch = listed(staff, "1\tR4-1\t見本 花子\t\t\t\tR5.1.15\t\t\t")
    assert register(person_id=make_person(name="別の 人").pk, by=staff, number="R4-1").outcome == Outcome.NEW

    with pytest.raises(RowsNeedAttention):
        write(batch, staff)

    assert Supporter.objects.count() == 1


def test_pressing_twice_writes_once(staff):
    batch = listed(staff, "1\tR4-1\t見本 花子\t\t\t\tR5.1.15\t\t\t")
    write(batch, staff)

    again = write(batch, staff)

    assert again.state == "written"
    assert Supporter.objects.count() == 1


def test_columns_are_remembered_apart_from_those_of_rosters(staff):
    header = "氏名\tフリガナ\tメモ欄"
    first = start_batch(table=read_text(f"{header}\n見本 花子\tミホン\tx"), source="", by=staff)
    set_columns(batch=first, columns=["name", "kana", "affiliation"], defaults={})

    second = start_batch(table=read_text(f"{header}\n見本 太郎\tミホン\ty"), source="", by=staff)

    assert second.columns == ["name", "kana", "affiliation"]


def test_list_that_nobody_finished_is_forgotten(staff):
    batch = listed(staff, "1\tR4-1\t見本 花子\t\t\t\tR5.1.15\t\t\t")
    RegistryBatch.objects.update(made_at=datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC))

    assert drop_old_batches() == 1

    batch.refresh_from_db()
    assert (batch.state, batch.lines, RegistryRow.objects.count()) == ("expired", [], 0)


def test_checking_costs_the_same_for_any_number(staff, django_assert_num_queries):
    from supporters.importing.checking import check

    for count in (1, 3):
        rows = []
        for n in range(count):
            supporter = make_supporter(person=make_person(name=f"見本 {n}", kana=""))
            said = {"number": supporter.number, "name": f"見本 {n}", "registered_on": "2023-01-15"}
            rows.append(RegistryRow(line=n, data=said))
        # numbers, namesakes, past trainings
        with django_assert_num_queries(3):
            check(rows)
        assert {row.state for row in rows} == {"known"}
