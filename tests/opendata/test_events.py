"""The two files of trainings and events, read back."""

import csv
import io
import json
import re

import pytest

from portal.bookings.actions import cancel_occasion, postpone
from portal.bookings.actions.call_off import call_off_date
from portal.bookings.models import Occasion, OccasionDate
from portal.opendata import events
from tests.factories import in_days, local, make_date, make_event, make_place_kind, make_training

pytestmark = pytest.mark.django_db

# 推奨データセット イベント一覧, as published.
HEADER = [
    "都道府県コード又は市区町村コード", "NO", "都道府県名", "市区町村名",
    "イベント名", "イベント名_カナ", "イベント名_英語", "開始日",
    "終了日", "開始時間", "終了時間", "開始日時特記事項",
    "説明", "料金(基本)", "料金(詳細)", "連絡先名称",
    "連絡先電話番号", "連絡先内線番号", "主催者", "場所名称",
    "住所", "方書", "緯度", "経度",
    "アクセス方法", "駐車場情報", "定員", "参加申込終了日",
    "参加申込終了時間", "参加申込方法", "URL", "備考",
]  # fmt: skip


def table(client):
    response = client.get("/opendata/events.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert response.content.startswith(b"\xef\xbb\xbf")
    text = response.content.decode("utf-8-sig")
    assert text.count("\r\n") == text.count("\n")
    header, *lines = csv.reader(io.StringIO(text, newline=""))
    assert header == HEADER
    return [dict(zip(header, line, strict=True)) for line in lines]


def gif(client):
    response = client.get("/opendata/events.json")
    assert response["Content-Type"] == "application/json"
    return json.loads(response.content)["events"]


def test_every_column_has_a_known_source():
    tables = (events.COLUMNS, events.GIF_REQUIRED, events.GIF_OPTIONAL)
    sources = {column.source for each in tables for column in each}

    assert sources - {""} <= set(events.VALUES)
    assert set(events.VALUES) <= sources


def test_row_has_the_32_columns_with_their_values(client, office, settings):
    settings.SITE_URL = "https://portal.example.jp"
    training = make_training(
        title="養成研修", title_kana="ヨウセイケンシュウ", slug="t", description="学びます", starts_at=local(2027, 1, 9, 9, 5), capacity=20,
        closes_at=local(2027, 1, 5, 17, 0),
    )  # fmt: skip
    make_place_kind(training, 30, kind="online")
    date = training.dates.get()
    OccasionDate.objects.filter(pk=date.pk).update(access_note="バス停 見本前")

    (row,) = table(client)

    assert {name: value for name, value in row.items() if value} == {
        "都道府県コード又は市区町村コード": "312011",
        "NO": f"{date.pk:010d}",
        "都道府県名": "鳥取県",
        "市区町村名": "鳥取市",
        "イベント名": "養成研修",
        "イベント名_カナ": "ヨウセイケンシュウ",
        "開始日": "2027-01-09",
        "終了日": "2027-01-09",
        "開始時間": "09:05",
        "終了時間": "11:05",
        "説明": "学びます",
        "料金(基本)": "無料",
        "連絡先名称": "鳥取市 中央人権福祉センター",
        "連絡先電話番号": "0857-51-0295",
        "主催者": "鳥取市 中央人権福祉センター",
        "場所名称": "見本会館 大会議室",
        "住所": "見本町1丁目1",
        "アクセス方法": "バス停 見本前",
        "定員": "50",
        "参加申込終了日": "2027-01-05",
        "参加申込終了時間": "17:00",
        "参加申込方法": "このサイト・電話・FAX・窓口",
        "URL": "https://portal.example.jp/trainings/t/",
    }


def test_json_has_the_names_of_the_definition(client, office, settings):
    settings.SITE_URL = "https://portal.example.jp"
    training = make_training(
        title="養成研修",
        slug="t",
        starts_at=local(2027, 1, 9, 9, 5),
        accommodations=["sign_language", "childcare"],
    )

    (row,) = gif(client)

    required = {column.header for column in events.GIF_REQUIRED}
    assert required == {
        "id", "eventName", "description", "eventType", "webinarStatus", "organizer", "targetPerson", "feeStatus",
        "contactPointInformation",
    }  # fmt: skip
    assert required <= set(row)
    assert row["id"] == f"312011-{training.dates.get().pk:010d}"
    assert (row["feeStatus"], row["webinarStatus"], row["status"]) == ("無料", "現地開催のみ", "開催予定")
    assert row["contactPointInformation"] == "鳥取市 中央人権福祉センター;0857-51-0295"
    assert row["accessibilityInformation"] == "手話通訳;託児"
    assert row["childcareInformation"] == "託児あり"
    assert row["applicationUrl"] == "https://portal.example.jp/trainings/t/apply/"
    assert "abstract" not in row


def test_both_files_have_the_same_rows_and_nothing_hidden(client, office):
    shown = make_training(title="公開の研修")
    make_date(shown, in_days(40))
    make_event(title="終わった催し", starts_at=in_days(-400), state=Occasion.State.CLOSED)
    make_training(title="秘密の研修", state=Occasion.State.PLANNED)
    make_event(title="秘密の催し", state=Occasion.State.PLANNED)
    make_training(title="秘密の出前講座", is_listed=False)
    make_training(title="秘密になった研修", hidden_from=in_days(-1))

    names = [row["イベント名"] for row in table(client)]

    assert names == ["終わった催し", "公開の研修", "公開の研修"]
    assert [row["eventName"] for row in gif(client)] == names
    assert [row["id"].partition("-")[2] for row in gif(client)] == [row["NO"] for row in table(client)]


def test_rows_keep_their_numbers_and_say_what_became_of_the_day(client, office, staff):
    training = make_training(starts_at=local(2027, 1, 9, 13, 30))
    make_date(training, local(2027, 1, 16, 13, 30))
    first, second = training.dates.all()
    numbers = [row["NO"] for row in table(client)]

    def told():
        rows = table(client)
        assert [row["NO"] for row in rows] == numbers
        return [(row["開始日"], row["開始時間"], row["開始日時特記事項"], row["備考"]) for row in rows]

    assert told() == [("2027-01-09", "13:30", "", ""), ("2027-01-16", "13:30", "", "")]
    off = {"date_id": second.pk, "off": OccasionDate.Off.CANCELLED, "reason": "会場の都合", "by": staff}
    call_off_date(**off, revision=0)
    assert told()[1] == ("2027-01-16", "13:30", "中止", "会場の都合")
    postpone(occasion_id=training.pk, periods=None, reason="大雪", by=staff, revision=1)
    assert told()[0] == ("", "", "延期（日程未定）。変更前：2027-01-09 13:30", "大雪")
    assert [row["status"] for row in gif(client)] == ["延期（日程未定）", "中止"]
    periods = {
        first.pk: (local(2027, 1, 10, 10), local(2027, 1, 10, 12)),
        second.pk: (local(2027, 1, 17, 10), local(2027, 1, 17, 12)),
    }
    postpone(occasion_id=training.pk, periods=periods, reason="大雪", by=staff, revision=2)
    assert told()[0] == ("2027-01-10", "10:00", "変更前：2027-01-09 13:30", "大雪")
    cancel_occasion(occasion_id=training.pk, reason="中止です", by=staff, revision=3)
    assert told()[0] == ("2027-01-10", "10:00", "中止", "中止です")


@pytest.mark.parametrize(
    ("kinds", "status", "capacity"),
    [
        ((), "現地開催のみ", ""),
        (("hall",), "現地開催のみ", "10"),
        (("hall", "satellite"), "現地開催のみ", "20"),
        (("online",), "オンライン", "10"),
        (("hall", "online"), "ハイブリッド", "20"),
    ],
)
def test_holding_follows_the_kinds_of_place(client, office, kinds, status, capacity):
    training = make_training(capacity=None)
    for kind in kinds:
        make_place_kind(training, 10, kind=kind)

    assert gif(client)[0]["webinarStatus"] == status
    assert gif(client)[0].get("capacity", "") == table(client)[0]["定員"] == capacity


def test_texts_stay_one_row_and_no_spreadsheet_calculates_them(client, office):
    make_training(
        title='=HYPERLINK("https://x")', description='一行目\r\n二行目,"三"\x0b\x1b;', organiser="+81"
    )

    (row,) = table(client)
    (same,) = gif(client)

    assert row["イベント名"] == '\'=HYPERLINK("https://x")'
    assert row["説明"] == '一行目 二行目,"三" ;'
    assert row["主催者"] == "'+81"
    assert same["eventName"] == '=HYPERLINK("https://x")'
    assert same["description"].startswith("一行目\r\n二行目")


def test_portal_without_an_office_leaves_its_values_empty(client):
    make_training()

    assert table(client)[0]["都道府県コード又は市区町村コード"] == ""
    assert "None" not in client.get("/opendata/events.csv").content.decode()
    assert re.fullmatch(r"\d{10}", gif(client)[0]["id"])


@pytest.mark.parametrize("path", ["/opendata/events.csv", "/opendata/events.json"])
@pytest.mark.parametrize("count", [1, 3])
def test_files_cost_the_same_for_one_and_three(client, office, django_assert_num_queries, count, path):
    for _ in range(count):
        make_training()

    # The office, the occasions, their dates, their changes, their kinds of place.
    with django_assert_num_queries(5):
        client.get(path)
