"""Walking with the keyboard alone: where the Tab key stops, and whether one can see it."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

_MOST_STOPS = 120

# Where the focus is, in coordinates of the whole page, and what one sees of it.
_STOP = """() => {
  const element = document.activeElement;
  const box = element.getBoundingClientRect();
  const line = element.getClientRects()[0] ?? box;
  const style = getComputedStyle(element);
  const x = line.left + line.width / 2, y = line.top + line.height / 2;
  const hit = document.elementFromPoint(x, y);
  return {
    id: element.id,
    text: (element.innerText || element.labels?.[0]?.innerText || "").trim(),
    top: box.top + scrollY, bottom: box.bottom + scrollY, left: box.left, right: box.right,
    outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
    seen: Boolean(hit) && (element.contains(hit) || hit.contains(element)),
  };
}"""


@dataclass(frozen=True)
class Stop:
    id: str
    text: str
    top: float
    bottom: float
    left: float
    right: float
    outline: float
    seen: bool

    def goes_back_behind(self, other: "Stop") -> bool:
        """Whether it stands above the stop before it, and not in a column further to the right."""
        return self.bottom <= other.top and self.left < other.right


def stop(page: Page) -> Stop:
    return Stop(**page.evaluate(_STOP))


def tab(page: Page) -> Stop:
    """Press Tab once; the stop must be visible and marked by an outline of two pixels or more."""
    page.keyboard.press("Tab")
    here = stop(page)
    assert here.seen, f"hidden: {here}"
    assert here.outline >= 2, f"no outline: {here}"
    return here


def tab_to(page: Page, target: str) -> list[Stop]:
    """Press Tab until the focus is on the element with this id or text; returns every stop on the way."""
    stops: list[Stop] = []
    while len(stops) < _MOST_STOPS:
        here = tab(page)
        assert not (stops and here.goes_back_behind(stops[-1])), f"from {stops[-1]} back to {here}"
        stops.append(here)
        if target in {here.id, here.text}:
            return stops
    raise AssertionError(f"Tab never reached {target!r}: {[s.id or s.text for s in stops]}")


def enter(page: Page, key: str = "Enter") -> Any:
    """Press a key that leads to another page, and wait for it."""
    with page.expect_navigation() as navigation:
        page.keyboard.press(key)
    return navigation.value
