"""What the cells of one row mean, as values of the application form.

What cannot be understood goes to ``unread`` and keeps the row from being imported until somebody has looked;
what was understood in a way that staff may want to see goes to ``notes``.
"""

import datetime
import hashlib
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.bookings.forms import needs_kana
from portal.bookings.importing.columns import FIELDS
from portal.bookings.importing.moments import parse_moment
from portal.bookings.models import Accommodation, Attendee, Booking, Occasion, PlaceKind
from portal.office.models import District
from portal.people.models import ContactWish
from portal.search.folding import fold
from portal.ui.text import fold_digits

_OLDEST = datetime.timedelta(days=366)
_EMPTY = {
    "なし",
    "無し",
    "無",
    "ナシ",
    "-",
    "－",
    "ー",
    "―",
    "−",
    "—",
    "×",
    "／",
    "/",
    "該当なし",
    "特になし",
}
_DITTO = {"〃", "同上", "々", "”", "″", '"', "//", "同じ"}
_BROKEN_FORMULA = re.compile("#(N/A|REF!|VALUE!|DIV/0!|NAME\\?|NULL!|NUM!|SPILL!|CALC!)")
_MORE_PEOPLE = re.compile("[（(]?(他|ほか|外)\\s*([0-9０-９一二三四五]+)\\s*(名|人)様?[)）]?$")
_BETWEEN_NAMES = re.compile("\\s*(?:[、，,／/＆&+＋;；]|\\s及び\\s|\\sと\\s)\\s*")
_BETWEEN_NUMBERS = re.compile("[\n、，,／/;；]|または|又は|もしくは")
_NUMBER_LABEL = re.compile("[（(]?(携帯|自宅|勤務先|職場|日中|本人|家)(電話)?[)）]?[:：]?")
_HONORIFIC = re.compile("\\s*(様|さま|殿|さん|氏)$")
_JOINED_BY = {"name": " ", "kana": " ", "address": "", "note": "\n", "received_at": " ", "affiliation": " ",
              "accommodation_text": " "}  # fmt: skip
# What makes a row the same row in another list, or in the same list with other columns beside it.
_KEY_FIELDS = ("name", "kana", "telephone", "fax", "email", "address", "received_at")

_WISHES = (
    (ContactWish.FAX, ("fax", "ふぁっくす", "ふぁくす")),
    (ContactWish.MAIL, ("mail", "める")),
    (ContactWish.TELEPHONE, ("電話", "tel", "でんわ", "携帯")),
    (ContactWish.LETTER, ("郵便", "郵送", "手紙", "はがき", "葉書", "封書")),
)
_CHANNELS = (
    (Booking.Channel.FAX, ("fax", "ふぁっくす", "ふぁくす")),
    (Booking.Channel.WEB, ("電子申請", "web", "うぇぶ", "いんたねっと", "ねっと", "ふぉむ", "おんらいん", "hp", "ほむぺじ")),
    (Booking.Channel.EMAIL, ("mail", "める")),
    (Booking.Channel.PHONE, ("電話", "tel", "でんわ")),
    (Booking.Channel.POST, ("郵便", "郵送", "はがき", "葉書", "手紙")),
    (Booking.Channel.COUNTER, ("窓口", "来所", "来庁", "来館", "持参", "手渡", "対面", "紙")),
)  # fmt: skip
_PLACES = (
    (PlaceKind.Kind.ONLINE, ("おんらいん", "zoom", "web", "りもと", "配信", "teams")),
    (PlaceKind.Kind.SATELLITE, ("さてらいと",)),
    (PlaceKind.Kind.HALL, ("会場", "対面", "来場", "現地", "会館", "集合")),
)
_NEEDS = (
    (Accommodation.SIGN_LANGUAGE, ("手話",)),
    (Accommodation.CAPTIONING, ("要約筆記", "文字通訳", "字幕")),
    (Accommodation.WHEELCHAIR, ("車いす", "車椅子", "車イス", "くるまいす")),
    (Accommodation.CHILDCARE, ("託児", "保育")),
    (Accommodation.LARGE_PRINT, ("大きな文字", "拡大文字", "大きい字")),
    (Accommodation.HEARING_LOOP, ("磁気るぷ", "補聴", "聞こえ", "難聴")),
)


