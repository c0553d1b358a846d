"""What somebody meets who left something out: where it says so, and that nothing typed is lost."""

import pytest

from tests import factories
from tests.bookings.seats import apply_for
from tests.browser.checks import violations
from tests.browser.states import path_of, press

pytestmark = pytest.mark.django_db(transaction=True)

_UNRESOLVED = """() => [...document.querySelectorAll("[aria-describedby]")].flatMap(
  element => element.getAttribute("aria-describedby").split(" ").filter(id => !document.getElementById(id)))"""


@pytest.fixture
def training(office):
    return factories.make_training(slug="t", accommodations=["sign_language"])


def with_errors(page):
    """The form sent with a name that holds no reading, a wrong telephone and no wish."""
    page.goto("/trainings/t/apply/")
    page.get_by_label("お名前 ※必須").fill("見本 花子")
    page.get_by_label("電話番号").fill("12")
    page.get_by_text("よければ教えてください").click()
    page.get_by_label("事務局へのひとこと").fill("よろしく\nお願いします")
    press(page, "確認へ進む")


@pytest.mark.parametrize("java_script_enabled", [True, False])
def test_errors_are_told_first_and_each_leads_to_its_control(open_page, training, java_script_enabled):
    page = open_page(java_script_enabled=java_script_enabled)

    with_errors(page)

    links = page.locator("#error-summary a")
    assert page.title().startswith("エラー：")
    assert page.locator("#error-summary:focus").count() == 1
    assert [link.get_attribute("href") for link in links.all()] == [
        "#id_kana",
        "#id_contact_wish_0",
        "#id_telephone",
    ]
    for link in links.all():
        target = link.get_attribute("href")
        link.click()
        assert page.locator(f"{target}:is(input, select, textarea)").count() == 1
        assert page.url.endswith(target)


def test_errors_stand_beside_their_field_and_are_read_with_it(page, training):
    with_errors(page)

    wrong = page.locator("[aria-invalid=true]")
    described = {
        field.get_attribute("name"): field.evaluate(
            "e => e.getAttribute('aria-describedby').split(' ').map(id => document.getElementById(id).innerText).at(-1)"
        )
        for field in wrong.all()
        if field.get_attribute("type") != "radio"
    }
    assert page.evaluate(_UNRESOLVED) == []
    assert set(described) == {"kana", "telephone"}
    assert described["kana"] == "＊ふりがなを入力してください。"
    assert all(text.startswith("＊") for text in described.values())
    assert "＊" in page.get_by_role("group", name="連絡の方法").inner_text()


def test_errors_lose_nothing_that_was_typed(page, training):
    with_errors(page)

    assert page.get_by_label("お名前 ※必須").input_value() == "見本 花子"
    assert page.get_by_label("電話番号").input_value() == "12"
    assert page.get_by_label("事務局へのひとこと").input_value() == "よろしく\nお願いします"
    assert page.get_by_label("事務局へのひとこと").is_visible()


@pytest.mark.parametrize(
    "options",
    [{"forced_colors": "active"}, {"color_scheme": "dark"}, {"contrast": "more"}],
    ids=["forced-colours", "dark", "more-contrast"],
)
def test_errors_in_other_colours_have_no_violation_that_axe_knows(open_page, training, options):
    page = open_page(**options)

    with_errors(page)

    assert violations(page) == []


def test_cancelling_nobody_is_told_first_and_ticks_nobody_again(page, office):
    booking = apply_for(factories.make_training(), size=2)
    page.goto(path_of(booking, "cancel/"))
    for box in page.get_by_role("checkbox").all():
        box.uncheck()

    press(page, "取り消す")

    assert page.title().startswith("エラー：")
    assert page.locator("#error-summary:focus").count() == 1
    assert page.evaluate(_UNRESOLVED) == []
    assert page.get_by_role("checkbox", checked=True).count() == 0
    page.get_by_role("link", name="取り消す人").click()
    assert page.locator("#attendee_0:focus").count() == 1
    assert booking.attendees.live().count() == 2
