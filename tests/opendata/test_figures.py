"""Supporters and needs by year: nobody can be recognised, not by working out either."""

import csv
import datetime
import io

import pytest
import time_machine

from platform_orgs.models import Response, ResponseMessage
from portal.figures.actions import close_year, reopen_year
from portal.office.models import District
from tests.factories import local, make_need, make_person, make_supporter

pytestmark = pytest.mark.django_db

TODAY = local(2026, 5, 1, 10)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(TODAY, tick=False):
        yield


def table(client, name):
    text = client.get(f"/opendata/{name}.csv").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def supporters(number, district=None, **fields):
    for _ in range(number):
        person = make_person(district=district)
        make_supporter(person=person, registered_on=datetime.date(2025, 6, 1), **fields)


def needs(number, **fields):
    return [make_need(opened_at=local(2025, 7, 1), **fields) for _ in range(number)]


def test_only_closed_years_are_published(client, office, manager):
    supporters(12)
    needs(6)

    assert table(client, "supporters") == table(client, "needs") == []
    closed = close_year(year=2025, by=manager)
    assert {row["年度"] for row in table(client, "supporters")} == {"2025"}
    assert {row["年度_和暦"] for row in table(client, "needs")} == {"令和7年度"}
    reopen_year(closed_id=closed.pk, reason="まちがい", by=manager)
    assert table(client, "supporters") == []


def test_small_districts_are_withheld_with_another(client, office, manager):
    north, south, east = (District.objects.create(name=name) for name in ("北", "南", "東"))
    supporters(2, north)
    supporters(9, south)
    supporters(20, east)
    close_year(year=2025, by=manager)

    rows = table(client, "supporters")
    by_district = {row["項目"]: row["登録者数"] for row in rows if row["集計"] == "サポーターの地区別"}

    # The total is public: two hidden ones that hold eleven people together.
    assert [row["登録者数"] for row in rows if row["集計"] == "登録の動き"] == ["31"]
    assert by_district == {"北": "＊", "南": "＊", "東": "20", "答えなし": "0"}


def test_who_came_and_who_left_cannot_be_worked_out_from_two_years(client, office, manager):
    supporters(20)
    close_year(year=2025, by=manager)

    rows = table(client, "supporters")

    assert {row["項目"] for row in rows if row["集計"] == "登録の動き"} == {"期間の終わりの登録者"}
    assert set(rows[0]) == {"年度", "年度_和暦", "集計", "項目", "登録者数"}
    assert {row["集計"] for row in rows} == {"登録の動き", "サポーターの地区別", "サポーターの年代別"}


def test_few_supporters_in_all_are_withheld(client, office, manager):
    supporters(3)
    close_year(year=2025, by=manager)

    assert {row["登録者数"] for row in table(client, "supporters")} <= {"＊", "0"}
    assert table(client, "supporters")[0]["登録者数"] == "＊"


@pytest.mark.parametrize(
    ("unanswered", "helped", "answered_only", "shown"),
    [
        (10, 8, 6, ("24", "10", "8")),
        (24, 0, 0, ("24", "24", "0")),
        # Two were answered and not helped: what is left of the total would say so.
        (10, 8, 2, ("20", "＊", "＊")),
        (2, 20, 0, ("22", "＊", "＊")),
        (3, 0, 0, ("＊", "＊", "＊")),
    ],
)
def test_outcomes_are_shown_only_where_no_part_is_small(
    client, office, manager, unanswered, helped, answered_only, shown
):
    needs(unanswered)
    needs(helped, state="closed", outcome="helped")
    for need in needs(answered_only):
        answer = Response.objects.create(need=need)
        ResponseMessage.objects.create(
            response=answer, text="力になれます", written_by=manager, shown_at=TODAY
        )
    close_year(year=2025, by=manager)

    rows = [row for row in table(client, "needs") if row["集計"] == "すべての困りごと"]

    assert [row["項目"] for row in rows] == ["困りごと", "回答なし", "助けになった"]
    assert tuple(row["件数"] for row in rows) == shown


def test_needs_by_category_hide_small_ones_and_no_words(client, office, manager):
    needs(2, category="money", title="秘密の困りごと", body="秘密の内容")
    needs(9, category="work")
    needs(20, category="housing")
    close_year(year=2025, by=manager)

    rows = table(client, "needs")
    by_category = {row["項目"]: row["件数"] for row in rows if row["集計"] == "困りごとの分類別"}

    assert (by_category["お金"], by_category["仕事"], by_category["住まい"]) == ("＊", "＊", "20")
    assert "秘密" not in client.get("/opendata/needs.csv").content.decode()
    assert "見本" not in client.get("/opendata/needs.csv").content.decode()


@pytest.mark.parametrize("name", ["supporters", "needs"])
@pytest.mark.parametrize("count", [1, 3])
def test_files_cost_the_same_for_one_and_three_years(
    client, office, manager, django_assert_num_queries, count, name
):
    for year in range(count):
        close_year(year=2023 + year, by=manager)

    # The closed years.
    with django_assert_num_queries(1):
        assert table(client, name)
