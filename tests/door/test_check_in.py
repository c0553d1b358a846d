import pytest
import time_machine
from django.test import Client

from portal.bookings import actions
from portal.bookings.links import booking_token, check_in_url
from portal.bookings.models import Attendance, Booking, DoorPass, OccasionDate
from tests import factories
from tests.bookings.seats import apply_for

pytestmark = pytest.mark.django_db


def code(booking):
    return check_in_url(booking).partition("8000")[2]


def marks(booking):
    return list(
        Attendance.objects.filter(attendee__booking=booking)
        .order_by("attendee__position")
        .values_list("status", flat=True)
    )


@pytest.fixture
def booking(hanako):
    return hanako.booking


@pytest.fixture
def pair(training):
    return apply_for(training, size=2)


def test_reading_the_code_marks_one_person_and_says_so(helper, booking):
    page = helper.get(code(booking))

    assert "受付しました" in page.content.decode()
    assert marks(booking) == ["present"]
    assert "no-store" in page["Cache-Control"]


def test_reading_twice_is_harmless_and_says_when(helper, staff_client, booking):
    helper.get(code(booking))

    with time_machine.travel(factories.local(2026, 12, 5, 13, 5), tick=False):
        text = staff_client.get(code(booking)).content.decode()

    assert "受付済み" in text
    assert "12:50 受付1" in text
    assert Attendance.objects.get().author == "受付1"


def test_reading_can_be_undone_and_does_not_mark_again_by_itself(helper, booking):
    helper.get(code(booking))
    pk = booking.attendees.get().pk

    answer = helper.post(code(booking), {"tap": f"{pk}-unmarked-present"})
    helper.get(answer.url)

    assert marks(booking) == ["unmarked"]


def test_reading_the_code_of_a_party_asks_who_came(helper, pair):
    page = helper.get(code(pair))
    first, second = pair.attendees.order_by("position")

    assert marks(pair) == []
    assert "2人とも出席" in page.content.decode()

    helper.post(code(pair), {"tap": f"{second.pk}-present-unmarked"})
    assert marks(pair) == ["present"]
    helper.post(code(pair), {"all": "1"})
    assert marks(pair) == ["present", "present"]
    assert "受付済み" in helper.get(code(pair)).content.decode()
    assert first.attendances.get().status == "present"


def test_reading_leaves_out_who_left_the_party(helper, pair, staff):
    gone, comes = pair.attendees.order_by("position")
    actions.cancel(booking_id=pair.pk, attendee_ids=[gone.pk], by=staff)

    helper.get(code(pair))

    assert list(Attendance.objects.values_list("attendee", "status")) == [(comes.pk, "present")]


def test_reading_does_not_overwrite_what_another_door_said(helper, staff_client, booking, date):
    attendee = booking.attendees.get()
    staff_client.post(f"/door/dates/{date.pk}/mark/", {"tap": f"{attendee.pk}-absent-unmarked"})

    page = helper.get(code(booking))

    assert marks(booking) == ["absent"]
    assert "受付しました" not in page.content.decode()
    answer = helper.post(code(booking), {"tap": f"{attendee.pk}-present-unmarked"})
    assert marks(booking) == ["absent"]
    assert "「事務 花子」が 12:50 に「欠席」と記入しています。" in helper.get(answer.url).content.decode()
    helper.post(code(booking), {"tap": f"{attendee.pk}-present-absent"})
    assert marks(booking) == ["present"]


def test_anybody_else_is_led_to_the_holders_own_page(client, stranger_client, booking):
    for anybody in (client, stranger_client):
        answer = anybody.get(code(booking))

        assert answer.status_code == 302
        assert answer.url == f"/bookings/{booking_token(booking)}/"
        assert anybody.post(code(booking), {"all": "1"}).status_code == 302
    assert marks(booking) == []


def test_pass_of_another_occasion_marks_nothing_and_says_so(helper, booking, staff):
    other = factories.make_training(starts_at=factories.local(2026, 12, 5, 13, 0))
    theirs = apply_for(other)

    text = helper.get(code(theirs)).content.decode()

    assert "ほかの催しの受付券です" in text
    assert marks(theirs) == []
    helper.get(code(booking))
    assert marks(booking) == ["present"]


def test_code_of_another_occasion_today_marks_nothing_while_staff_stand_at_this_door(
    staff_client, booking, training, date, staff
):
    other = factories.make_training(title="午後の会場", starts_at=factories.local(2026, 12, 5, 15, 0))
    theirs = apply_for(other)
    staff_client.get(f"/door/dates/{date.pk}/")

    text = staff_client.get(code(theirs)).content.decode()
    staff_client.post(code(theirs), {"all": "1"})

    assert "ほかの催しの券です" in text
    assert training.title in text
    assert theirs.contact.name in text
    assert marks(theirs) == []
    door = f"/door/dates/{other.dates.get().pk}/"
    assert f'href="{door}"' in text
    staff_client.get(door)
    staff_client.get(code(theirs))
    assert marks(theirs) == ["present"]


