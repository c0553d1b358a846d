"""What the first chapter counts, to the last person."""

import pytest
import time_machine

from portal.bookings.models import Attendance, Attendee, Booking
from portal.figures.periods import fiscal_year
from portal.office.models import District
from tests import factories
from tests.factories import local, make_booking, make_date, make_event, make_person, make_training
from tests.figures.reading import lines, number, table
from trainings.figures import chapter as trainings_chapter
from trainings.models import Certificate

pytestmark = pytest.mark.django_db

NOW = local(2026, 11, 24, 10)


@pytest.fixture(autouse=True)
def frozen_clock():
    with time_machine.travel(NOW, tick=False):
        yield


def mark(attendee, date, status, by):
    Attendance.objects.create(attendee=attendee, date=date, status=status, marked_by=by)


def test_occasion_belongs_to_the_year_of_its_first_day(staff):
    last = make_training(starts_at=local(2026, 3, 31, 23, 30))
    first = make_training(starts_at=local(2026, 4, 1, 0, 0))
    for training, people in ((last, 1), (first, 2)):
        make_booking(training, people=people)

    assert number("held", 2025) == 1
    assert number("held", 2026) == 1
    assert number("applied", 2025) == 1
    assert number("applied", 2026) == 2


def test_end_of_a_year_is_midnight_too():
    make_training(starts_at=local(2027, 3, 31, 23, 30))
    make_training(starts_at=local(2027, 4, 1, 0, 0))

    assert number("coming", 2026) == 1
    assert number("coming", 2027) == 1


def test_occasion_over_the_turn_of_the_year_counts_once_with_its_first_day(staff):
    training = make_training(starts_at=local(2026, 3, 25, 13))
    second = make_date(training, local(2026, 4, 8, 13))
    booking = make_booking(training)
    mark(booking.attendees.get(), second, "present", staff)

    assert number("came", 2025) == 1
    assert number("held", 2026) == 0
    assert number("came", 2026) == 0


def test_everybody_who_applied_is_in_exactly_one_place(staff):
    training = make_training(starts_at=local(2026, 6, 1, 13))
    date = training.dates.get()
    status, by = Booking.Status, Booking.CancelledBy
    placed = make_booking(training, people=3)
    for attendee, word in zip(placed.attendees.order_by("position"), ("present", "absent"), strict=False):
        mark(attendee, date, word, staff)
    make_booking(training, status=status.CANCELLED, cancelled_by=by.PERSON, people=2)
    make_booking(training, status=status.CANCELLED, cancelled_by=by.NO_ANSWER)
    make_booking(training, status=status.CANCELLED, cancelled_by=by.OTHER_PLACE)
    make_booking(training, status=status.CANCELLED, cancelled_by=by.TWIN)  # the same person's second
    make_booking(training, status=status.WAITLISTED, people=2)
    make_booking(training, status=status.NOT_SELECTED)
    coming = make_training(starts_at=local(2026, 12, 20, 13))
    make_booking(coming, status=status.WAITLISTED)
    make_booking(coming)
    make_booking(coming, status=status.RECEIVED, awaits="twin")

    found = {row.key: row.values[0] for row in table("summary", 2026).rows}

    assert {key: found[key] for key in ("held", "coming", "parties", "applied")} == {
        "held": 1,
        "coming": 1,
        "parties": 9,
        "applied": 13,
    }
    parts = ("placed", "cancelled", "other-place", "not-selected", "not-served", "pending")
    assert [found[key] for key in parts] == [4, 3, 1, 1, 2, 2]
    assert sum(found[key] for key in parts) == found["applied"]
    assert [found[key] for key in ("came", "stayed-away", "unmarked")] == [1, 1, 2]


def test_one_of_a_party_who_left_counts_as_cancelled():
    training = make_training(starts_at=local(2026, 6, 1, 13))
    booking = make_booking(training, people=2)
    booking.attendees.filter(position=2).update(is_live=False, left_at=NOW)

    assert [number(key, 2026) for key in ("applied", "placed", "cancelled")] == [2, 1, 1]


