import json
import re
from pathlib import Path

import pytest
from django.conf import settings

CSS = settings.BASE_DIR / "static" / "css" / "portal.css"
# Values of the design system's own tokens, version 1.1.9.
DESIGN_TOKENS = json.loads((Path(__file__).parent / "design_tokens.json").read_text())


def _luminance(colour: str) -> float:
    if len(colour) == 4:
        colour = "#" + "".join(2 * digit for digit in colour[1:])
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _palette() -> dict[str, str]:
    return dict(re.findall(r"--((?:[a-z]+)-\d+): (#[0-9a-f]+);", CSS.read_text()))


def test_style_sheet_is_small() -> None:
    assert CSS.stat().st_size <= 20_480


def test_style_sheet_fetches_nothing() -> None:
    assert not re.search(r"url\(|@import|@font-face", CSS.read_text())


def test_colours_are_those_of_the_design_system() -> None:
    palette = _palette()

    assert palette
    assert {name: DESIGN_TOKENS.get(name) for name in palette} == palette


@pytest.mark.parametrize(
    ("text", "background"),
    [
        ("gray-800", "#fff"),
        ("gray-700", "gray-100"),
        ("gray-700", "gray-50"),
        ("blue-1000", "#fff"),
        ("blue-1000", "blue-50"),
        ("blue-1000", "yellow-50"),
        ("magenta-900", "yellow-50"),
        ("magenta-900", "gray-50"),
        ("orange-1000", "orange-50"),
        ("yellow-1100", "yellow-100"),
        ("green-900", "green-50"),
        ("purple-900", "purple-50"),
        ("red-900", "#fff"),
        ("red-1000", "#fff"),
        ("blue-1000", "yellow-300"),
    ],
)
def test_text_can_be_read_on_its_background(text: str, background: str) -> None:
    palette = _palette()

    assert _contrast(palette[text], palette.get(background, background)) >= 4.5
