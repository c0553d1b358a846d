"""The telephone rings: staff enter the caller, find them again, cancel and take it back."""

import pytest
from playwright.sync_api import Page, expect

from portal.accounts.models import User
from portal.bookings.models import Booking
from tests import factories
from tests.bookings.seats import apply_for, person
from tests.browser.checks import violations
from tests.browser.states import press, unfold
from tests.importing.lists import checked, text_of
from tests.staff_sessions import number_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def training(office):
    return factories.make_training(
        title="つながりサポーター養成研修（見本）", accommodations=["sign_language"]
    )


def sign_in(page: Page, user: User) -> None:
    page.goto("/admin/")
    page.locator("#id_username").fill(user.email)
    page.locator("#id_password").fill("tests-only-password")
    page.locator("#id_number").fill(number_of(user))
    with page.expect_navigation():
        page.keyboard.press("Enter")


def roster(training) -> str:
    return f"/admin/bookings/occasion/{training.pk}/roster/"


def test_caller_is_entered_found_by_kana_cancelled_and_restored(wide_page, staff, training):
    page = wide_page
    sign_in(page, staff)
    page.goto(roster(training))

    page.get_by_role("link", name="申込を入力する").click()
    page.get_by_label("お名前").first.fill("見本 花子")
    page.get_by_label("ふりがな").first.fill("みほん はなこ")
    page.get_by_label("電話番号").fill("０８５７（００）０００１")
    press(page, "申込を受け付ける")
    booking = Booking.objects.get()
    result = page.locator(".result").inner_text()
    page.get_by_role("link", name="名簿へ").click()
    page.get_by_label("名前・ふりがな・電話・受付番号").fill("みほん")
    press(page, "さがす")
    page.get_by_role("link", name="見本 花子").click()
    page.get_by_role("link", name="取り消す", exact=True).click()
    press(page, "取り消す")
    cancelled = Booking.objects.get().status
    press(page, "取消を元に戻す")

    assert "決定" in result
    assert f"{booking.receipt_number[:4]}-{booking.receipt_number[4:]}" in result
    assert booking.channel == Booking.Channel.PHONE
    assert booking.entered_by == staff
    assert cancelled == Booking.Status.CANCELLED
    assert Booking.objects.get().status == Booking.Status.CONFIRMED
    expect(page.locator("main").get_by_text("元に戻し").first).to_be_visible()


def test_staff_pages_have_no_violation_that_axe_knows(wide_page, staff, training):
    hanako = {"kana": "ミホン ハナコ", "telephone": "0857000001"}
    booking = apply_for(
        training, people=[person("見本 花子", **hanako), person()], accommodations=[("sign_language", "")]
    )
    apply_for(training, people=[person("見本 花子", **hanako)])
    full = factories.make_training(capacity=0)
    wrong, twin = "見本 次郎,,1", "見本 花子,ミホン ハナコ,0857000001"
    batch = checked(training, staff, text_of(wrong, twin))
    waiting = apply_for(full)
    event = factories.make_event(starts_at=factories.in_days(-2))
    factories.make_programme(event)
    picture = factories.make_picture(event)
    stream = factories.make_video(event=event, is_stream=True)
    page, occasion, one = wide_page, f"/admin/bookings/occasion/{training.pk}", "/admin/bookings/booking"
    sign_in(page, staff)

    found = {}
    for path in (
        "/admin/",
        *(
            f"{occasion}/{name}/"
            for name in (
                "roster",
                "enter",
                "import",
                f"import/{batch.pk}",
                "export",
                "capacity",
                "postpone",
                "cancel",
                "close",
            )
        ),
        *(f"{occasion}/paper/{name}" for name in ("", "sheet/", "notice/")),
        f"{occasion}/attendance/{training.dates.get().pk}/",
        f"/admin/bookings/occasion/{full.pk}/roster/",
        f"{occasion}/import/{batch.pk}/columns/",
        f"{occasion}/import/{batch.pk}/2/",
        *(f"{one}/{booking.pk}/{name}" for name in ("", "entered/", "cancel/", "edit/")),
        f"{one}/{waiting.pk}/promote/",
        f"/admin/events/pictures/{picture.pk}/take-down/",
        "/admin/events/video/?recording=waits",
        *(forms := (f"/admin/events/event/{event.pk}/change/", f"/admin/events/video/{stream.pk}/change/")),
    ):
        page.goto(path)
        unfold(page)
        found[path] = violations(page, reads_sheets=path not in forms)
    page.goto(f"{occasion}/enter/")
    press(page, "申込を受け付ける")
    found["enter with errors"] = violations(page)

    assert {path: broken for path, broken in found.items() if broken} == {}


def test_entry_with_errors_says_so_first_and_loses_nothing(wide_page, staff, training):
    page = wide_page
    sign_in(page, staff)
    page.goto(f"/admin/bookings/occasion/{training.pk}/enter/")
    page.get_by_label("お名前").first.fill("見本 花子")

    press(page, "申込を受け付ける")

    assert page.title().startswith("エラー：")
    assert page.locator("#error-summary:focus").count() == 1
    assert page.get_by_label("お名前").first.input_value() == "見本 花子"
    for link in page.locator("#error-summary a").all():
        target = link.get_attribute("href")
        assert page.locator(f"{target}:is(input, select, textarea)").count() == 1
