import io
import re

import pytest
import time_machine
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from portal.bookings.models import Booking
from portal.figures.models import ClosedYear
from tests import factories
from tests.factories import local, make_booking, make_training
from tests.rights import give_rights

pytestmark = pytest.mark.django_db

AFTER = local(2027, 4, 5, 10)
FIGURES = reverse("figures:figures")


@pytest.fixture(autouse=True)
def after_the_year(office):
    with time_machine.travel(AFTER, tick=False):
        yield


def year_page(client, **asked):
    return client.get(FIGURES, {"year": 2026, **asked})


def group_client(name):
    user = factories.make_user(is_staff=True)
    user.groups.set([Group.objects.get(name=name)])
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("name", ["figures", "xlsx", "close", "reopen"])
def test_pages_are_for_staff_and_closing_for_managers(name, stranger_client):
    url = reverse(f"figures:{name}", args=[2026] if name in {"close", "reopen"} else [])
    bare = factories.make_user(is_staff=True)
    give_rights(bare, Permission.objects.exclude(content_type__app_label="figures"))
    bare_client = Client()
    bare_client.force_login(bare)

    staff_may = name in {"figures", "xlsx"}
    assert group_client("職員").get(url).status_code == (200 if staff_may else 403)
    assert group_client("管理者").get(url).status_code == (302 if name == "reopen" else 200)
    assert bare_client.get(url).status_code == 403
    for client in (stranger_client, Client()):
        assert client.get(url).status_code == 302
        assert client.get(url).url.startswith(reverse("admin:login"))


def test_page_shows_the_year_with_the_one_before_beside_it(staff_client):
    for year, people in ((2025, 1), (2026, 3)):
        make_booking(make_training(starts_at=local(year, 6, 1, 13)), people=people)

    answer = year_page(staff_client)

    content = answer.content.decode()
    assert "実績 令和8年度" in content
    assert "「前年」は2025年4月1日〜2026年3月31日です。" in content
    row = re.search(r"申し込んだ人（延べ人）<small>.*?</tr>", content, re.S)[0]
    assert re.findall(r">([0-9+−±]+)<", row) == ["3", "+2"]
    assert "未確定" in content
    assert answer["Cache-Control"].count("no-store") == 1
    assert "style=" not in content


def test_page_without_a_choice_shows_the_current_year(staff_client):
    assert "実績 令和9年度" in staff_client.get(FIGURES).content.decode()


def test_page_of_any_days(staff_client):
    make_booking(make_training(starts_at=local(2026, 6, 1, 13)))

    content = staff_client.get(FIGURES, {"first": "2026-06-01", "last": "2026-06-01"}).content.decode()

    assert "実績 2026年6月1日〜2026年6月1日" in content
    assert "確定する" not in content


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"first": "2026-06-01"}, "両方を入力してください"),
        ({"first": "2026-06-02", "last": "2026-06-01"}, "それより後にしてください"),
        ({"first": "きのう", "last": "2026-06-01"}, "日付を入力してください"),
        ({"first": "0001-01-01", "last": "2026-06-01"}, "年を確かめてください"),
        ({"year": "1500"}, "選び直してください"),
    ],
)
def test_wrong_days_are_said_beside_the_field(asked, message, staff_client):
    answer = staff_client.get(FIGURES, asked)

    assert answer.status_code == 200
    assert message in answer.content.decode()
    assert answer.context["report"] is None
    assert staff_client.get(reverse("figures:xlsx"), asked).status_code == 302


def test_version_for_publication_withholds_small_numbers(staff_client):
    training = make_training(starts_at=local(2026, 6, 1, 13))
    for _ in range(3):
        make_booking(training, channel="fax")
    for _ in range(20):
        make_booking(training)

    inside = year_page(staff_client).content.decode()
    outside = year_page(staff_client, publication="on").content.decode()

    assert "FAX <b>3</b>" in inside
    assert "FAX <b>＊</b>" in outside
    assert "Web <b>＊</b>" in outside  # else 23 - 20 gives it away
    assert "取り消した人（延べ人）" in inside
    assert "取り消した人（延べ人）" not in outside


