import pytest

from portal.bookings.actions import promote_by_hand
from portal.bookings.door.venue_pack import PARTS
from portal.bookings.models import PlaceKind
from tests import factories
from tests.bookings.seats import apply_for, person
from tests.documents import reading
from trainings.actions import make_groups

pytestmark = pytest.mark.django_db

NAMES = ("髙橋 𠮷子", "渡邉󠄀 一郎", "見本 花子")


@pytest.fixture
def people(training):
    """Three who come, one of whom without a telephone of his own, and one who waits."""
    apply_for(training, people=[person(NAMES[0], kana="タカハシ ヨシコ", telephone="0857000001")])
    apply_for(
        training,
        people=[
            person(NAMES[1], kana="ワタナベ イチロウ", telephone="0857000002", no_voice_message=True),
            person(NAMES[2], kana="ミホン ハナコ", telephone="", printed_name="見本 はな"),
        ],
        note="内緒のひとこと",
    )
    apply_for(training, size=2)
    return apply_for(training, people=[person("待田 待子", kana="マチダ マチコ")])


def url(date):
    return f"/admin/bookings/occasion/{date.occasion_id}/venue-pack/{date.pk}/"


def test_pack_is_one_accessible_document_with_names_as_they_are_printed(staff_client, date, people):
    answer = staff_client.get(url(date), {"pdf": "1"})

    text = reading.text(answer.content)
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    assert reading.is_accessible(answer.content)
    assert reading.pages(answer.content) == 5
    for part, label in PARTS.items():
        assert (str(label) in text) == (part != "tables")
    for name in (NAMES[0], "見本 はな"):
        assert text.count(name) == 4
    assert "見本 花子" not in text
    assert "待田" not in text
    assert "内緒" not in text


def test_pack_on_the_page_holds_the_same(staff_client, date, people):
    text = staff_client.get(url(date)).content.decode()

    for name in (NAMES[0], NAMES[1]):
        assert text.count(name) >= 4
    assert "0857-00-0002　留守番電話に残さない" in text
    assert f"0857-00-0002　{NAMES[1]}さんの電話　留守番電話に残さない" in text
    assert "待田" not in text
    assert "内緒" not in text


def test_pack_holds_only_the_parts_that_were_chosen(staff_client, date, people):
    text = reading.text(staff_client.get(url(date), {"pdf": "1", "part": ["tags", "roster", "x"]}).content)

    assert str(PARTS["roster"]) in text
    assert "名札" in text
    assert "0857-00" not in text


@pytest.mark.parametrize("part", PARTS)
def test_each_part_is_a_document_of_its_own(staff_client, staff, training, date, people, part):
    make_groups(session_id=training.pk, size=3, revision=0, by=staff)

    content = staff_client.get(url(date), {"pdf": "1", "part": part}).content

    assert reading.is_accessible(content)
    assert reading.pages(content) == 1
    assert str(PARTS[part]) in reading.text(content)


def test_pack_names_the_tables_once_they_are_made(staff_client, staff, training, date, people):
    before = staff_client.get(url(date)).content.decode()
    make_groups(session_id=training.pk, size=3, revision=0, by=staff)
    late = apply_for(training, people=[person("後藤 遅子", kana="ゴトウ オソコ")])
    promote_by_hand(booking_id=late.pk, by=staff, above_capacity=True)

    after = staff_client.get(url(date)).content.decode()
    text = reading.text(staff_client.get(url(date), {"pdf": "1", "part": ["tables", "tags"]}).content)

    assert "テーブル" not in before
    for page in (after, text):
        # on its card, and on the tag of each of the five who sit at one of the two
        assert page.count("テーブル1") + page.count("テーブル2") == 2 + 5
        assert page.count("後藤 遅子") >= 2
        assert "席がまだ決まっていない人" in page


def test_who_takes_part_online_has_no_tag_and_signs_nothing(staff_client, training, date):
    online = factories.make_place_kind(training, kind=PlaceKind.Kind.ONLINE, capacity=5)
    apply_for(training, place_kind=online, people=[person("遠野 線子", kana="トオノ センコ")])

    text = staff_client.get(url(date)).content.decode()

    # ticked and called
    assert text.count("遠野 線子") == 2


def test_pack_of_nobody_is_printed_too(staff_client, date):
    answer = staff_client.get(url(date), {"pdf": "1"})

    assert answer.content.startswith(b"%PDF")


def test_pack_is_for_the_office_only(helper, client, stranger_client, staff_client, date):
    assert staff_client.get(url(date)).status_code == 200
    for anybody in (helper, client, stranger_client):
        assert anybody.get(url(date)).status_code == 302


@pytest.mark.parametrize("people", [1, 3])
def test_pack_costs_the_same_for_any_number(
    people, manager_client, training, date, django_assert_num_queries
):
    for _ in range(people):
        apply_for(training)

    # session, user; date with its occasion, all dates; the office; people and their tables
    with django_assert_num_queries(7):
        manager_client.get(url(date))