def test_person_present_on_one_of_two_days_came_once(staff):
    training = make_training(starts_at=local(2026, 6, 1, 13))
    second = make_date(training, local(2026, 6, 8, 13))
    both, one = (make_booking(training).attendees.get() for _ in range(2))
    for date in training.dates.all():
        mark(both, date, "present", staff)
    mark(one, training.dates.first(), "absent", staff)
    mark(one, second, "present", staff)

    assert [number(key, 2026) for key in ("came", "stayed-away", "unmarked")] == [2, 0, 0]


def test_mark_that_was_taken_back_counts_as_unmarked(staff):
    training = make_training(starts_at=local(2026, 6, 1, 13))
    mark(make_booking(training).attendees.get(), training.dates.get(), "unmarked", staff)

    assert [number(key, 2026) for key in ("came", "stayed-away", "unmarked")] == [0, 0, 1]


def test_same_person_twice_in_a_year_is_two_times_and_one_person(staff):
    person = make_person()
    for month in (5, 6):
        training = make_training(starts_at=local(2026, month, 1, 13))
        booking = make_booking(training, contact=person)
        mark(booking.attendees.get(), training.dates.get(), "present", staff)

    for key in ("applied", "placed", "came"):
        assert number(key, 2026) == 2
        assert number(f"{key}-persons", 2026) == 1


def test_called_off_and_undated_occasions_are_counted_without_their_people():
    for state in ("cancelled", "postponed", "planned"):
        make_booking(make_training(starts_at=local(2026, 6, 1, 13), state=state))

    found = {row.key: row.values[0] for row in table("summary", 2026).rows}

    assert found["called-off"] == 1
    assert found["undated"] == 1
    assert found["held"] == found["applied"] == found["parties"] == 0


def test_affiliations_written_differently_are_one(staff):
    training = make_training(starts_at=local(2026, 6, 1, 13))
    written = ["民生委員", "民生 委員", "民生委員　", "ＮＰＯ法人", "NPO法人", "npo法人", "学生", "", ""]
    for affiliation in written:
        make_booking(training).attendees.update(affiliation=affiliation)

    assert lines("affiliation", 2026) == {
        "民生委員": (3, 3, 0),
        "NPO法人": (3, 3, 0),
        "そのほか（少人数の所属）": (1, 1, 0),
        "答えなし": (2, 2, 0),
    }


def test_age_bands_stand_in_their_order_with_the_unanswered_last():
    training = make_training(starts_at=local(2026, 6, 1, 13))
    make_booking(training).attendees.update(age_band="80_over")
    make_booking(training)

    labels = [row.label for row in table("age", 2026).rows]
    assert labels[0] == "10代以下"
    assert labels[-2:] == ["80代以上", "答えなし"]
    assert lines("age", 2026) == {"80代以上": (1, 1, 0), "答えなし": (1, 1, 0)}


def test_companion_without_a_district_counts_where_the_contact_lives():
    here, there = (District.objects.create(name=name) for name in ("国府", "佐治"))
    training = make_training(starts_at=local(2026, 6, 1, 13))
    make_booking(training, people=2, contact=make_person(district=here))
    make_booking(training, contact=make_person(district=there))
    make_booking(training)

    assert lines("district", 2026) == {"国府": (2, 2, 0), "佐治": (1, 1, 0), "答えなし": (1, 1, 0)}


def test_channel_kind_of_place_and_kind_of_occasion():
    training = make_training(starts_at=local(2026, 6, 1, 13))
    online = factories.make_place_kind(training, kind="online")
    make_booking(training, channel="fax")
    make_booking(training, channel="web", place_kind=online, people=2)
    make_booking(make_event(starts_at=local(2026, 7, 1, 13)), status=Booking.Status.WAITLISTED)

    assert lines("channel", 2026) == {"Web": (3, 2, 0), "FAX": (1, 1, 0)}
    assert lines("place", 2026) == {"会場": (2, 1, 0), "オンライン": (2, 2, 0)}
    assert lines("kind", 2026) == {"研修": (3, 3, 0), "催し": (1, 0, 0)}


