"""The application as it goes on old telephones, in in-app browsers, and with impatient fingers."""

import pytest
from playwright.sync_api import expect

from portal.bookings.models import Booking
from portal.office.models import PostalTown
from tests import factories
from tests.browser.checks import scroll_width
from tests.browser.states import press, to_confirmation

pytestmark = pytest.mark.django_db(transaction=True)

RECEIPT = "申し込みの受付 | つながりポータル"


@pytest.fixture
def training(office):
    return factories.make_training(title="つながりサポーター養成研修（見本）", slug="t")


@pytest.fixture
def at_confirmation(page, training):
    page.goto("/trainings/t/apply/")
    to_confirmation(page)
    return page


@pytest.mark.parametrize("java_script_enabled", [True, False])
def test_application_at_320_pixels_without_cookies_with_or_without_java_script(
    open_page, training, java_script_enabled
):
    page = open_page(viewport={"width": 320, "height": 568}, java_script_enabled=java_script_enabled)
    widths = []

    page.goto("/")
    widths.append(scroll_width(page))
    page.get_by_role("link", name=training.title).click()
    widths.append(scroll_width(page))
    page.get_by_role("link", name="申し込む", exact=True).first.click()
    widths.append(scroll_width(page))
    to_confirmation(page)
    widths.append(scroll_width(page))
    press(page, "この内容で申し込む")
    widths.append(scroll_width(page))

    booking = Booking.objects.get()
    assert page.title() == RECEIPT
    assert booking.status == Booking.Status.CONFIRMED
    assert booking.contact.telephone == "0857000001"
    assert widths == [320] * 5
    assert page.context.cookies() == []


def test_own_page_found_by_number_without_java_script_cancels(no_js_page, training, at_confirmation):
    press(at_confirmation, "この内容で申し込む")
    number = at_confirmation.locator(".receipt__number").inner_text()

    page = no_js_page
    page.goto("/bookings/")
    page.get_by_label("受付番号").fill(number)
    page.get_by_label("お申込みのときの電話番号").fill("０８５７（００）０００１")
    press(page, "お申し込みを開く")
    page.get_by_role("link", name="取り消す", exact=True).click()
    press(page, "取り消す")

    expect(page.get_by_role("status")).to_contain_text("取り消しました")
    assert Booking.objects.get().status == Booking.Status.CANCELLED


def test_postal_code_fills_the_address_without_java_script(no_js_page, training):
    PostalTown.objects.create(code="6800845", prefecture="鳥取県", city="鳥取市", town="富安")
    page = no_js_page
    page.goto("/trainings/t/apply/")
    page.get_by_label("お名前 ※必須").fill("見本 花子")
    page.get_by_label("郵便番号").fill("６８０－０８４５")

    press(page, "郵便番号から住所を入力")
    page.get_by_role("link", name="住所の欄へ").click()

    assert page.get_by_label("住所").input_value() == "鳥取県鳥取市富安"
    assert page.get_by_label("お名前 ※必須").input_value() == "見本 花子"
    assert page.url.endswith("#id_address")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.more summary') !== null")


def test_submit_pressed_twice_in_a_row_is_one_booking(at_confirmation):
    at_confirmation.get_by_role("button", name="この内容で申し込む").dblclick()

    expect(at_confirmation).to_have_title(RECEIPT)
    assert Booking.objects.count() == 1


def test_going_back_after_the_receipt_and_submitting_again_is_the_same_receipt(at_confirmation):
    page = at_confirmation
    other_tab = page.context.new_page()
    other_tab.goto(page.url)
    press(page, "この内容で申し込む")
    receipt = page.url

    page.go_back()
    after_going_back = page.url
    press(other_tab, "この内容で申し込む")

    assert after_going_back == receipt
    assert other_tab.url == receipt
    assert Booking.objects.count() == 1


def test_going_back_to_the_form_after_the_receipt_leads_to_the_receipt(at_confirmation):
    page = at_confirmation
    form = page.get_by_role("link", name="入力に戻る").get_attribute("href")
    press(page, "この内容で申し込む")
    receipt = page.url

    page.goto(form)

    assert page.url == receipt
    assert Booking.objects.count() == 1


def test_correcting_from_the_confirmation_keeps_everything_and_lands_on_the_field(at_confirmation):
    page = at_confirmation

    page.get_by_role("link").filter(has_text="：電話番号").click()

    assert page.url.endswith("#id_telephone")
    assert page.get_by_label("電話番号").input_value() == "0857-00-0001"
    assert page.get_by_label("お名前 ※必須").input_value() == "見本 花子"
    expect(page.get_by_label("電話番号")).to_be_in_viewport()
