"""What is asked of every page: no violation that axe knows, nothing beside the screen, nothing cut off."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_AXE = Axe()
_OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}

# Text beside the screen, and text that its own box cuts off. What is hidden on purpose does not count.
_CUT_OFF = """() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const box = node.parentElement;
    if (!node.data.trim() || !box.checkVisibility({visibilityProperty: true, contentVisibilityAuto: true})) continue;
    if (box.closest(".visually-hidden, .skip-link, .table-scroll, option, textarea")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const rect of range.getClientRects()) {
      if (rect.right > document.documentElement.clientWidth + 1 || rect.left < -1)
        found.push(`beside the screen: ${node.data.trim()}`);
    }
    for (let outer = box; outer !== document.body; outer = outer.parentElement) {
      const overflow = getComputedStyle(outer);
      const clips = overflow.overflowX !== "visible" || overflow.overflowY !== "visible";
      if (clips && (outer.scrollWidth > outer.clientWidth + 1 || outer.scrollHeight > outer.clientHeight + 1))
        found.push(`cut off: ${node.data.trim()}`);
    }
  }
  return [...new Set(found)];
}"""


def violations(page: Page, *, reads_sheets: bool = True) -> list[tuple[str, list[Any]]]:
    """The rules of axe that the page breaks, each with the places. Where stock admin has its calendars, axe fails at
    reading the style sheets as texts and breaks the policy in trying: there it does without (``reads_sheets``)."""
    # A press that opens another page returns before that page has a root to look at.
    page.wait_for_load_state()
    found = _AXE.run(page, options={**_OPTIONS, "preload": reads_sheets}).response["violations"]
    return [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found]


def scroll_width(page: Page) -> int:
    page.wait_for_load_state()
    return page.evaluate("document.documentElement.scrollWidth")


def enlarge_text(page: Page) -> None:
    """Text at 200 %. By script, because the content security policy refuses a style of somebody else's."""
    page.evaluate("document.documentElement.style.fontSize = '200%'")


def cut_off(page: Page) -> list[str]:
    return page.evaluate(_CUT_OFF)
