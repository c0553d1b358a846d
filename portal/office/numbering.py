"""Numbers in the office's own format: 第2026-001号, 令和8年度第1号, 2026-0001.

Only the places listed here are filled in; nothing else in braces is, and none of Python's own formatting is
reached: what staff type is text, never a programme.
"""

import datetime
import re
from collections.abc import Collection, Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.ui.dates import format_era_date

_YEARS = ("year", "era_year")
_SEQ = re.compile(r"\{seq(?::0([1-9]))?\}")
_PLACE = re.compile(r"\{([^{}]*)\}")


def check_number_format(text: str) -> None:
    """Raise ``ValidationError`` unless the text names the year and the running number, once, and no more."""
    if _years_in(text) != 1:
        raise ValidationError(
            _("年度 {year} か {era_year} を一つ入れてください。番号が年度ごとに1から始まるためです。")
        )


def check_running_format(text: str) -> None:
    """The same, where the year may be left out: the numbers then run on for ever."""
    if _years_in(text) > 1:
        raise ValidationError(_("年は {year} か {era_year} のどちらか一つにしてください。"))


def _years_in(text: str) -> int:
    if len(_SEQ.findall(text)) != 1:
        raise ValidationError(_("通し番号 {seq} を一つ入れてください。例）第{year}-{seq:03}号"))
    rest = _SEQ.sub("", text)
    check_places(rest, _YEARS)
    return len(_PLACE.findall(rest))


def check_places(text: str, names: Collection[str]) -> None:
    """Raise ``ValidationError`` for a brace that is none of the places ``names``."""
    unknown = sorted({name for name in _PLACE.findall(text) if name not in names})
    if unknown:
        raise ValidationError(
            _("「{%(name)s}」は使えません。使えるのは %(names)s です。"),
            params={"name": unknown[0], "names": "、".join(f"{{{name}}}" for name in names)},
        )
    if set(_PLACE.sub("", text)) & set("{}"):
        raise ValidationError(_("「{」と「}」は、差込の前後にだけ使えます。"))


def fill_places(text: str, values: Mapping[str, str]) -> str:
    """``text`` with each known place filled in, once: braces within a value stay as they are."""
    return _PLACE.sub(lambda found: values.get(found[1], found[0]), text)


def number_of(number_format: str, *, fiscal_year: int, seq: int) -> str:
    """第2026-001号 or 令和8年度第1号, as the office writes it."""
    text = _SEQ.sub(lambda found: f"{seq:0{found[1] or 1}d}", number_format)
    return fill_places(text, _year_values(fiscal_year))


def pattern_of(number_format: str, *, fiscal_year: int) -> tuple[str, str]:
    """What every number of that year begins with, and a pattern (for PostgreSQL and Python alike) whose one
    group is the running number."""
    before, seq, after = (fill_places(part, _year_values(fiscal_year)) for part in _parts(number_format))
    return before, f"^{re.escape(before)}([0-9]{{{seq or 1},9}}){re.escape(after)}$"


def _parts(number_format: str) -> tuple[str, str, str]:
    before, least, after = _SEQ.split(number_format)
    return before, least or "", after


def _year_values(fiscal_year: int) -> dict[str, str]:
    # By the end of the calendar year, so that 2019年度 is 令和元 and not 平成31.
    era_year = format_era_date(datetime.date(fiscal_year, 12, 31)).partition("年")[0]
    return {"year": str(fiscal_year), "era_year": era_year}


def fiscal_year_of(day: datetime.date) -> int:
    """The 年度 of a day: 2026 from 1 April 2026 to 31 March 2027."""
    return day.year if day.month >= 4 else day.year - 1
