"""Days and times as lists write them: 令和5.1.15, R5.1.15, 令和五年一月十五日, 2026/1/5 10:30, 45672."""

import datetime
import re
import unicodedata

from django.utils import timezone

from portal.ui.dates import ERAS

_LETTERS = dict(zip("RHSTM", (name for name, _start in ERAS), strict=True))
_STARTS = dict(ERAS)
_SIGNS = {"㋿": "令和", "㍻": "平成", "㍼": "昭和", "㍽": "大正", "㍾": "明治"}
_KANJI = {"〇": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "元": 1}
_NUMERAL = re.compile("[〇一二三四五六七八九十元]+(?=[年月日]|$)")
_DAY = re.compile(
    rf"(?P<era>{'|'.join(_STARTS)}|[RHSTM])?\.?(?P<year>[0-9]{{1,4}})"
    r"[年/.\-](?P<month>[0-9]{1,2})[月/.\-](?P<day>[0-9]{1,2})日?",
)
_PACKED = re.compile("(?P<year>20[0-9]{2})(?P<month>[01][0-9])(?P<day>[0-3][0-9])")
_TIME = re.compile(
    r"(?P<half>午前|午後|AM|PM)?(?P<hour>[0-9]{1,2})(?:[:時](?P<minute>[0-9]{1,2})?)(?:[:分](?:[0-9]{1,2}秒?)?)?(?:\.[0-9]+)?"
    r"(?P<late>AM|PM)?"
)
_WEEKDAY = re.compile(r"[(（](?:[月火水木金土日]|[A-Z]{3})(?:曜日?)?[)）]|[月火水木金土日]曜日?")
_SERIAL = re.compile(r"[2-6][0-9]{4}(?:\.[0-9]+)?")
# Excel counts days from here; it believes that 1900 was a leap year, which is why it is not 1 January.
_EXCEL_START = datetime.datetime(1899, 12, 30)  # noqa: DTZ001 - a local day without a zone, as in Excel
_MORNING = datetime.time(9, 0)


def parse_moment(text: str, *, now: datetime.datetime | None = None) -> datetime.datetime:
    """The moment that ``text`` names; 9:00 of a day without a time, but not later than now.

    Raises ``ValueError`` for what names no day, a year without an era below 1900 included.
    """
    written = _folded(text)
    if _SERIAL.fullmatch(written):
        naive = _EXCEL_START + datetime.timedelta(minutes=round(float(written) * 24 * 60))
        day, clock = naive.date(), naive.time() if "." in written else None
    else:
        day, clock = _parse(written)
    moment = datetime.datetime.combine(day, clock or _MORNING, timezone.get_current_timezone())
    now = now or timezone.now()
    if clock is None and moment > now and day == timezone.localtime(now).date():
        return now
    return moment


def _folded(text: str) -> str:
    for sign, name in _SIGNS.items():
        text = text.replace(sign, name)
    text = unicodedata.normalize("NFKC", text).upper().strip()
    text = _WEEKDAY.sub(" ", re.sub("(?<=[0-9])T(?=[0-9])", " ", text))
    text = re.sub(r"\s*([年月/.\-:時分])\s*|\s+(日)", r"\1\2", text)
    text = re.sub(rf"^({'|'.join(_STARTS)})\s+", r"\1", text)
    return _NUMERAL.sub(lambda run: str(_kanji_number(run[0])), text).strip()


def _kanji_number(text: str) -> int:
    """五 → 5, 十五 → 15, 二十 → 20, 二〇二六 → 2026."""
    if "十" in text:
        tens, _ten, ones = text.partition("十")
        return 10 * (_KANJI[tens[-1]] if tens else 1) + (_KANJI[ones[0]] if ones else 0)
    return int("".join(str(_KANJI[sign]) for sign in text))


def _parse(written: str) -> tuple[datetime.date, datetime.time | None]:
    found = _DAY.match(written) or _PACKED.match(written)
    if found is None:
        raise ValueError("no day")
    rest = written[found.end() :].strip(" 、,T")
    era = found.groupdict().get("era")
    year, month, day = (int(found[name]) for name in ("year", "month", "day"))
    if era:
        year += _STARTS[_LETTERS.get(era, era)].year - 1
    elif year < 1900:
        raise ValueError("no era")
    return datetime.date(year, month, day), _parse_time(rest) if rest else None


def _parse_time(rest: str) -> datetime.time:
    found = _TIME.fullmatch(rest.replace(" ", ""))
    if found is None:
        raise ValueError("no time")
    hour = int(found["hour"])
    half = found["half"] or found["late"]
    if half in {"午後", "PM"} and hour < 12:
        hour += 12
    return datetime.time(hour, int(found["minute"] or 0))
