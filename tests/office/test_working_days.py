import datetime

import pytest

from portal.office.models import ClosedDay
from portal.office.working_days import first_reading, next_working_moment
from tests.factories import local, make_office

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        # A plain Tuesday: before opening, at opening, at work, the last minute, at closing, at night.
        (local(2026, 11, 24, 6, 0), local(2026, 11, 24, 8, 30)),
        (local(2026, 11, 24, 8, 30), local(2026, 11, 24, 8, 30)),
        (local(2026, 11, 24, 12, 10), local(2026, 11, 24, 12, 10)),
        (local(2026, 11, 24, 17, 14), local(2026, 11, 24, 17, 14)),
        (local(2026, 11, 24, 17, 15), local(2026, 11, 25, 8, 30)),
        (local(2026, 11, 24, 23, 59), local(2026, 11, 25, 8, 30)),
        # Friday evening, a weekend, and the Monday after it a public holiday.
        (local(2026, 11, 20, 18, 0), local(2026, 11, 24, 8, 30)),
        (local(2026, 11, 22, 3, 0), local(2026, 11, 24, 8, 30)),
        # The day between two public holidays is one too (2026-09-22), and Golden Week.
        (local(2026, 9, 18, 17, 15), local(2026, 9, 24, 8, 30)),
        (local(2026, 5, 1, 20, 0), local(2026, 5, 7, 8, 30)),
        # The turn of the year: 28 December is worked, the next working day is 4 January.
        (local(2026, 12, 28, 17, 0), local(2026, 12, 28, 17, 0)),
        (local(2026, 12, 28, 17, 15), local(2027, 1, 4, 8, 30)),
        (local(2027, 1, 1, 2, 0), local(2027, 1, 4, 8, 30)),
        # 4 January 2025 is a Saturday.
        (local(2024, 12, 27, 18, 0), local(2025, 1, 6, 8, 30)),
    ],
)
def test_next_working_moment_is_when_somebody_is_in_the_office(office, after, expected):
    assert next_working_moment(after) == expected


def test_next_working_moment_skips_closed_days(office):
    ClosedDay.objects.create(date=datetime.date(2026, 11, 24), reason="庁舎の点検")
    ClosedDay.objects.create(date=datetime.date(2026, 11, 25))

    assert next_working_moment(local(2026, 11, 24, 9, 0)) == local(2026, 11, 26, 8, 30)


def test_next_working_moment_reads_times_of_other_zones_in_local_time(office):
    # 23:40 UTC is 8:40 of the next day in Japan.
    after = datetime.datetime(2026, 11, 23, 23, 40, tzinfo=datetime.UTC)

    assert next_working_moment(after) == local(2026, 11, 24, 8, 40)


def test_next_working_moment_is_unknown_without_hours():
    make_office(opens_at=None, closes_at=None)

    assert next_working_moment(local(2026, 11, 24, 9, 0)) is None
    assert first_reading(local(2026, 11, 24, 9, 0)) is None


def test_next_working_moment_is_unknown_while_everything_is_closed(office):
    first = datetime.date(2026, 11, 24)
    ClosedDay.objects.bulk_create(ClosedDay(date=first + datetime.timedelta(days=days)) for days in range(70))

    assert next_working_moment(local(2026, 11, 24, 9, 0)) is None


def test_first_reading_tells_now_from_later(office):
    now, later = first_reading(local(2026, 11, 24, 9, 0)), first_reading(local(2026, 11, 24, 19, 0))

    assert (now.is_now, later.is_now) == (True, False)
    assert later.moment == local(2026, 11, 25, 8, 30)
