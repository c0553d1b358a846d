import datetime

import pytest
import time_machine

from portal.figures.periods import Period, current_year, fiscal_year, year_name
from tests.factories import local


def test_fiscal_year_goes_from_april_to_march() -> None:
    year = fiscal_year(2026)

    assert year == Period(datetime.date(2026, 4, 1), datetime.date(2027, 3, 31))
    assert (year.starts_at, year.ends_before) == (local(2026, 4, 1), local(2027, 4, 1))
    assert year.year == 2026
    assert year.year_before() == fiscal_year(2025)


@pytest.mark.parametrize(("year", "name"), [(2018, "平成30年度"), (2019, "令和元年度"), (2026, "令和8年度")])
def test_name_of_a_year_is_that_of_its_era(year: int, name: str) -> None:
    assert year_name(year) == name


def test_other_days_are_no_year_and_compare_with_the_same_days_before() -> None:
    period = Period(datetime.date(2024, 2, 29), datetime.date(2024, 3, 31))

    assert period.year is None
    assert period.year_before() == Period(datetime.date(2023, 2, 28), datetime.date(2023, 3, 31))


@pytest.mark.parametrize(
    ("now", "year", "has_ended"),
    [(local(2027, 3, 31, 23, 59), 2026, False), (local(2027, 4, 1, 0, 0), 2027, True)],
)
def test_year_ends_at_midnight_local_time(now: datetime.datetime, year: int, has_ended: bool) -> None:
    with time_machine.travel(now, tick=False):
        assert current_year() == year
        assert fiscal_year(2026).has_ended() == has_ended
