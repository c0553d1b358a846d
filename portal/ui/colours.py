"""Colours that an office chooses: dark enough for white words on them, and as words on white."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_HEX = re.compile(r"#[0-9a-fA-F]{6}")
# 4.5 is asked (WCAG 1.4.3) also of links on the palest grey, yellow, red and orange (foot, help bar, notices), which
# take up to an eighth off.
LEAST_CONTRAST = 5.1


def contrast_with_white(colour: str) -> float:
    """The contrast ratio of ``colour`` (#rrggbb) and white by WCAG 2.2, from 1 to 21."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def check_colour(colour: str) -> None:
    """Raise ``ValidationError`` unless ``colour`` is #rrggbb and can be read on white."""
    if not _HEX.fullmatch(colour):
        raise ValidationError(_("色は「#」と6桁で入れてください。例）#115a36"))
    ratio = contrast_with_white(colour)
    if ratio < LEAST_CONTRAST:
        raise ValidationError(
            _(
                "この色は、白とのコントラスト比が%(ratio)sです。読みにくいので、"
                "5.1以上になる、もっと濃い色にしてください。"
            ),
            # Rounded down: 5.09 must not read as 5.1.
            params={"ratio": f"{int(ratio * 100) / 100:.2f}"},
        )
