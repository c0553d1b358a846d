"""Ticks from paper, entered with the keyboard: people up and down, marks by digits."""

import pytest
from playwright.sync_api import Page, expect

from portal.bookings.models import Attendance
from tests import factories
from tests.bookings.seats import apply_for, person
from tests.browser.checks import scroll_width, violations
from tests.browser.states import press
from tests.browser.test_staff import sign_in

pytestmark = pytest.mark.django_db(transaction=True)

# Whether anything else lies over a corner of the field in focus.
_COVERED = """() => {
  const field = document.activeElement;
  const box = field.getBoundingClientRect();
  return [[box.left, box.top], [box.right, box.top], [box.left, box.bottom], [box.right, box.bottom]]
    .map(([x, y]) => [(x + box.left + box.width / 2) / 2, (y + box.top + box.height / 2) / 2])
    .some(([x, y]) => document.elementFromPoint(x, y) !== field);
}"""


@pytest.fixture
def training(office):
    """Two days, three people in the order of their readings."""
    training = factories.make_training()
    factories.make_date(training, factories.in_days(37))
    for name, kana in (("見本 花子", "ア"), ("見本 次郎", "カ"), ("見本 三郎", "サ")):
        apply_for(training, people=[person(name, kana=kana)])
    return training


def address(training) -> str:
    return f"/admin/bookings/occasion/{training.pk}/attendance/{training.dates.first().pk}/"


def marks() -> list[tuple[str, str]]:
    found = Attendance.objects.order_by("date__starts_at", "attendee__person__kana_key")
    return list(found.values_list("attendee__person__name", "status"))


def keys(page: Page, *names: str) -> None:
    for name in names:
        page.keyboard.press(name)


def test_ticks_are_entered_by_keys_for_two_days_and_saved_once(wide_page, staff, training):
    page = wide_page
    sign_in(page, staff)
    page.goto(address(training))
    found = violations(page)

    page.locator("tbody tr").first.locator("input[type=radio]:checked").first.focus()
    keys(page, "1", "ArrowDown", "2", "ArrowDown", "ArrowDown", "3", "ArrowUp", "0", "1", "ArrowUp")
    keys(page, "Tab", "2")
    expect(page.locator("#keys")).to_be_visible()
    press(page, "保存する")

    assert found == []
    assert marks() == [
        ("見本 花子", "present"),
        ("見本 次郎", "present"),
        ("見本 三郎", "excused"),
        ("見本 花子", "absent"),
    ]


def test_ticks_are_entered_without_scripts_too(open_page, staff, training):
    page = open_page(java_script_enabled=False)
    sign_in(page, staff)
    page.goto(address(training))

    page.locator("tbody tr").first.get_by_label("出席").first.check()
    expect(page.locator("#keys")).to_be_hidden()
    press(page, "保存する")

    assert marks() == [("見本 花子", "present")]


def test_ticks_of_two_days_fit_on_a_telephone(page, staff, training):
    for _ in range(6):
        apply_for(training)
    sign_in(page, staff)
    page.goto(address(training))

    expect(page.get_by_role("button", name="保存する", exact=True)).to_be_in_viewport(ratio=1)
    expect(page.locator("[name=all_present]").first).not_to_be_in_viewport()

    assert scroll_width(page) <= 390
    # Whichever row lies at the edge of the window is half under the bar, as anything is at an edge, and axe counts
    # what it sees of it as a small target. So axe looks where nothing lies at the edge, and the next test asks
    # what matters about the bar: that it never hides the field one is in (WCAG 2.2, 2.4.11).
    page.locator("[name=all_present]").last.scroll_into_view_if_needed()
    assert violations(page) == []


def test_bar_with_the_button_never_lies_over_the_field_in_focus(page, staff, training):
    for _ in range(6):
        apply_for(training)
    sign_in(page, staff)
    page.goto(address(training))
    page.locator("tbody input[type=radio]:checked").first.focus()

    covered = []
    for _ in range(page.locator("tbody fieldset").count()):
        covered.append(page.evaluate(_COVERED))
        page.keyboard.press("Tab")

    assert covered == [False] * 18