@dataclass
class Read:
    """One row as it was understood."""

    data: dict[str, Any] = field(default_factory=dict)
    # By field: what the cell said, and why it could not be used.
    unread: dict[str, list[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    submission_key: str = ""


class Reader:
    """Reads the rows of one list, one after the other: 〃 means what stood above."""

    def __init__(
        self, occasion: Occasion, columns: Sequence[str], header: Sequence[str], defaults: Mapping[str, str]
    ) -> None:
        self.occasion, self.columns, self.header, self.defaults = occasion, columns, header, defaults
        self.place_kinds = list(occasion.place_kinds.all())
        self.districts = {_district_key(district.name): district.pk for district in District.objects.all()}
        self._above: dict[int, str] = {}
        self._seen: dict[str, int] = {}

    def read(self, cells: Sequence[str]) -> Read:
        read = Read()
        raw = self._by_field(cells, read)
        read.submission_key = self._key(raw)
        for name, text in raw.items():
            if _BROKEN_FORMULA.fullmatch(text):
                read.unread[name] = [text, _("Excelの計算が誤りになっています。正しい値を入力してください。")]
                continue
            convert: Callable[[Read, str, str], None] = getattr(self, f"_read_{name}", self._read_text)
            convert(read, name, text)
        for name in ("channel", "place_kind"):
            read.data.setdefault(name, self.defaults.get(name, ""))
        if not raw.get("received_at") and self.defaults.get("received_at"):
            self._read_received_at(read, "received_at", self.defaults["received_at"])
        return read

    def _by_field(self, cells: Sequence[str], read: Read) -> dict[str, str]:
        """The cells by field; columns of one field are put together, second numbers go to the remarks."""
        raw: dict[str, str] = {}
        beside: list[str] = []
        for index, name in enumerate(self.columns):
            text = self._cell(index, cells, name, read)
            if not name or not text:
                continue
            if name not in raw:
                raw[name] = text
            elif name in _JOINED_BY:
                raw[name] += _JOINED_BY[name] + text
            else:
                beside.append(f"{self._word(index)}：{text}")
        if beside:
            raw["note"] = "\n".join(filter(None, [raw.get("note", ""), *beside]))
        return raw

    def _cell(self, index: int, cells: Sequence[str], name: str, read: Read) -> str:
        text = cells[index].strip() if index < len(cells) else ""
        if text in _DITTO and self._above.get(index):
            if name:
                read.notes.append(_("「%(word)s」は上の行と同じにしました。") % {"word": self._word(index)})
            return self._above[index]
        if text in _EMPTY:
            text = ""
        self._above[index] = text
        return text

    def _word(self, index: int) -> str:
        word = self.header[index] if index < len(self.header) else ""
        return word.replace("\n", "") or str(FIELDS.get(self.columns[index], ""))

    def _key(self, raw: Mapping[str, str]) -> str:
        """The same for the same row of the same occasion, whatever its width, spaces and other columns.

        Rows that say the same within one list are told apart by their order.
        """
        said = "\n".join(fold(raw.get(name, "")) for name in _KEY_FIELDS)
        times = self._seen[said] = self._seen.get(said, 0) + 1
        digest = hashlib.sha256(f"{self.occasion.pk}\n{times}\n{said}".encode()).hexdigest()
        return f"import-{digest[:56]}"

    # --- one function for each field that needs more than its form field does ---------------------------------

    def _read_text(self, read: Read, name: str, text: str) -> None:
        read.data[name] = text

    def _read_note(self, read: Read, name: str, text: str) -> None:
        _add_note(read, text)

    def _read_name(self, read: Read, name: str, text: str) -> None:
        more = _MORE_PEOPLE.search(text)
        if more:
            read.unread[name] = [
                text,
                _("「%(more)s」とあります。全員のお名前を一人ずつ入力してください。") % {"more": more[0]},
            ]
            text = text[: more.start()].strip()
        names = _names(text)
        if len(names) > 3:
            read.unread[name] = [
                text,
                _("一つの欄に4人以上のお名前があります。3人までの組に分けてください。"),
            ]
            names = names[:3]
        elif len(names) > 1:
            read.notes.append(
                _("一つの欄に%(count)s人のお名前があったので、%(count)s人の組にしました。")
                % {"count": len(names)}
            )
        for position, one in enumerate(names, start=1):
            self._read_text(read, "name" if position == 1 else f"name_{position}", _HONORIFIC.sub("", one))

    def _read_kana(self, read: Read, name: str, text: str) -> None:
        for position, one in enumerate(_names(text)[:3], start=1):
            self._read_text(read, "kana" if position == 1 else f"kana_{position}", _HONORIFIC.sub("", one))

    def _read_telephone(self, read: Read, name: str, text: str) -> None:
        parts = [_NUMBER_LABEL.sub("", part).strip() for part in _BETWEEN_NUMBERS.split(text)]
        first, *others = list(filter(None, parts)) or [""]
        self._read_text(read, name, _with_zero(read, first, {9, 10}))
        if others:
            label = FIELDS[name]
            _add_note(
                read, _("%(label)s（ほか）：%(numbers)s") % {"label": label, "numbers": "、".join(others)}
            )
            read.notes.append(_("%(label)sが二つあったので、二つ目を備考に入れました。") % {"label": label})

    _read_fax = _read_telephone

    def _read_postal_code(self, read: Read, name: str, text: str) -> None:
        self._read_text(read, name, _with_zero(read, text, {6}))

    def _read_address(self, read: Read, name: str, text: str) -> None:
        self._read_text(read, name, text.replace("\n", " "))

    def _read_received_at(self, read: Read, name: str, text: str) -> None:
        try:
            moment = timezone.localtime(parse_moment(text))
        except (ValueError, OverflowError):
            read.unread[name] = [text, _("日付がわかりません。例）2026-01-05、令和8年1月5日")]
            return
        if moment < timezone.now() - _OLDEST:
            # Rows are taken in the order in which they arrived: a slip of the year would overtake everybody.
            read.unread[name] = [text, _("1年より前の日付です。年や元号を確かめてください。")]
            return
        read.data["received_at_0"] = moment.date().isoformat()
        read.data["received_at_1"] = moment.time().isoformat("minutes")

    def _read_channel(self, read: Read, name: str, text: str) -> None:
        self._read_word(read, name, text, _CHANNELS)

    def _read_contact_wish(self, read: Read, name: str, text: str) -> None:
        self._read_word(read, name, text, _WISHES)

    def _read_word(self, read: Read, name: str, text: str, words: Any) -> None:
        found = _match(text, words)
        if found:
            read.data[name] = str(found)
        else:
            read.unread[name] = [text, _("わかりません。選んでください。")]

    def _read_place_kind(self, read: Read, name: str, text: str) -> None:
        wanted = fold(text)
        exact = [kind for kind in self.place_kinds if wanted in {fold(str(kind)), fold(kind.label)} - {""}]
        kind = _match(text, _PLACES)
        fitting = exact or [one for one in self.place_kinds if one.kind == kind]
        if len(fitting) == 1:
            read.data[name] = str(fitting[0].pk)
        else:
            read.unread[name] = [text, _("この研修・催しの参加のしかたから選んでください。")]

    def _read_age_band(self, read: Read, name: str, text: str) -> None:
        band = _age_band(text)
        if band:
            read.data[name] = band
        else:
            self._keep_beside(read, name, text, _("年代「%(text)s」はわからないので、備考に入れました。"))

    def _read_district(self, read: Read, name: str, text: str) -> None:
        district = self.districts.get(_district_key(text))
        if district:
            read.data[name] = str(district)
        else:
            self._keep_beside(read, name, text, _("地区「%(text)s」は一覧にないので、備考に入れました。"))

    def _keep_beside(self, read: Read, name: str, text: str, note: str) -> None:
        read.notes.append(note % {"text": text})
        _add_note(read, f"{FIELDS[name]}：{text}")

    def _read_accommodation_text(self, read: Read, name: str, text: str) -> None:
        offered = self.occasion.accommodations
        found = [
            str(kind) for kind, words in _NEEDS if any(word in text or word in fold(text) for word in words)
        ]
        kinds = [kind for kind in found if kind in offered] or (
            [str(Accommodation.OTHER)] if Accommodation.OTHER in offered else []
        )
        if not kinds:
            # Never into the remarks: those are read by more people than may see this.
            message = (
                _("どの配慮か選んでください。")
                if offered
                else _("この研修・催しでは、配慮の申出を受け付けていません。電話などで確かめてください。")
            )
            read.unread["accommodations"] = [text, message]
        read.data["accommodations"] = kinds
        read.data[name] = text

    def _read_helpers(self, read: Read, name: str, text: str) -> None:
        digits = re.sub("[人名]", "", fold_digits(text))
        words = {"あり": "1", "有": "1", "○": "1", "〇": "1"}
        self._read_text(read, name, words.get(text, digits))


def _add_note(read: Read, text: str) -> None:
    read.data["note"] = "\n".join(filter(None, [read.data.get("note", ""), text]))


def _match(text: str, words: Sequence[tuple[Any, tuple[str, ...]]]) -> Any:
    folded = fold(text)
    return next((value for value, signs in words if any(sign in folded for sign in signs)), None)


def _district_key(name: str) -> str:
    return fold(name).removesuffix("地区")


def _names(text: str) -> list[str]:
    """The names in one cell. A line break is one between two names only where each has a space of its own."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) > 1 and not all(re.search("\\S\\s\\S", line) for line in lines):
        lines = [" ".join(lines)]
    # Smith, John is one person.
    return [name for line in lines for name in _split(line) if name] or [""]


def _split(line: str) -> list[str]:
    return _BETWEEN_NAMES.split(line) if needs_kana(line.replace("/", "").replace("&", "")) else [line]


def _with_zero(read: Read, text: str, lengths: set[int]) -> str:
    """Spreadsheets take 0857… for a number and drop its zero; no Japanese number begins otherwise."""
    digits = unicodedata.normalize("NFKC", text)
    if digits.isascii() and digits.isdigit() and digits[0] != "0" and len(digits) in lengths:
        read.notes.append(_("先頭の0が消えていたので補いました。"))
        return f"0{digits}"
    return text


def _age_band(text: str) -> str:
    exact = next((value for value, label in Attendee.AgeBand.choices if fold(str(label)) == fold(text)), "")
    found = re.match("満?([0-9]{1,3})(歳|才|代|$)", unicodedata.normalize("NFKC", text).strip())
    if exact or found is None:
        return exact
    bands = ["under_20", "under_20", "20s", "30s", "40s", "50s", "60s", "70s", "80_over"]
    return bands[min(int(found[1]) // 10, 8)]
