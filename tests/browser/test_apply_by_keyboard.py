"""The application with the keyboard alone, as somebody does who cannot use a mouse."""

import pytest

from portal.bookings.models import Booking
from portal.office.models import PostalTown
from tests import factories
from tests.browser.keyboard import enter, stop, tab_to

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def training(office):
    return factories.make_training(
        title="つながりサポーター養成研修（見本）", slug="t", accommodations=["sign_language"]
    )


def test_application_from_home_to_receipt_by_keyboard_alone(wide_page, training):
    page = wide_page
    page.goto("/")

    tab_to(page, training.title)
    enter(page)
    tab_to(page, "申し込む")
    enter(page)
    tab_to(page, "id_name")
    page.keyboard.type("見本 花子")
    tab_to(page, "id_kana")
    page.keyboard.type("みほん はなこ")
    tab_to(page, "id_contact_wish_0")
    page.keyboard.press("ArrowDown")
    tab_to(page, "id_telephone")
    page.keyboard.type("0857-00-0001")
    tab_to(page, "いっしょに申し込む人・介助者がいる")
    page.keyboard.press("Enter")
    tab_to(page, "id_name_2")
    page.keyboard.type("見本 太郎")
    tab_to(page, "id_kana_2")
    page.keyboard.type("みほん たろう")
    tab_to(page, "手話通訳・車いすなどの配慮が必要")
    page.keyboard.press("Space")
    tab_to(page, "id_accommodations_0")
    page.keyboard.press("Space")
    tab_to(page, "確認へ進む")
    enter(page)
    confirm_title = page.title()
    tab_to(page, "この内容で申し込む")
    enter(page, "Space")

    booking = Booking.objects.get()
    assert confirm_title == "申し込みの確認 | つながりポータル"
    assert page.title() == "申し込みの受付 | つながりポータル"
    assert booking.status == Booking.Status.CONFIRMED
    assert booking.contact.contact_wish == "telephone"
    assert [a.person.name for a in booking.attendees.order_by("position")] == ["見本 花子", "見本 太郎"]
    assert [r.kind for r in booking.accommodation_requests.all()] == ["sign_language"]
    assert page.locator(".receipt__number").inner_text().replace("-", "") == booking.receipt_number


def test_form_is_walked_in_the_order_in_which_it_is_read(wide_page, training):
    wide_page.goto("/trainings/t/apply/")

    stops = tab_to(wide_page, "確認へ進む")

    assert [s.id for s in stops if s.id.startswith(("id_", "submit"))] == [
        "id_name",
        "id_kana",
        "id_contact_wish_0",
        "id_email",
        "id_telephone",
        "id_fax",
        "id_postal_code",
        "submit-id-lookup",
        "id_address",
    ]


def test_first_stop_jumps_to_the_content(wide_page, training):
    wide_page.goto("/trainings/t/apply/")

    first = tab_to(wide_page, "本文へ進む")
    wide_page.keyboard.press("Enter")
    stops = tab_to(wide_page, "id_name")

    assert len(first) == 1
    assert [s.text for s in stops] == ["個人情報の取り扱いをくわしく見る", "お名前 ※必須"]


@pytest.mark.parametrize("width", [390, 1280])
def test_every_stop_of_a_page_is_in_order_and_visible(open_page, training, width):
    page = open_page(viewport={"width": width, "height": 844})
    for path in ("/", "/trainings/t/", "/trainings/t/apply/", "/bookings/", "/help/"):
        page.goto(path)

        stops = tab_to(page, "デジタル庁デザインシステム")

        assert len(stops) > 10


def test_enter_in_a_field_goes_on_and_keeps_the_address(wide_page, training):
    PostalTown.objects.create(code="6800845", prefecture="鳥取県", city="鳥取市", town="富安")
    page = wide_page
    page.goto("/trainings/t/apply/")
    page.locator("#id_name").fill("見本 花子")
    page.locator("#id_kana").fill("みほん はなこ")
    page.locator("#id_contact_wish_3").check()
    page.locator("#id_postal_code").fill("680-0845")
    page.locator("#id_address").fill("鳥取県鳥取市富安2丁目1番地 見本荘101")

    page.locator("#id_kana").focus()
    enter(page)

    assert page.title() == "申し込みの確認 | つながりポータル"
    assert "見本荘101" in page.locator("main").inner_text()


def test_focus_moves_to_the_summary_of_errors_and_from_there_to_the_field(wide_page, training):
    wide_page.goto("/trainings/t/apply/")
    tab_to(wide_page, "確認へ進む")
    enter(wide_page)

    summary = stop(wide_page).id
    tab_to(wide_page, "お名前を入力してください。")
    wide_page.keyboard.press("Enter")

    assert summary == "error-summary"
    assert stop(wide_page).id == "id_name"
