import datetime
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from portal.ui import dates, numbers
from portal.ui.text import InvalidInput, fold_postal_code, fold_receipt_number, fold_telephone

TOKYO = ZoneInfo("Asia/Tokyo")


def test_moments_are_shown_in_japanese_time() -> None:
    start = datetime.datetime(2026, 12, 4, 16, 30, tzinfo=datetime.UTC)

    assert dates.format_date(start) == "2026年12月5日（土）"
    assert dates.format_short_date(start) == "12月5日（土）"
    assert dates.format_weekday(start) == "土"
    assert dates.format_time(start) == "1:30"
    assert dates.format_moment(start) == "2026年12月5日（土）1:30"
    assert dates.format_era_date(start) == "令和8年12月5日"


@pytest.mark.parametrize(
    ("end", "shown"),
    [
        (datetime.datetime(2026, 12, 30, 15, 0, tzinfo=TOKYO), "2026年12月30日（水）13:30〜15:00"),
        (
            datetime.datetime(2026, 12, 31, 9, 5, tzinfo=TOKYO),
            "2026年12月30日（水）13:30〜12月31日（木）9:05",
        ),
        (
            datetime.datetime(2027, 1, 1, 9, 0, tzinfo=TOKYO),
            "2026年12月30日（水）13:30〜2027年1月1日（金）9:00",
        ),
    ],
)
def test_period_names_the_second_day_only_when_it_differs(end: datetime.datetime, shown: str) -> None:
    start = datetime.datetime(2026, 12, 30, 13, 30, tzinfo=TOKYO)

    assert dates.format_period(start, end) == shown


@pytest.mark.parametrize(
    ("months", "shown"),
    [(1, "1か月"), (6, "6か月"), (12, "1年"), (18, "1年6か月"), (36, "3年"), (120, "10年")],
)
def test_how_long_something_is_kept_is_said_in_years_and_months(months: int, shown: str) -> None:
    template = Template("{% load portal_ui %}{{ months|months }}")

    assert dates.format_months(months) == shown
    assert template.render(Context({"months": months})) == shown


@pytest.mark.parametrize(
    ("date", "shown"),
    [
        (datetime.date(2019, 5, 1), "令和元年5月1日"),
        (datetime.date(2019, 4, 30), "平成31年4月30日"),
        (datetime.date(1989, 1, 7), "昭和64年1月7日"),
        (datetime.date(1926, 12, 25), "昭和元年12月25日"),
        (datetime.date(1912, 7, 29), "明治45年7月29日"),
        (datetime.date(1867, 1, 1), "1867年1月1日"),
    ],
)
def test_era_changes_on_its_first_day(date: datetime.date, shown: str) -> None:
    assert dates.format_era_date(date) == shown


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("0857510295", "0857-51-0295"),
        ("0312345678", "03-1234-5678"),
        ("09012345678", "090-1234-5678"),
        ("0120279338", "0120-279-338"),
        ("+821012345678", "+82 10-1234-5678"),
        ("0210000000", "0210000000"),  # not in the library's tables: it would lose its zero
        ("#9999", "#9999"),
        ("0120-0-78310", "0120-0-78310"),
        ("", ""),
    ],
)
def test_telephone_is_shown_with_dashes(stored: str, shown: str) -> None:
    assert numbers.format_telephone(stored) == shown


def test_telephone_link_dials_what_is_shown() -> None:
    assert numbers.telephone_link("0857-51-0295") == "tel:0857510295"
    assert numbers.telephone_link("+82 10-1234-5678") == "tel:+821012345678"
    assert numbers.telephone_link("#9999") == "tel:%239999"


@given(st.from_regex(r"0[1-9]{2}0?[0-9]{7}", fullmatch=True))
def test_telephone_as_shown_folds_back_to_what_is_stored(digits: str) -> None:
    try:
        stored = fold_telephone(digits)
    except InvalidInput:
        return

    assert fold_telephone(numbers.format_telephone(stored)) == stored


@given(st.from_regex(r"[0-9]{8}", fullmatch=True))
def test_codes_as_shown_fold_back_to_what_is_stored(digits: str) -> None:
    assert fold_receipt_number(numbers.format_receipt_number(digits)) == digits
    assert fold_postal_code(numbers.format_postal_code(digits[:7])) == digits[:7]


def test_filters_show_values_and_leave_empty_ones_out() -> None:
    start = datetime.datetime(2026, 12, 5, 13, 30, tzinfo=TOKYO)
    end = datetime.datetime(2026, 12, 5, 15, 0, tzinfo=TOKYO)
    template = Template(
        "{% load portal_ui %}{{ start|jdate }} {{ start|time_range:end }} {{ start|period:end }} {{ start|weekday }} "
        "{{ start|wareki }} {{ start|jtime }} {{ start|moment }} {{ start|short_date }} {{ tel|telephone }} "
        "{{ tel|tel_href }} {{ post|postal_code }} {{ receipt|receipt_number }}"
        "[{{ none|jdate }}{{ start|period:none }}{{ none|telephone }}]"
    )

    shown = template.render(
        Context(
            {
                "start": start,
                "end": end,
                "tel": "0857510295",
                "post": "6800845",
                "receipt": "12345678",
                "none": None,
            }
        )
    )

    assert shown == (
        "2026年12月5日（土） 13:30〜15:00 2026年12月5日（土）13:30〜15:00 土 令和8年12月5日 13:30 "
        "2026年12月5日（土）13:30 12月5日（土） 0857-51-0295 tel:0857510295 680-0845 1234-5678[]"
    )
