import pytest
from django.urls import reverse

from portal.bookings import actions
from portal.bookings.models import Attendance
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


def sheet(attendees, was="unmarked", **marks):
    """What the page posts: everybody's old mark, and the new one."""
    data = {}
    for number, attendee in enumerate(attendees):
        data[f"was_{attendee.pk}"] = was
        data[f"mark_{attendee.pk}"] = marks.get(f"n{number}", was)
    return data


def stored(attendees):
    marks = dict(Attendance.objects.values_list("attendee_id", "status"))
    return [marks.get(attendee.pk, "-") for attendee in attendees]


def test_attendance_writes_only_what_was_changed(training, attendees, staff, staff_client):
    answer = staff_client.post(url(training), sheet(attendees, n0="present", n2="excused"))

    assert answer.status_code == 302
    assert stored(attendees) == ["present", "-", "excused"]
    assert set(Attendance.objects.values_list("marked_by", flat=True)) == {staff.pk}


def test_attendance_marks_the_rest_as_present(training, attendees, staff_client):
    staff_client.post(url(training), sheet(attendees, n1="absent") | {"all_present": "1"})

    assert stored(attendees) == ["present", "absent", "present"]


def test_attendance_can_be_taken_back(training, attendees, staff_client):
    staff_client.post(url(training), sheet(attendees, n0="present"))

    staff_client.post(
        url(training), {f"was_{attendees[0].pk}": "present", f"mark_{attendees[0].pk}": "unmarked"}
    )

    assert stored(attendees) == ["unmarked", "-", "-"]


def test_attendance_that_a_colleague_marked_is_shown_and_not_overwritten(
    training, attendees, manager, staff_client
):
    actions.mark_attendance(date=training.dates.get(), marks={attendees[0].pk: Status.ABSENT}, by=manager)

    page = staff_client.post(url(training), sheet(attendees, n0="present", n1="present"))

    text = page.content.decode()
    assert stored(attendees) == ["absent", "present", "-"]
    assert "保存されている値「欠席」（所長 太郎）" in text
    assert [row.chosen for row in page.context["rows"]] == ["present", "present", "unmarked"]

    staff_client.post(url(training), sheet(attendees[:1], was="absent", n0="present"))
    assert stored(attendees) == ["present", "present", "-"]


def test_attendance_left_alone_on_a_stale_page_keeps_the_colleagues_mark(
    training, attendees, manager, staff_client
):
    actions.mark_attendance(date=training.dates.get(), marks={attendees[0].pk: Status.ABSENT}, by=manager)

    answer = staff_client.post(url(training), sheet(attendees) | {"all_present": "1"})

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
    data = {f"mark_{attendees[0].pk}": "<script>", "mark_x": "present", "mark_99999": "present"}

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

    # session, user; date with its occasion; marks, people, all dates
    with django_assert_num_queries(6):
        manager_client.get(address)
