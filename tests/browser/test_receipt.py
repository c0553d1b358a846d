"""The page that people print, photograph, or write the number from."""

import re

import pytest

from tests import factories
from tests.bookings.seats import apply_for, person
from tests.browser.states import path_of

pytestmark = pytest.mark.django_db(transaction=True)

_MARGINS = dict.fromkeys(("top", "bottom", "left", "right"), "10mm")  # what printers leave
_PAGE_OF_A_PDF = re.compile(rb"/Type\s*/Page\b")


@pytest.fixture
def booking(office):
    return long_booking(capacity=3)


def long_booking(capacity):
    """As much as a receipt can say."""
    training = factories.make_training(
        capacity=capacity,
        title="つながりサポーター養成研修　第2回（会場とオンライン）",
        accommodations=["sign_language", "wheelchair"],
        bring="筆記用具、飲み物、上ばき",
        decision_note="当日の朝7時に、このサイトと電話の案内でお知らせします",
    )
    factories.make_date(training, factories.in_days(37))
    return apply_for(
        training,
        people=[person("見本 花子", email="hanako@example.com", contact_wish="mail"), person(), person()],
        helpers=2,
        accommodations=[("sign_language", ""), ("wheelchair", "")],
    )


@pytest.mark.parametrize("capacity", [3, 0], ids=["confirmed", "waiting"])
def test_receipt_is_printed_on_one_sheet_with_number_and_mark(page, office, capacity):
    page.goto(path_of(long_booking(capacity), "receipt/"))

    page.emulate_media(media="print")
    sheets = _PAGE_OF_A_PDF.findall(page.pdf(format="A4", margin=_MARGINS))

    assert len(sheets) == 1
    assert page.locator(".receipt__number").is_visible()
    assert page.locator(".qr").is_visible()
    assert page.locator(".help-bar").get_by_text("0857-51-0295").is_visible()
    for hidden in (
        ".menu-fold",
        ".menu-row",
        ".breadcrumb",
        ".steps",
        ".actions",
        ".site-footer",
        ".help-bar__now",
    ):
        assert not page.locator(hidden).first.is_visible(), hidden


def test_receipt_shows_the_number_large_and_in_the_middle(page, booking):
    page.goto(path_of(booking, "receipt/"))

    box = page.locator(".receipt").bounding_box()
    centres = page.evaluate(
        """() => [...document.querySelectorAll(".receipt p")].map(p => {
            const range = document.createRange(); range.selectNodeContents(p);
            const box = range.getBoundingClientRect(); return box.left + box.width / 2; })"""
    )

    number = booking.receipt_number
    assert page.locator(".receipt__number").inner_text() == f"{number[:4]}-{number[4:]}"
    assert page.locator(".receipt__number").evaluate("e => parseFloat(getComputedStyle(e).fontSize)") >= 36
    assert box
    assert [round(centre - box["x"] - box["width"] / 2) for centre in centres] == [0, 0, 0]


def test_receipt_on_a_desk_stands_in_the_middle_too(wide_page, booking):
    wide_page.goto(path_of(booking, "receipt/"))

    boxes = wide_page.evaluate(
        """() => [...document.querySelectorAll(".receipt, .receipt p")].map(e => {
            const box = e.getBoundingClientRect(); return Math.round(box.left + box.width / 2); })"""
    )

    assert set(boxes) == {boxes[0]}