def test_managers_close_and_reopen_a_year(manager_client):
    make_booking(make_training(starts_at=local(2026, 6, 1, 13)))
    close, reopen = (reverse(f"figures:{name}", args=[2026]) for name in ("close", "reopen"))

    manager_client.post(close, {"note": "議会報告"})
    closed = year_page(manager_client).content.decode()
    refused = manager_client.post(close).content.decode()
    pk = ClosedYear.objects.get().pk
    unexplained = manager_client.post(reopen, {"closed": pk, "reason": ""}).content.decode()
    manager_client.post(reopen, {"closed": pk, "reason": "入力もれ"})
    opened = year_page(manager_client).content.decode()

    assert "2027年4月5日に確定" in closed
    assert "議会報告" in closed
    assert "この年度は、もう確定しています。" in refused
    assert "確定を取り消す理由を入力してください。" in unexplained
    assert "未確定" in opened
    assert "理由：入力もれ" in opened


def test_running_year_offers_no_closing(manager_client):
    url = reverse("figures:close", args=[2027])

    assert "まだ終わっていない年度は、確定できません" in manager_client.get(url).content.decode()
    manager_client.post(url)
    assert not ClosedYear.objects.exists()
    assert url not in manager_client.get(FIGURES).content.decode()


def test_stale_reopening_does_not_undo_another_closing(manager, manager_client):
    old = ClosedYear.objects.create(
        year=2026,
        chapters=[],
        closed_by=manager,
        reopened_at=AFTER,
        reopened_by=manager,
        reopening_reason="x",
    )
    ClosedYear.objects.create(year=2026, chapters=[], closed_by=manager)

    url = reverse("figures:reopen", args=[2026])
    answer = manager_client.post(url, {"closed": old.pk, "reason": "直す"})

    assert "ほかの管理者が先に確定を取り消しました" in answer.content.decode()
    assert ClosedYear.objects.in_force().count() == 1


@pytest.mark.parametrize("year", [1, 2020, 9999])
def test_years_out_of_reach_are_not_found(year, manager_client):
    assert manager_client.get(reverse("figures:close", args=[year])).status_code == 404


def test_file_has_one_sheet_for_each_table_and_definitions(staff_client):
    training = make_training(title="=1+1", starts_at=local(2026, 6, 1, 13))
    make_booking(training, people=3).attendees.update(affiliation="=SUM(A1)")

    answer = staff_client.get(reverse("figures:xlsx"), {"year": 2026})

    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == [
        "説明",
        "1 まとめ",
        "2 研修・催し別",
        "3 所属別",
        "4 年代別",
        "5 地区別",
        "6 申込経路別",
        "7 参加のしかた別",
        "8 研修・催しごと",
        "9 登録の動き",
        "10 サポーターの地区別",
        "11 サポーターの所属別",
        "12 サポーターの年代別",
        "13 サポーターのいない市内地区",
        "14 気づき（月別）",
        "15 気づき（結果別）",
        "16 研修の種類別",
        "17 研修の所属別",
        "18 研修の年代別",
        "19 研修の地区別",
        "20 研修の申込経路別",
        "21 団体の動き",
        "22 参加を終えた理由",
        "23 団体の種類別",
        "24 団体の活動分野別",
        "25 確認と会議",
        "26 困りごとの結果",
        "27 困りごとの分類別",
        "28 困りごとの地域別",
        "29 事務局だけで受けた困りごと",
    ]
    rows = {row[0]: row[1:] for row in book["1 まとめ"].iter_rows(values_only=True)}
    assert rows["項目"] == ("数", "数 前年", "数 差", "何を数えたか")
    assert rows["申し込んだ人（延べ人）"][:3] == (3, 0, 3)
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    assert book["3 所属別"]["A2"].value == "'=SUM(A1)"
    assert book["8 研修・催しごと"]["A2"].value == "'=1+1"
    assert answer["Content-Disposition"] == 'attachment; filename="figures-20260401-20270331.xlsx"'


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_for_one_and_three(count, staff_client, django_assert_num_queries):
    for year in (2025, 2026):
        for number in range(count):
            training = make_training(starts_at=local(year, 6, 1 + number, 13))
            make_booking(training, people=count)
            make_booking(training, status=Booking.Status.CANCELLED)

    # session, user, permissions of user and groups; closings; the records of this year; for each of two
    # years: occasions, their people, parties, persons, affiliation, age, district and the districts, channel,
    # place; and of the trainings' own chapter: occasions, their people, kinds of course, certificates,
    # affiliation, age, district and the districts, channel; of the supporters: registrations and the districts;
    # worries; organisations, confirmations, meetings, outcomes; needs, those for the
    # office only, and the districts
    with django_assert_num_queries(6 + 2 * 29):
        year_page(staff_client)


def test_start_page_leads_to_the_figures(staff_client):
    assert f'href="{FIGURES}"' in staff_client.get(reverse("admin:index")).content.decode()