def certify(attendee, number, by, **values):
    Certificate.objects.create(
        attendee=attendee,
        fiscal_year=2026,
        seq=number,
        number=f"第2026-{number}号",
        issued_on=NOW.date(),
        issued_by=by,
        **values,
    )


def training_lines(key):
    found = next(each for each in trainings_chapter(fiscal_year(2026)) if each.key == key)
    return {row.label: row.values for row in found.rows if any(row.values)}


def test_completed_are_those_with_a_live_certificate(staff):
    training = make_training(starts_at=local(2026, 6, 1, 13))
    for number_, revoked_at in enumerate((None, NOW, None), start=1):
        values = {"revoked_at": revoked_at, "revoked_by": staff, "revoked_reason": "x"} if revoked_at else {}
        certify(make_booking(training).attendees.get(), number_, staff, **values)

    rows = {row.label: row.values for row in trainings_chapter(fiscal_year(2026))[0].rows}

    assert rows == {"養成研修": (3, 3, 0, 2), "フォローアップ研修": (0, 0, 0, 0)}


def test_completed_stand_by_affiliation_age_district_and_channel(staff, office):
    district = District.objects.create(name="国府", position=1)
    training = make_training(starts_at=local(2026, 6, 1, 13))
    # An event has no certificate: its people are in none of these tables.
    make_booking(make_event(starts_at=local(2026, 7, 1, 13)), channel="fax")
    for number_ in range(1, 5):
        person = make_person(district=district if number_ < 3 else None)
        booking = make_booking(training, contact=person, channel="fax" if number_ == 1 else "web")
        attendee = booking.attendees.get()
        attendee.affiliation = "見本会" if number_ < 4 else ""
        attendee.age_band = Attendee.AgeBand.choices[0][0] if number_ < 3 else ""
        attendee.save()
        mark(attendee, training.dates.get(), "present", staff)
        if number_ < 4:
            certify(attendee, number_, staff)

    assert training_lines("training-affiliation") == {"見本会": (3, 3, 3, 3), "答えなし": (1, 1, 1, 0)}
    youngest = str(Attendee.AgeBand.choices[0][1])
    assert training_lines("training-age") == {youngest: (2, 2, 2, 2), "答えなし": (2, 2, 2, 1)}
    assert training_lines("training-district") == {"国府": (2, 2, 2, 2), "答えなし": (2, 2, 2, 1)}
    assert training_lines("training-channel") == {"Web": (3, 3, 3, 2), "FAX": (1, 1, 1, 1)}


def test_every_occasion_has_its_line():
    training = make_training(title="国府会場", starts_at=local(2026, 6, 1, 13), capacity=10)
    make_booking(training)
    make_booking(training, status=Booking.Status.WAITLISTED)
    make_training(title="まだ先", starts_at=local(2027, 1, 8, 13), capacity=None)

    assert [(row.label, row.values) for row in table("occasions", 2026).rows] == [
        ("国府会場", ("2026年6月1日（月）", "研修", 10, 2, 1, 0, 0, 1, 0, 1)),
        ("まだ先", ("2027年1月8日（金）", "研修", 0, 0, 0, 0, 0, 0, 0, 0)),
    ]


def test_every_table_of_people_adds_up_to_the_summary(staff):
    for month in (5, 7):
        training = make_training(starts_at=local(2026, month, 1, 13))
        for number_ in range(7):
            booking = make_booking(training, people=1 + number_ % 3, status=Booking.Status.CONFIRMED)
            if number_ % 2:
                mark(booking.attendees.first(), training.dates.get(), "present", staff)
        make_booking(training, status=Booking.Status.CANCELLED, channel="phone")

    whole = tuple(number(key, 2026) for key in ("applied", "placed", "came"))
    assert whole == (28, 26, 6)
    for key in ("kind", "affiliation", "age", "district", "channel", "place"):
        rows = [row.values for row in table(key, 2026).rows]
        assert tuple(sum(column) for column in zip(*rows, strict=True)) == whole, key
