import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.desk.finding import MOST, find_people, what_was_typed
from portal.people.merging import merge_people
from tests.bookings.seats import apply_for, person
from tests.factories import make_person, make_training

pytestmark = pytest.mark.django_db


def names(query):
    return [found.name for found in find_people(query).people]


@pytest.fixture
def hanako():
    make_person(name="例田 実", kana="レイダ ミノル", telephone="0857000099")
    return make_person(
        name="髙橋 花子",
        kana="タカハシ ハナコ",
        telephone="0857000001",
        fax="0857000002",
        email="h@example.com",
    )


@pytest.mark.parametrize(
    "query",
    [
        "たかはし",
        "ﾀｶﾊｼ",
        "タカハシ ハナコ",
        "たかはしはなこ",
        "はなこ",
        "高橋",
        "髙橋　花子",
        "0857-00-0001",
        "０８５７（００）０００１",
        "+81 857 00 0001",
        "0857000002",
        "h@example.com",
    ],
)
def test_caller_is_found_by_whatever_they_say(hanako, query):
    assert names(query) == ["髙橋 花子"]


def test_caller_is_found_by_receipt_number_with_everybody_of_the_party(hanako):
    booking = apply_for(make_training(), people=[person("見本 一"), person("見本 二")])

    assert sorted(names(f"{booking.receipt_number[:4]}-{booking.receipt_number[4:]}")) == [
        "見本 一",
        "見本 二",
    ]


def test_part_of_a_number_finds_everybody_whose_number_holds_it(hanako):
    assert names("000099") == ["例田 実"]
    assert set(names("085700")) == {"例田 実", "髙橋 花子"}


def test_whole_number_finds_nobody_who_only_has_it_inside(hanako):
    make_person(name="外国 人", telephone="+820857000001")

    assert names("0857000001") == ["髙橋 花子"]


def test_people_who_share_a_number_are_all_found():
    for given in ("一", "二"):
        make_person(name=f"架空 {given}", telephone="0857000021")

    assert sorted(names("0857000021")) == ["架空 一", "架空 二"]


def test_who_begins_with_the_reading_comes_before_who_has_it_inside():
    make_person(name="中 山田", kana="アナカ ヤマダ")
    make_person(name="山田 一", kana="ヤマダ イチ")

    assert names("やまだ") == ["山田 一", "中 山田"]


def test_merged_record_is_not_found(staff, hanako):
    other = make_person(name="髙橋 花子", kana="タカハシ ハナコ", telephone="0857000003")
    merge_people(keep_id=hanako.pk, drop_id=other.pk, by=staff)

    assert [found.pk for found in find_people("たかはし").people] == [hanako.pk]
    assert names("0857000003") == []


@pytest.mark.parametrize("query", ["", "  ", "ー", "ぬぬぬ", "99999999", "0857999999", "%", "_"])
def test_nobody_is_found_for_what_fits_nobody(hanako, query):
    assert names(query) == []


def test_many_are_cut_and_it_is_said():
    for _ in range(MOST + 1):
        make_person(kana="ミホン オオゼイ")

    found = find_people("みほん")

    assert len(found.people) == MOST
    assert found.has_more


@pytest.mark.parametrize(
    ("query", "most"), [("たかはし", 2), ("はなこ", 2), ("0857000001", 1), ("12345678", 2), ("0001", 1)]
)
def test_search_costs_two_queries_at_most(hanako, query, most):
    with CaptureQueriesContext(connection) as queries:
        find_people(query)

    assert len(queries) <= most


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("０８５７−００−０００１", {"telephone": "0857000001"}),
        ("やまだ", {"kana": "やまだ"}),
        ("山田", {"name": "山田"}),
        ("1234-5678", {}),
        ("", {}),
    ],
)
def test_what_was_typed_is_kept_for_the_form_of_a_new_caller(query, fields):
    assert what_was_typed(query) == fields


def test_character_that_the_database_refuses_is_passed_over(hanako):
    assert names("\x00") == []
    assert names("たか\x00はし") == ["髙橋 花子"]
