"""Every component in a real browser: what is tested here need not be tested again on each page."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.ui.urls")]

PAGES = ["/_styleguide/", "/_styleguide/errors/"]
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
TEXT_SPACING = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
        word-spacing: .16em !important; } p { margin-bottom: 2em !important; }`);
    document.adoptedStyleSheets = [sheet];
}"""


@pytest.fixture(autouse=True)
def _office(office: object) -> None:
    """The frame shows the office's numbers."""


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing(
    path: str, width: int, open_page: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    page = open_page(viewport={"width": width, "height": 844})

    page.goto(path)

    axe(page)


@pytest.mark.parametrize(
    "options", [{"forced_colors": "active"}, {"contrast": "more"}, {"color_scheme": "dark"}]
)
def test_axe_finds_nothing_in_other_colours(
    options: dict[str, str], open_page: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    page = open_page(**options)

    page.goto("/_styleguide/errors/")

    axe(page)


def test_folded_parts_opened_have_no_violation_either(page: Page, axe: Callable[[Page], None]) -> None:
    page.goto("/_styleguide/")

    for summary in page.locator("summary").all():
        if summary.is_visible():
            summary.click()

    axe(page)


@pytest.mark.parametrize("path", PAGES)
def test_page_at_320_pixels_needs_no_sideways_scrolling(path: str, open_page: Callable[..., Page]) -> None:
    page = open_page(viewport={"width": 320, "height": 256})

    page.goto(path)

    assert page.evaluate(SIDEWAYS) == 0


@pytest.mark.parametrize("path", PAGES)
def test_wider_spacing_of_text_cuts_nothing_off(path: str, open_page: Callable[..., Page]) -> None:
    page = open_page(viewport={"width": 320, "height": 800})
    page.goto(path)

    page.evaluate(TEXT_SPACING)

    assert page.evaluate(SIDEWAYS) == 0
    clipped = """() => [...document.querySelectorAll("main *")].filter(e => e.clientWidth > 1
        && getComputedStyle(e).overflowX !== "auto" && !["INPUT", "SELECT", "TEXTAREA"].includes(e.tagName)
        && e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== "inline").map(e => e.className)"""
    assert page.evaluate(clipped) == []


def test_text_twice_as_large_cuts_nothing_off(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport={"width": 640, "height": 800})
    page.goto("/_styleguide/errors/")

    page.evaluate("() => { document.documentElement.style.fontSize = '200%' }")

    assert page.evaluate(SIDEWAYS) == 0


@pytest.mark.parametrize("java_script_enabled", [True, False])
def test_errors_are_told_first_and_lead_to_their_field(
    java_script_enabled: bool, open_page: Callable[..., Page]
) -> None:
    page = open_page(java_script_enabled=java_script_enabled)

    page.goto("/_styleguide/errors/")

    assert page.title() == "エラー：部品の見本 | つながりポータル"
    assert page.locator("#error-summary:focus").count() == 1
    for link in page.locator("#error-summary a").all():
        target = link.get_attribute("href")
        assert page.locator(f"{target}:is(input, select, textarea)").count() == 1
    page.get_by_role("link", name="お名前を入力してください。").click()
    page.keyboard.press("Tab")
    assert page.locator("#id_kana:focus").count() == 1


def test_every_stop_of_the_keyboard_can_be_seen(wide_page: Page) -> None:
    wide_page.goto("/_styleguide/")
    stop = """() => {
        const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect();
        return {tag: e.tagName, outline: parseFloat(style.outlineWidth), style: style.outlineStyle,
                inView: box.bottom > 0 && box.top < innerHeight, last: e.matches("footer li:last-child a")};
    }"""

    stops = []
    while not (stops and stops[-1]["last"]) and len(stops) < 150:
        wide_page.keyboard.press("Tab")
        stops.append(wide_page.evaluate(stop))

    assert stops[-1]["last"]
    assert [s for s in stops if s["outline"] < 2 or s["style"] == "none" or not s["inView"]] == []


def test_what_lies_below_the_open_menu_stays_visible(page: Page) -> None:
    page.goto("/_styleguide/")

    page.locator(".menu-fold summary").click()

    menu = page.locator(".menu-fold nav").bounding_box()
    below = page.locator(".help-bar").bounding_box()
    assert menu
    assert below
    assert menu["y"] + menu["height"] <= below["y"] + 1


def test_controls_are_large_enough_for_a_thumb(page: Page) -> None:
    page.goto("/_styleguide/")
    heights = """(selector) => [...document.querySelectorAll(selector)].filter(e => e.offsetParent)
        .map(e => e.getBoundingClientRect().height)"""

    assert (
        min(page.evaluate(heights, ".field :is(input:not([type=radio], [type=checkbox]), select), .button"))
        >= 56
    )
    assert min(page.evaluate(heights, ".choice")) >= 48
    assert min(page.evaluate(heights, ".menu-fold summary, .help-bar__now, .filters a")) >= 44


def test_borders_of_filled_things_exist_in_forced_colours(open_page: Callable[..., Page]) -> None:
    page = open_page(forced_colors="active")
    page.goto("/_styleguide/")

    for selector in (".button--primary", ".chip--open", ".door", ".panel", ".notice", ".card__date"):
        width = page.locator(selector).first.evaluate("e => parseFloat(getComputedStyle(e).borderTopWidth)")
        assert width >= 1, selector


def test_paper_shows_the_receipt_and_the_office_but_no_navigation(page: Page) -> None:
    page.goto("/_styleguide/")

    page.emulate_media(media="print")

    assert page.get_by_text("1234-5678").is_visible()
    assert page.locator(".help-bar").get_by_text("0857-51-0295").is_visible()
    for selector in (".menu-fold", ".menu-row", ".breadcrumb", ".site-footer", ".actions >> nth=0", ".steps"):
        assert not page.locator(selector).is_visible(), selector
