"""行ける場所: what residents see, today's first."""

import datetime

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from platform_orgs.models import Gathering
from platform_orgs.sharing.places import next_open
from portal.office.models import District
from tests import factories

pytestmark = pytest.mark.django_db

# A Wednesday at eleven; Thursday 3 December, Monday 23 November was a public holiday.
NOW = factories.local(2026, 12, 2, 11)


@pytest.fixture(autouse=True)
def wednesday(office):
    with time_machine.travel(NOW, tick=False):
        yield


def shown(client, query=""):
    groups = client.get(f"/places/{query}").context["groups"]
    return [(group["title"], [place["gathering"].name for place in group["places"]]) for group in groups]


def test_open_today_stands_first_and_each_place_once(client):
    factories.make_gathering(name="毎日", opens_at=datetime.time(10), closes_at=datetime.time(17))
    factories.make_gathering(name="水と金", weekdays=[2, 4], opens_at=datetime.time(9))
    factories.make_gathering(name="木", weekdays=[3])
    factories.make_gathering(
        name="けさ終わった水", weekdays=[2], closes_at=datetime.time(11), opens_at=datetime.time(9)
    )
    factories.make_gathering(name="第2土曜", weekdays=[5], weeks=[2])
    factories.make_gathering(name="ときどき", weekdays=[], when="不定期。電話で聞いてください")

    assert shown(client) == [
        ("きょう 12月2日（水）", ["水と金", "毎日"]),
        ("あした 12月3日（木）", ["木"]),
        ("12月9日（水）", ["けさ終わった水"]),
        ("12月12日（土）", ["第2土曜"]),
        ("日を決めずに開いているところ", ["ときどき"]),
    ]


def test_page_is_filtered_by_plain_addresses(client):
    north = District.objects.create(name="北地域")
    part = District.objects.create(name="北東地区", parent=north)
    south = District.objects.create(name="南地域")
    factories.make_gathering(name="北東", weekdays=[0], district=part, is_free=True)
    factories.make_gathering(name="南", weekdays=[2], district=south, needs_booking=True)
    factories.make_gathering(name="どこでも", weekdays=[2, 0])

    def names(query):
        return {name for _title, group in shown(client, query) for name in group}

    assert names("") == {"北東", "南", "どこでも"}
    assert names("?day=0") == {"北東", "どこでも"}
    assert names(f"?area={north.pk}") == {"北東", "どこでも"}
    assert names("?booking=no") == {"北東", "どこでも"}
    assert names("?free=yes") == {"北東"}
    assert names("?day=0&free=yes&booking=no") == {"北東"}
    assert names("?day=9&area=x&booking=x&free=x") == {"北東", "南", "どこでも"}
    assert shown(client, "?day=0")[0][0] == "12月7日（月）"


def test_links_keep_the_other_choices_and_say_what_is_chosen(client):
    content = client.get("/places/?day=0&free=yes").content.decode()

    assert '<a href="?day=0&amp;free=yes" aria-current="true">月</a>' in content
    assert '<a href="?day=1&amp;free=yes">火</a>' in content
    assert '<a href="?day=0" aria-current="true">無料</a>' in content
    assert '<a href="?day=0&amp;booking=no&amp;free=yes">予約なしで行ける</a>' in content
    assert '<a href="." aria-current="true">どの曜日も</a>' in client.get("/places/").content.decode()


@pytest.mark.parametrize(
    ("fields", "day"),
    [
        ({"weekdays": [0]}, datetime.date(2026, 12, 7)),
        ({"weekdays": [2], "weeks": [1]}, datetime.date(2026, 12, 2)),
        ({"weekdays": [2], "weeks": [3]}, datetime.date(2026, 12, 16)),
        ({"weekdays": [1], "weeks": [5]}, datetime.date(2026, 12, 29)),
        # 1 January is a public holiday, and a Friday.
        ({"weekdays": [4], "weeks": [1], "closed_on_holidays": True}, datetime.date(2026, 12, 4)),
        ({"weekdays": [2], "closes_at": datetime.time(11, 1)}, datetime.date(2026, 12, 2)),
        ({"weekdays": [2], "closes_at": datetime.time(11)}, datetime.date(2026, 12, 9)),
        ({"weekdays": [4], "valid_until": datetime.date(2026, 12, 3)}, None),
        ({"weekdays": [], "when": "不定期"}, None),
    ],
)
def test_next_day_on_which_one_can_go(fields, day):
    assert next_open(Gathering(**fields), NOW) == day


def test_public_holiday_is_skipped():
    gathering = Gathering(weekdays=[0], closed_on_holidays=True)

    assert next_open(gathering, factories.local(2026, 11, 23, 9)) == datetime.date(2026, 11, 30)


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"weekdays": [1, 3], "opens_at": datetime.time(13), "closes_at": datetime.time(17)}, "毎週 火・木曜日 13:00〜17:00"),
        ({"weekdays": [2], "weeks": [1, 3]}, "第1・第3 水曜日"),
        ({"weekdays": list(range(7)), "opens_at": datetime.time(9, 30)}, "毎日 9:30から"),
        ({"weekdays": [0], "closed_on_holidays": True}, "毎週 月曜日（祝日は休み）"),
        ({"when": "不定期"}, ""),
    ],
)  # fmt: skip
def test_when_is_said_in_words(fields, text):
    assert Gathering(**fields).when_shown == text


def test_what_is_paused_over_or_of_an_organisation_that_has_gone_is_not_shown(client, organisation):
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    factories.make_gathering(name="開いている")
    factories.make_gathering(organisation, name="団体の")
    factories.make_gathering(paused_at=NOW)
    factories.make_gathering(ended_at=NOW)
    factories.make_gathering(valid_until=yesterday)
    factories.make_gathering(factories.make_organisation(state="left"))
    factories.make_gathering(factories.make_organisation(is_published=False))

    assert {name for _title, names in shown(client) for name in names} == {"開いている", "団体の"}


def test_empty_values_are_left_out_and_source_and_day_are_said(client):
    factories.make_gathering(name="茶の間", checked_on=datetime.date(2026, 11, 1), address="見本町1 & 2")

    content = client.get("/places/").content.decode()

    assert "出典：市報12月号・2026年11月1日現在" in content
    assert "query=%E8%A6%8B%E6%9C%AC%E7%94%BA1%20%26%202" in content
    for label in ("費用", "<dt>電話", "だれが行けるか", "Webサイト"):
        assert label not in content


def test_page_without_any_place_says_so(client):
    assert "準備中です" in client.get("/places/").content.decode()
    assert "あてはまるところが見つかりません" in client.get("/places/?free=yes").content.decode()


def test_page_is_linked_from_the_first_door_and_from_the_helplines(client):
    for page in ("/", "/help/"):
        assert 'href="/places/"' in client.get(page).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_for_one_and_three(count, client, organisation, django_assert_num_queries):
    north = District.objects.create(name="北地域")
    for _ in range(count):
        factories.make_gathering(organisation, district=north)

    # districts, places, the office
    with django_assert_num_queries(3):
        client.get("/places/?free=")


@pytest.mark.parametrize(
    "fields",
    [
        {"weekdays": [], "when": ""},
        {"opens_at": datetime.time(12), "closes_at": datetime.time(12)},
        {"source": ""},
    ],
)
def test_database_refuses_what_makes_no_sense(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.make_gathering(**fields)
