import datetime

import pytest
from django.urls import reverse

from portal.bookings import actions
from portal.bookings.models import Attendance, OccasionDate
from portal.ui.dates import format_short_date
from tests import factories
from tests.bookings.seats import apply_for, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]

Status = Attendance.Status


@pytest.fixture
def training():
    return factories.make_training(capacity=3)


@pytest.fixture
def attendees(training):
    return [apply_for(training, people=[person(f"参加 {n}")]).attendees.get() for n in range(3)]


def url(training):
    return reverse("admin:bookings_occasion_attendance", args=[training.pk, training.dates.get().pk])


def cell(attendee, date=None):
    """How the page's fields call an attendee on a date; without a date on the only one."""
    return f"{(date or attendee.occasion.dates.get()).pk}_{attendee.pk}"


def sheet(attendees, was="unmarked", date=None, **marks):
    """What the page posts: everybody's old mark, and the new one."""
    data = {}
    for number, attendee in enumerate(attendees):
        data[f"was_{cell(attendee, date)}"] = was
        data[f"mark_{cell(attendee, date)}"] = marks.get(f"n{number}", was)
    return data


def all_present(training):
    return {"all_present": str(training.dates.get().pk)}


def stored(attendees):
    marks = dict(Attendance.objects.values_list("attendee_id", "status"))
    return [marks.get(attendee.pk, "-") for attendee in attendees]


def test_attendance_writes_only_what_was_changed(training, attendees, staff, staff_client):
    answer = staff_client.post(url(training), sheet(attendees, n0="present", n2="excused"))

    assert answer.status_code == 302
    assert stored(attendees) == ["present", "-", "excused"]
    assert set(Attendance.objects.values_list("marked_by", flat=True)) == {staff.pk}


def test_attendance_marks_the_rest_as_present(training, attendees, staff_client):
    staff_client.post(url(training), sheet(attendees, n1="absent") | all_present(training))

    assert stored(attendees) == ["present", "absent", "present"]


def test_attendance_can_be_taken_back(training, attendees, staff_client):
    staff_client.post(url(training), sheet(attendees, n0="present"))

    staff_client.post(url(training), sheet(attendees[:1], was="present", n0="unmarked"))

    assert stored(attendees) == ["unmarked", "-", "-"]


def test_attendance_that_a_colleague_marked_is_shown_and_not_overwritten(
    training, attendees, manager, staff_client
):
    actions.mark_attendance(date=training.dates.get(), marks={attendees[0].pk: Status.ABSENT}, by=manager)

    page = staff_client.post(url(training), sheet(attendees, n0="present", n1="present"))

    text = page.content.decode()
    assert stored(attendees) == ["absent", "present", "-"]
    assert "保存されている値「欠席」（所長 太郎）" in text
    assert [row.cells[0].chosen for row in page.context["rows"]] == ["present", "present", "unmarked"]

    staff_client.post(url(training), sheet(attendees[:1], was="absent", n0="present"))
    assert stored(attendees) == ["present", "present", "-"]


def test_attendance_left_alone_on_a_stale_page_keeps_the_colleagues_mark(
    training, attendees, manager, staff_client
):
    actions.mark_attendance(date=training.dates.get(), marks={attendees[0].pk: Status.ABSENT}, by=manager)

    answer = staff_client.post(url(training), sheet(attendees) | all_present(training))

    assert answer.status_code == 302
    assert stored(attendees) == ["absent", "present", "present"]


def test_attendance_of_somebody_cancelled_meanwhile_writes_the_others(
    training, attendees, staff, staff_client
):
    actions.cancel(booking_id=attendees[0].booking_id, by=staff)

    page = staff_client.post(url(training), sheet(attendees, n0="present", n1="present"), follow=True)

    assert "1人は、この画面を開いたあとに取り消された" in page.content.decode()
    assert stored(attendees) == ["-", "present", "-"]


