import datetime

import pytest
from django.test import Client

from portal.figures.periods import fiscal_year
from portal.figures.publication import WITHHELD, for_publication
from portal.office.models import District
from supporters.actions import pause
from supporters.figures import chapter
from supporters.models import Supporter
from tests.factories import make_person, make_supporter

pytestmark = pytest.mark.django_db

YEAR = fiscal_year(2026)
BEFORE, WITHIN, AFTER = datetime.date(2025, 5, 1), datetime.date(2026, 5, 1), datetime.date(2027, 4, 1)


def tables():
    return {table.key: table for table in chapter(YEAR)}


def values(table):
    return {row.label: row.values for row in table.rows}


def registered(count, day=WITHIN, district=None, **fields):
    return [
        make_supporter(registered_on=day, person=make_person(district=district), **fields)
        for _each in range(count)
    ]


def ended(supporter, day, reason="wish"):
    Supporter.objects.filter(pk=supporter.pk).update(state="ended", end_reason=reason, state_since=day)


def test_changes_of_the_year():
    registered(2, BEFORE)
    registered(3)
    registered(1, AFTER)
    ended(registered(1)[0], WITHIN)
    ended(registered(1)[0], AFTER)
    ended(registered(1, BEFORE)[0], BEFORE)
    ended(registered(1)[0], WITHIN, reason="merged")
    pause(supporter_id=registered(1)[0].pk)

    assert {row.key: row.values for row in tables()["changes"].rows} == {
        "new": (6,),
        "left": (1,),
        "at-end": (7,),
        "paused": (1,),
    }


def test_supporters_by_district_affiliation_and_age():
    here, there = (District.objects.create(name=name) for name in ("国府", "佐治"))
    registered(2, BEFORE, here, age_band="60s", affiliation="民生委員")
    registered(1, WITHIN, here, affiliation=" 民生　委員")
    registered(1, WITHIN, None, affiliation="例の会")

    found = tables()

    assert values(found["district"]) == {"国府": (3, 1), "佐治": (0, 0), "答えなし": (1, 1)}
    assert values(found["affiliation"]) == {
        "民生委員": (3, 1),
        "そのほか（少人数の所属）": (1, 1),
        "答えなし": (0, 0),
    }
    assert values(found["age"])["60代"] == (2, 0)
    assert values(found["age"])["答えなし"] == (2, 2)
    assert there.name in values(found["without"])


def test_districts_without_a_supporter_are_those_of_the_city_and_for_the_office_only():
    region, empty = (District.objects.create(name=name) for name in ("見本地域", "空の地域"))
    part = District.objects.create(name="見本地区", parent=region)
    District.objects.create(name="岩美町", kind="neighbour")
    registered(1, WITHIN, part)

    table = tables()["without"]

    assert list(values(table)) == [empty.name]
    assert for_publication(table).rows == ()


def test_no_small_district_can_be_read_from_the_published_tables():
    small, large, larger = (District.objects.create(name=name) for name in ("一", "二", "三"))
    registered(2, WITHIN, small)
    registered(8, WITHIN, large)
    registered(20, WITHIN, larger)

    shown = values(for_publication(tables()["district"]))

    assert shown["一"] == (WITHHELD, WITHHELD)
    assert shown["二"] == (WITHHELD, WITHHELD)
    assert shown["三"] == (20, 20)


@pytest.mark.parametrize("count", [1, 3])
def test_chapter_costs_the_same_for_any_number(count, django_assert_num_queries):
    registered(count, WITHIN, District.objects.create(name="国府"))

    # supporters, districts
    with django_assert_num_queries(2):
        chapter(YEAR)


@pytest.mark.parametrize(("count", "shown"), [(0, False), (9, False), (10, True)])
def test_public_count_is_hidden_while_there_are_few(settings, count, shown):
    settings.PAGE_CACHE_SECONDS = 0
    registered(count)
    ended(registered(1)[0], WITHIN)

    page = Client().get("/supporters/").content.decode()

    assert ("人</strong>がつながりサポーターに登録" in page) is shown
    assert (f"<strong>{count}人</strong>" in page) is shown
