"""Texts of the office with places to be filled in. Only the names listed here are filled in; nothing else in
braces is, and none of Python's own formatting is reached: what staff type is text, never a programme."""

import re
from collections.abc import Collection, Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

WORDING_NAMES = ("name", "title", "course", "dates", "label")
_YEARS = ("year", "era_year")
_SEQ = re.compile(r"\{seq(?::0([1-9]))?\}")
_PLACE = re.compile(r"\{([^{}]*)\}")


def check_wording(text: str) -> None:
    """Raise ``ValidationError`` for a brace that is no known place to fill in."""
    _check(text, WORDING_NAMES)


def check_number_format(text: str) -> None:
    """Raise ``ValidationError`` unless the text names the year and the running number, once, and no more."""
    if len(_SEQ.findall(text)) != 1:
        raise ValidationError(_("通し番号 {seq} を一つ入れてください。例）第{year}-{seq:03}号"))
    rest = _SEQ.sub("", text)
    _check(rest, _YEARS)
    if len(_PLACE.findall(rest)) != 1:
        raise ValidationError(
            _("年度 {year} か {era_year} を一つ入れてください。番号が年度ごとに1から始まるためです。")
        )


def fill_wording(text: str, values: Mapping[str, str]) -> str:
    """``text`` with each known place filled in, once: braces within a value stay as they are."""
    return _PLACE.sub(lambda found: values.get(found[1], found[0]), text)


def fill_number(number_format: str, *, year: int, era_year: str, seq: int) -> str:
    """第2026-001号"""
    text = _SEQ.sub(lambda found: f"{seq:0{found[1] or 1}d}", number_format)
    return fill_wording(text, {"year": str(year), "era_year": era_year})


def _check(text: str, names: Collection[str]) -> None:
    unknown = sorted({name for name in _PLACE.findall(text) if name not in names})
    if unknown:
        raise ValidationError(
            _("「{%(name)s}」は使えません。使えるのは %(names)s です。"),
            params={"name": unknown[0], "names": "、".join(f"{{{name}}}" for name in names)},
        )
    if set(_PLACE.sub("", text)) & set("{}"):
        raise ValidationError(_("「{」と「}」は、差込の前後にだけ使えます。"))