def test_attendance_ignores_what_the_page_does_not_offer(training, attendees, staff_client):
    date = training.dates.get()
    data = {
        f"mark_{cell(attendees[0])}": "<script>",
        "mark_x": "present",
        f"mark_{date.pk}_99999": "present",
        "all_present": "x",
    }

    staff_client.post(url(training), data)

    assert stored(attendees) == ["-", "-", "-"]


def test_attendance_lists_only_people_with_a_seat_by_reading(training, attendees, staff_client):
    apply_for(training, people=[person("待つ人")])

    page = staff_client.get(url(training))

    rows = page.context["rows"]
    assert {row.attendee for row in rows} == set(attendees)
    keys = [row.attendee.person.kana_key for row in rows]
    assert keys == sorted(keys)


@pytest.mark.parametrize("people", [1, 3])
def test_attendance_page_costs_the_same_for_any_number(people, manager_client, django_assert_num_queries):
    training = factories.make_training()
    for _ in range(people):
        apply_for(training)
    address = url(training)

    # session, user; occasion, its dates; marks of all dates, people
    with django_assert_num_queries(6):
        manager_client.get(address)


@pytest.fixture
def second(training):
    """Another day of the training."""
    return factories.make_date(training, training.dates.get().ends_at + datetime.timedelta(days=7))


def on(date, attendees):
    marks = dict(Attendance.objects.filter(date=date).values_list("attendee_id", "status"))
    return [marks.get(attendee.pk, "-") for attendee in attendees]


def test_attendance_of_all_dates_is_saved_in_one_press(training, attendees, second, staff_client):
    first = training.dates.first()
    address = reverse("admin:bookings_occasion_attendance", args=[training.pk, second.pk])

    page = staff_client.get(address)
    answer = staff_client.post(
        address, sheet(attendees, date=first, n0="present") | sheet(attendees, date=second, n1="absent")
    )

    assert [cell.date for cell in page.context["rows"][0].cells] == [first, second]
    assert answer.status_code == 302
    assert on(first, attendees) == ["present", "-", "-"]
    assert on(second, attendees) == ["-", "absent", "-"]


def test_attendance_marks_the_rest_of_one_date_only(training, attendees, second, staff_client):
    first = training.dates.first()
    address = reverse("admin:bookings_occasion_attendance", args=[training.pk, first.pk])
    data = sheet(attendees, date=first, n0="absent") | sheet(attendees, date=second)

    staff_client.post(address, data | {"all_present": str(first.pk)})

    assert on(first, attendees) == ["absent", "present", "present"]
    assert on(second, attendees) == ["-", "-", "-"]


def test_attendance_conflict_holds_back_its_own_cell_and_names_the_day(
    training, attendees, second, manager, staff_client
):
    first = training.dates.first()
    address = reverse("admin:bookings_occasion_attendance", args=[training.pk, first.pk])
    actions.mark_attendance(date=second, marks={attendees[0].pk: Status.ABSENT}, by=manager)

    page = staff_client.post(
        address, sheet(attendees, date=first, n0="present") | sheet(attendees, date=second, n0="present")
    )

    assert on(first, attendees) == ["present", "-", "-"]
    assert on(second, attendees) == ["absent", "-", "-"]
    assert [(c.attendee, c.date) for c in page.context["conflicts"]] == [(attendees[0], second)]
    assert (
        f"（{format_short_date(second.starts_at)}）：保存されている値「欠席」（所長 太郎）"
        in page.content.decode()
    )


def test_attendance_leaves_out_another_day_that_is_off(training, attendees, second, staff_client):
    OccasionDate.objects.filter(pk=second.pk).update(off="cancelled")
    first = training.dates.first()

    shown = [
        [date for date, _marked in staff_client.get(address).context["dates"]]
        for address in (
            reverse("admin:bookings_occasion_attendance", args=[training.pk, pk])
            for pk in (first.pk, second.pk)
        )
    ]

    assert shown == [[first], [first, second]]
