"""The door on a telephone: find, tap, take back; the code of a confirmation, read by staff and by its holder."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from portal.bookings import actions
from portal.bookings.links import booking_token, check_in_url
from portal.bookings.models import Attendance, DoorPass
from portal.demo.today import around_now
from tests import factories
from tests.bookings.seats import apply_for, person
from tests.browser.checks import cut_off, scroll_width, violations
from tests.browser.states import press
from tests.browser.test_staff import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def training(office):
    """Under way at this hour, whatever the hour is."""
    starts, _ends = around_now(timezone.now())
    return factories.make_training(capacity=5, starts_at=starts)


@pytest.fixture
def booking(training, staff):
    apply_for(training, people=[person("例田 清", kana="レイダ キヨシ")], by=staff)
    return apply_for(training, people=[person("見本 花子", kana="ミホン ハナコ")], by=staff)


def door(training) -> str:
    return f"/door/dates/{training.dates.get().pk}/"


def code(booking) -> str:
    return "/door/" + check_in_url(booking).partition("/door/")[2]


def marks() -> list[tuple[str, str]]:
    return list(Attendance.objects.values_list("attendee__person__name", "status"))


def test_guest_is_found_marked_and_taken_back(page: Page, staff, training, booking):
    sign_in(page, staff)
    page.goto(door(training))
    row = page.locator("li.guest", has_text="見本 花子")

    page.get_by_label("よみがな・名前・受付番号の下の数字").type("みほ")
    expect(page.locator("li.guest", has_text="例田 清")).to_be_hidden()
    row.get_by_role("button", name="出席").click()
    expect(row.locator(".guest__mark")).to_have_text("出席")
    marked = marks()
    row.get_by_role("button", name="もどす").click()
    expect(row.get_by_role("button", name="出席")).to_be_visible()

    assert marked == [("見本 花子", "present")]
    assert marks() == [("見本 花子", "unmarked")]


def test_who_is_missing_knows_what_another_door_marked(page: Page, staff, training, booking):
    sign_in(page, staff)
    page.goto(door(training))
    date = training.dates.get()
    actions.mark_attendance(
        date=date, marks={booking.attendees.get().pk: Attendance.Status.PRESENT}, by=staff
    )

    page.get_by_label("まだ来ていない人だけ").check()

    expect(page.locator("li.guest", has_text="例田 清")).to_be_visible()
    expect(page.locator("li.guest", has_text="見本 花子")).to_have_count(0)
    page.get_by_label("まだ来ていない人だけ").uncheck()
    expect(page.locator("li.guest", has_text="見本 花子")).to_be_visible()


def test_code_read_by_staff_marks_and_can_be_taken_back(page: Page, staff, booking):
    sign_in(page, staff)

    page.goto(code(booking))
    expect(page.get_by_role("heading", name="受付しました")).to_be_visible()
    marked = marks()
    found = violations(page)
    with page.expect_navigation():
        page.get_by_role("button", name="もどす").click()

    assert marked == [("見本 花子", "present")]
    assert marks() == [("見本 花子", "unmarked")]
    assert found == []


def test_code_read_by_its_holder_opens_their_own_booking(page: Page, booking):
    page.goto(code(booking))

    assert page.url.endswith(f"/bookings/{booking_token(booking)}/")
    assert marks() == []


def test_pages_of_the_door_break_no_rule_and_fit_a_telephone(page: Page, staff, training, booking):
    pair = apply_for(training, size=2, by=staff)
    tomorrow = apply_for(factories.make_training(starts_at=timezone.now() + datetime.timedelta(days=9)))
    attendee = booking.attendees.get()
    Attendance.objects.create(attendee=attendee, date=training.dates.get(), status="absent", marked_by=staff)
    token = DoorPass(occasion_id=training.pk, label="受付1", created_by=staff).renew_token()
    sign_in(page, staff)
    found = {}

    def look(name: str) -> None:
        found[name] = [*violations(page), *cut_off(page), *([w] if (w := scroll_width(page)) > 390 else [])]

    for path in (
        door(training),
        f"{door(training)}?q=だれも",
        f"{door(training)}?conflict={attendee.pk}&wanted=present",
        f"{door(training)}walk-in/",
        f"{door(training)}online/",
        code(booking),
        f"{code(booking)}?other={attendee.pk}",
        code(pair),
        code(tomorrow),
        f"/admin/bookings/occasion/{training.pk}/door/",
    ):
        page.goto(path)
        look(path)
    page.get_by_label("どこで使うか").fill("受付2")
    press(page, "リンクを出す")
    look("pass issued")
    page.goto(f"{door(training)}walk-in/")
    press(page, "受け付けて、出席にする")
    look("walk-in with errors")
    page.goto(f"{door(training)}online/")
    page.get_by_label("参加者の一覧をはりつける").fill("見本 花子\nだれか\n例田 清")
    press(page, "名簿とくらべる")
    look("online list")
    page.context.clear_cookies()
    page.goto(f"/door/{token}/")
    look("door of a helper")

    assert {name: broken for name, broken in found.items() if broken} == {}