def test_door_that_was_opened_another_day_is_forgotten(staff_client, booking):
    yesterday = factories.make_training(starts_at=factories.local(2026, 12, 4, 15, 0))
    staff_client.get(f"/door/dates/{yesterday.dates.get().pk}/")

    staff_client.get(code(booking))

    assert marks(booking) == ["present"]


def test_refusal_names_the_way_on_to_this_door_only(staff_client, helper, client, booking, date, staff):
    actions.cancel(booking_id=booking.pk, by=staff)
    other = factories.make_training(starts_at=factories.local(2026, 12, 5, 13, 0))
    theirs = apply_for(other)
    own_page = f"/admin/bookings/booking/{booking.pk}/"

    for_staff = staff_client.get(code(booking)).content.decode()
    for_helper = helper.get(code(booking)).content.decode()
    for_stranger = helper.get(code(theirs)).content.decode()

    assert own_page in for_staff
    for text in (for_staff, for_helper):
        assert "見本 花子" in text
        assert f"/door/dates/{date.pk}/" in text
    assert own_page not in for_helper
    assert theirs.contact.name not in for_stranger


def test_code_of_a_cancelled_booking_marks_nothing(helper, booking, staff):
    actions.cancel(booking_id=booking.pk, by=staff)

    text = helper.get(code(booking)).content.decode()

    assert "取り消された申込みです" in text
    assert marks(booking) == []


def test_code_of_somebody_without_a_seat_marks_nothing(helper, training):
    for _ in range(5):
        apply_for(training)
    waiting = apply_for(training)

    text = helper.get(code(waiting)).content.decode()

    assert waiting.status == Booking.Status.WAITLISTED
    assert "席が決まっていません" in text
    assert "キャンセル待ち" in text
    assert marks(waiting) == []


def test_code_on_another_day_marks_nothing(staff_client, booking, date):
    OccasionDate.objects.filter(pk=date.pk).update(
        starts_at=factories.local(2026, 12, 12, 13), ends_at=factories.local(2026, 12, 12, 15)
    )

    text = staff_client.get(code(booking)).content.decode()

    assert "きょうの券ではありません" in text
    assert "2026年12月12日" in text
    assert marks(booking) == []


def test_code_of_a_day_that_is_off_marks_nothing(staff_client, booking, date):
    OccasionDate.objects.filter(pk=date.pk).update(off=OccasionDate.Off.CANCELLED)

    assert "きょうの券ではありません" in staff_client.get(code(booking)).content.decode()
    assert marks(booking) == []


def test_code_of_an_occasion_called_off_marks_nothing(staff_client, booking, training, staff):
    actions.cancel_occasion(
        occasion_id=training.pk, reason="大雪のため", by=staff, revision=booking.occasion.revision
    )

    assert "中止" in staff_client.get(code(booking)).content.decode()
    assert marks(booking) == []


@pytest.mark.parametrize(
    "headers", [{"Sec-Purpose": "prefetch"}, {"Purpose": "prefetch"}, {"Sec-Fetch-Mode": "no-cors"}]
)
def test_looking_ahead_marks_nothing(helper, booking, headers):
    helper.get(code(booking), headers=headers)
    helper.head(code(booking))

    assert marks(booking) == []


def test_code_opens_nothing_else_and_a_wrong_one_is_not_found(client, helper, booking):
    token = code(booking).split("/")[-2]

    assert client.get(f"/bookings/{token}/").status_code == 404
    assert helper.get(f"/door/check-in/{booking_token(booking)}/").status_code == 404
    assert helper.get(f"/door/check-in/{token}x/").status_code == 404
    Booking.objects.update(link_version=2)
    assert helper.get(f"/door/check-in/{token}/").status_code == 404
    assert marks(booking) == []


def test_party_has_no_button_for_a_stranger_of_another_booking(helper, pair, booking):
    other = booking.attendees.get()

    assert helper.post(code(pair), {"tap": f"{other.pk}-present-unmarked"}).status_code == 404
    assert marks(booking) == []


def test_confirmation_shows_the_code_to_those_who_have_a_seat(client, training, booking):
    for _ in range(4):
        apply_for(training)
    waiting = apply_for(training)

    for page in ("", "receipt/"):
        shown = client.get(f"/bookings/{booking_token(booking)}/{page}").content.decode()
        hidden = client.get(f"/bookings/{booking_token(waiting)}/{page}").content.decode()
        assert "当日の受付" in shown
        assert "当日の受付" not in hidden


def test_browser_without_a_door_keeps_no_cookie_of_a_code(booking):
    client = Client()
    client.get(code(booking))

    assert not client.cookies
    assert DoorPass.objects.count() == 0
