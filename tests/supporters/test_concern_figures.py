"""Worries in the yearly report: by month and by outcome, small numbers never in public."""

import datetime

import pytest

from portal.figures.periods import Period, fiscal_year
from portal.figures.publication import WITHHELD, for_publication
from supporters.concerns import actions
from supporters.concerns.figures import chapter
from tests.factories import local
from tests.supporters.concerns import make_call, make_concern

pytestmark = pytest.mark.django_db


def lines(table):
    return {row.label: row.values for row in table.rows if any(row.values)}


def test_worries_are_counted_in_the_month_in_which_they_came(staff, django_assert_num_queries):
    make_concern(received_at=local(2026, 3, 31, 23, 59))
    make_concern(received_at=local(2026, 4, 1, 0, 0))
    make_call(received_at=local(2026, 4, 30, 23, 59))
    closed = make_concern(received_at=local(2027, 3, 31, 23, 59))
    make_concern(received_at=local(2027, 4, 1, 0, 0))
    actions.close(concern_id=closed.pk, outcome="reached", by=staff, revision=0)

    with django_assert_num_queries(1):
        month, outcome = chapter(fiscal_year(2026))

    assert lines(month) == {"4月": (2, 1), "3月": (1, 0)}
    assert [row.label for row in month.rows][0::11] == ["4月", "3月"]
    assert lines(outcome) == {"本人につながった": (1,), "まだ終わっていない": (2,)}


def test_more_than_a_year_names_the_years():
    month, _outcome = chapter(Period(datetime.date(2026, 4, 15), datetime.date(2027, 5, 2)))

    assert len(month.rows) == len({row.key for row in month.rows}) == 14
    assert (month.rows[0].label, month.rows[-1].label) == ("2026年4月", "2027年5月")


def test_small_numbers_are_withheld_and_calls_left_out_in_public(staff):
    for day in range(1, 4):
        make_call(received_at=local(2026, 4, day))
    for day in range(1, 8):
        make_concern(received_at=local(2026, 5, day))
    for day in range(1, 10):
        make_concern(received_at=local(2026, 6, day))

    month, _outcome = (for_publication(table) for table in chapter(fiscal_year(2026)))

    assert [column.label for column in month.columns] == ["受付"]
    assert lines(month) == {"4月": (WITHHELD,), "5月": (WITHHELD,), "6月": (9,)}
