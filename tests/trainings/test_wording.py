import datetime
import re

import pytest
from django.core.exceptions import ValidationError

from portal.office.numbering import (
    check_number_format,
    check_running_format,
    fill_places,
    fiscal_year_of,
    number_of,
    pattern_of,
)
from trainings.wording import check_wording


@pytest.mark.parametrize(
    "text", ["修了したことを証します。", "{name}様は「{title}」（{course}、{dates}）の{label}です。"]
)
def test_wording_with_known_places_is_accepted(text):
    check_wording(text)


@pytest.mark.parametrize(
    "text",
    ["{name.__class__}", "{0}", "{}", "{password}", "{name!r}", "{name:>9}", "{name", "name}", "{{name}}"],
)
def test_wording_with_anything_else_in_braces_is_refused(text):
    with pytest.raises(ValidationError):
        check_wording(text)


def test_braces_in_a_name_are_text():
    assert fill_places("{name}は{title}", {"name": "{title}", "title": "研修"}) == "{title}は研修"


@pytest.mark.parametrize(
    ("number_format", "number"),
    [
        ("第{year}-{seq:03}号", "第2026-007号"),
        ("鳥孤第{era_year}-{seq}号", "鳥孤第令和8-7号"),
        ("{year}{seq:06}", "2026000007"),
    ],
)
def test_number_is_written_in_the_offices_own_format(number_format, number):
    check_number_format(number_format)

    assert number_of(number_format, fiscal_year=2026, seq=7) == number


@pytest.mark.parametrize(
    "number_format",
    [
        "",
        "第1号",
        "{seq}",
        "{year}",
        "{year}-{seq}-{seq}",
        "{year}-{seq:3}",
        "{year:d}-{seq}",
        "{year}-{seq}{",
    ],
)
def test_number_format_without_year_or_number_is_refused(number_format):
    with pytest.raises(ValidationError):
        check_number_format(number_format)


def test_first_fiscal_year_of_an_era_is_gannen():
    assert number_of("{era_year}年度-{seq}", fiscal_year=2019, seq=1) == "令和元年度-1"


@pytest.mark.parametrize(("day", "year"), [((2026, 3, 31), 2025), ((2026, 4, 1), 2026), ((2027, 1, 1), 2026)])
def test_fiscal_year_starts_in_april(day, year):
    assert fiscal_year_of(datetime.date(*day)) == year


@pytest.mark.parametrize("number_format", ["{seq:04}", "{year}-{seq:04}", "鳥{era_year}年度第{seq}号"])
def test_running_format_needs_no_year(number_format):
    check_running_format(number_format)


@pytest.mark.parametrize(
    "number_format", ["", "{year}", "{seq}{seq}", "{year}{era_year}{seq}", "{month}{seq}"]
)
def test_running_format_with_anything_else_is_refused(number_format):
    with pytest.raises(ValidationError):
        check_running_format(number_format)


@pytest.mark.parametrize(
    ("number_format", "number", "seq"),
    [
        ("{year}-{seq:04}", "2026-0012", "0012"),
        ("{year}-{seq:04}", "2026-12345", "12345"),
        ("({era_year}.{seq})", "(令和8.7)", "7"),
        ("{year}-{seq:04}", "2025-0012", None),
        ("{year}-{seq:04}", "2026-12", None),
    ],
)
def test_pattern_finds_the_running_number_of_its_own_format_only(number_format, number, seq):
    start, pattern = pattern_of(number_format, fiscal_year=2026)

    found = re.match(pattern, number)

    assert (found and found[1]) == seq
    assert number.startswith(start) or seq is None
