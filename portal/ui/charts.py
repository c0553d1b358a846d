"""Charts drawn on the server: horizontal bars, and two years side by side.

Words are HTML, so that they wrap and grow like any text; only the bars are drawn (SVG), their lengths in
percent. One chart serves a telephone, a wide screen and paper. No inline style (the CSP forbids it): colours
stand in attributes, and the style sheet changes them where colours are forced. A chart is never the only way
to the numbers: the page also shows the table, and the name of the chart says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass

_BAR = 16
# The longest bar ends here, in percent, so that its frame is seen at the right too.
_LONGEST = 99


@dataclass(frozen=True)
class Bar:
    """One line of a chart. ``value`` None means that the number is not shown (withheld, or not known);
    ``before`` is the number a year earlier. ``text`` and ``before_text`` say what is written instead of
    the numbers."""

    label: str
    value: int | float | None
    before: int | float | None = None
    text: str = ""
    before_text: str = ""


@dataclass(frozen=True)
class DrawnBar:
    y: int
    width: str
    is_before: bool
    is_zero: bool


@dataclass(frozen=True)
class DrawnRow:
    label: str
    text: str
    before_text: str
    bars: tuple[DrawnBar, ...]
    height: int


@dataclass(frozen=True)
class Chart:
    """What the template draws. ``names`` say what the two kinds of bar are; empty without a comparison."""

    title: str
    rows: tuple[DrawnRow, ...]
    names: tuple[str, ...]


def horizontal_bars(title: str, bars: Sequence[Bar], *, unit: str = "") -> Chart:
    """One bar a line, the longest over the whole width."""
    return _draw(title, bars, (), unit)


def two_year_bars(title: str, bars: Sequence[Bar], *, names: tuple[str, str], unit: str = "") -> Chart:
    """Two bars a line: this year's filled, last year's outlined. ``names`` are what the years are called."""
    return _draw(title, bars, names, unit)


def _draw(title: str, bars: Sequence[Bar], names: tuple[str, ...], unit: str) -> Chart:
    numbers = [bar.value for bar in bars] + ([bar.before for bar in bars] if names else [])
    most = max((number for number in numbers if number is not None), default=0)
    return Chart(title, tuple(_row(bar, most, bool(names), unit) for bar in bars), names)


def _row(bar: Bar, most: int | float, compares: bool, unit: str) -> DrawnRow:
    drawn = [_bar(bar.value, most, is_before=False)]
    if compares:
        drawn.append(_bar(bar.before, most, is_before=True))
    return DrawnRow(
        label=bar.label,
        text=bar.text or _text(bar.value, unit),
        before_text=(bar.before_text or _text(bar.before, unit)) if compares else "",
        bars=tuple(each for each in drawn if each is not None),
        height=_BAR * len(drawn),
    )


def _bar(value: int | float | None, most: int | float, *, is_before: bool) -> DrawnBar | None:
    if value is None:
        return None
    width = _LONGEST * value / most if most else 0
    return DrawnBar(_BAR if is_before else 0, f"{width:.2f}%", is_before, is_zero=value == 0)


def _text(value: int | float | None, unit: str) -> str:
    return "－" if value is None else f"{value:,}{unit}"
