"""When a helpline is answered, by the office's clock."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from portal.office.models import Helpline, HelplineHours, HelplineWindow
from portal.office.opening import Status, status_at
from tests.factories import local, make_helpline

pytestmark = pytest.mark.django_db

ALL_WEEK = list(range(7))
WORKDAYS = list(range(5))
Opening = Helpline.Opening


def time(text: str) -> datetime.time:
    return datetime.time.fromisoformat(text)


def line_with(*rows, **fields):
    """A helpline with hours: (weekdays, from, to, further fields)."""
    line = make_helpline(opening=Opening.HOURS, **fields)
    for weekdays, opens, closes, *more in rows:
        HelplineHours.objects.create(
            helpline=line,
            weekdays=weekdays,
            opens_at=time(opens),
            closes_at=time(closes),
            **(more[0] if more else {}),
        )
    return line


def is_open(until=None):
    return Status(True, until=until)


def closed(opens_at=None):
    return Status(False, opens_at=opens_at)


@pytest.mark.parametrize(
    ("now", "status"),
    [
        (local(2026, 12, 5, 11, 59), closed(local(2026, 12, 5, 12))),
        (local(2026, 12, 5, 12, 0), is_open(local(2026, 12, 5, 21))),
        (local(2026, 12, 5, 20, 59), is_open(local(2026, 12, 5, 21))),
        (local(2026, 12, 5, 21, 0), closed(local(2026, 12, 6, 12))),
        (local(2027, 1, 1, 2, 0), closed(local(2027, 1, 1, 12))),
    ],
)
def test_daily_hours_end_with_the_closing_minute(now, status):
    assert status_at(line_with((ALL_WEEK, "12:00", "21:00")), now) == status


@pytest.mark.parametrize(
    ("now", "status"),
    [
        # 2026-11-23 is a public holiday, a Monday.
        (local(2026, 11, 20, 17, 15), closed(local(2026, 11, 24, 8, 30))),
        (local(2026, 11, 23, 10, 0), closed(local(2026, 11, 24, 8, 30))),
        (local(2026, 12, 28, 17, 14), is_open(local(2026, 12, 28, 17, 15))),
        (local(2027, 1, 1, 2, 0), closed(local(2027, 1, 4, 8, 30))),
    ],
)
def test_office_hours_know_holidays_and_the_turn_of_the_year(now, status):
    line = line_with((WORKDAYS, "08:30", "17:15", {"on_holidays": "no", "at_new_year": False}))

    assert status_at(line, now) == status


def test_hours_on_public_holidays_only():
    line = line_with(([], "10:00", "12:00", {"on_holidays": "only"}))

    assert status_at(line, local(2026, 11, 23, 11, 0)) == is_open(local(2026, 11, 23, 12))
    assert status_at(line, local(2026, 11, 24, 11, 0)) == closed(local(2027, 1, 1, 10))


def test_hours_on_holidays_too_make_no_difference():
    line = line_with((WORKDAYS, "09:00", "17:00", {"on_holidays": "yes"}))

    assert status_at(line, local(2026, 11, 23, 10, 0)).is_open


@pytest.mark.parametrize(
    ("now", "status"),
    [
        (local(2026, 12, 4, 21, 59), closed(local(2026, 12, 4, 22))),
        (local(2026, 12, 4, 23, 59), is_open(local(2026, 12, 5, 2))),
        (local(2026, 12, 5, 0, 0), is_open(local(2026, 12, 5, 2))),
        (local(2026, 12, 5, 1, 59), is_open(local(2026, 12, 5, 2))),
        (local(2026, 12, 5, 2, 0), closed(local(2026, 12, 11, 22))),
    ],
)
def test_hours_cross_midnight_into_a_day_that_has_none(now, status):
    # Fridays only.
    assert status_at(line_with(([4], "22:00", "02:00")), now) == status


def test_days_that_touch_are_one():
    # Monday, Thursday, Friday all day; the others from six to midnight.
    line = line_with(([0, 3, 4], "00:00", "00:00"), ([1, 2, 5, 6], "06:00", "00:00"))

    assert status_at(line, local(2026, 12, 3, 23, 30)) == is_open(local(2026, 12, 5, 0, 0))
    assert status_at(line, local(2026, 12, 5, 2, 0)) == closed(local(2026, 12, 5, 6))


def test_day_of_the_month_is_added_to_the_daily_hours():
    line = line_with((ALL_WEEK, "16:00", "21:00"), ([], "08:00", "08:00", {"month_day": 10}))

    assert status_at(line, local(2026, 12, 10, 7, 59)) == closed(local(2026, 12, 10, 8))
    assert status_at(line, local(2026, 12, 11, 3, 0)) == is_open(local(2026, 12, 11, 8))
    assert status_at(line, local(2026, 12, 11, 8, 0)) == closed(local(2026, 12, 11, 16))


def test_hours_of_every_day_and_night_have_no_end():
    assert status_at(line_with((ALL_WEEK, "00:00", "00:00")), local(2026, 12, 5, 2, 0)) == is_open()


def test_always_is_always_and_unknown_is_unknown():
    now = local(2027, 1, 1, 2, 0)

    assert status_at(make_helpline(opening=Opening.ALWAYS), now) == is_open()
    assert status_at(make_helpline(opening=Opening.UNKNOWN, hours_note="平日"), now) == Status(None)
    # Said to have hours, but none were entered.
    assert status_at(make_helpline(opening=Opening.HOURS), now) == Status(None)


@pytest.mark.parametrize(
    ("now", "status"),
    [
        (local(2026, 12, 27, 12, 0), closed(local(2026, 12, 28, 9))),
        (local(2026, 12, 28, 8, 59), closed(local(2026, 12, 28, 9))),
        (local(2027, 1, 1, 2, 0), is_open(local(2027, 1, 4, 17))),
        (local(2027, 1, 4, 17, 0), closed()),
    ],
)
def test_announced_window_is_all_that_is_promised(now, status):
    line = make_helpline(opening=Opening.WINDOWS)
    HelplineWindow.objects.create(
        helpline=line, opens_at=local(2026, 12, 28, 9), closes_at=local(2027, 1, 4, 17)
    )

    assert status_at(line, now) == status


def test_line_that_ends_for_good_is_closed_from_then_on():
    line = make_helpline(opening=Opening.ALWAYS, valid_until=datetime.date(2026, 12, 5))

    assert status_at(line, local(2026, 12, 5, 23, 59)) == is_open(local(2026, 12, 6))
    assert status_at(line, local(2026, 12, 6, 0, 0)) == closed()


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (HelplineHours(weekdays=[]), "曜日か「毎月の日」を入れてください。"),
        (HelplineHours(month_day=32), "「毎月の日」は1から31までにしてください。"),
    ],
)
def test_hours_that_name_no_day_are_refused(row, message):
    row.helpline = make_helpline()
    row.opens_at, row.closes_at = time("09:00"), time("17:00")

    with pytest.raises(ValidationError, match=message):
        row.full_clean()


def test_window_that_ends_before_it_begins_is_refused():
    start = local(2026, 12, 28)
    window = HelplineWindow(helpline=make_helpline(), opens_at=start, closes_at=start)

    with pytest.raises(ValidationError, match="「いつまで」は「いつから」より後にしてください。"):
        window.full_clean()
    with pytest.raises(IntegrityError):
        window.save()


def test_helpline_without_any_way_of_contact_is_refused():
    line = Helpline(topic="listen", name="無言", source_name="出典", checked_on=datetime.date(2026, 1, 1))

    with pytest.raises(ValidationError, match="どれか一つは入れてください"):
        line.full_clean()
    with pytest.raises(IntegrityError):
        line.save()
