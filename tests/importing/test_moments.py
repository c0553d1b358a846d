import datetime

import pytest

from portal.bookings.importing.moments import parse_moment
from tests.factories import local

NOON = local(2026, 11, 24, 12, 0)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("令和5.1.15", (2023, 1, 15)),
        ("R5.1.15", (2023, 1, 15)),
        ("r5-1-15", (2023, 1, 15)),
        ("Ｒ５．１．１５", (2023, 1, 15)),
        ("㋿5年1月15日", (2023, 1, 15)),
        ("令和五年一月十五日", (2023, 1, 15)),
        ("令和五年十二月三十一日", (2023, 12, 31)),
        ("令和 5 年 1 月 15 日（日）", (2023, 1, 15)),
        ("令和元年12月1日", (2019, 12, 1)),
        ("H31.4.30", (2019, 4, 30)),
        # Printed forms went on saying 平成.
        ("平成35年1月15日", (2023, 1, 15)),
        ("二〇二三年一月十五日", (2023, 1, 15)),
        ("2023/1/15", (2023, 1, 15)),
        ("２０２３／１／１５", (2023, 1, 15)),
        ("2023-01-15", (2023, 1, 15)),
        ("2023.1.15", (2023, 1, 15)),
        ("20230115", (2023, 1, 15)),
        ("2023年1月15日 日曜日", (2023, 1, 15)),
        ("44941", (2023, 1, 15)),
    ],
)
def test_day_without_a_time_is_nine_in_the_morning(text, wanted):
    assert parse_moment(text, now=NOON) == local(*wanted, 9, 0)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2023/1/15 13:05", (13, 5)),
        ("2023-01-15T13:05:59", (13, 5)),
        ("2023-01-15 13:05:59.123", (13, 5)),
        ("2023/1/15 13時5分", (13, 5)),
        ("2023/1/15 13時", (13, 0)),
        ("R5.1.15 午後1時05分", (13, 5)),
        ("2023/1/15 1:05:00 PM", (13, 5)),
        ("2023/1/15（日）13:05", (13, 5)),
        ("44941.5451388889", (13, 5)),
    ],
)
def test_time_beside_the_day_is_kept(text, wanted):
    assert parse_moment(text, now=NOON) == local(2023, 1, 15, *wanted)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "きのう",
        "1/15",
        "5.1.15",
        "2023/2/30",
        "2023/13/1",
        "23/1/15",
        "2023/1/15 25:00",
        "令和五年",
        "123",
        "0" * 40,
    ],
)
def test_what_names_no_day_is_refused(text):
    with pytest.raises(ValueError):
        parse_moment(text, now=NOON)


def test_today_without_a_time_is_never_in_the_future():
    early = local(2026, 11, 24, 8, 0)

    assert parse_moment("2026/11/24", now=early) == early
    assert parse_moment("2026/11/24", now=NOON) == NOON - datetime.timedelta(hours=3)
    assert parse_moment("2026/11/25", now=NOON) == local(2026, 11, 25, 9, 0)
