"""What the cells of one row of any list of people mean, as values of a form.

What cannot be understood goes to ``unread`` and keeps the row from being imported until somebody has looked;
what was understood in a way that staff may want to see goes to ``notes``.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from portal.bookings.forms import needs_kana
from portal.bookings.models import Attendee
from portal.office.models import District
from portal.people.models import ContactWish
from portal.search.folding import fold

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
MORE_PEOPLE = re.compile("[（(]?(他|ほか|外)\\s*([0-9０-９一二三四五]+)\\s*(名|人)様?[)）]?$")
_BETWEEN_NAMES = re.compile("\\s*(?:[、，,／/＆&+＋;；]|\\s及び\\s|\\sと\\s)\\s*")
_BETWEEN_NUMBERS = re.compile("[\n、，,／/;；]|または|又は|もしくは")
_NUMBER_LABEL = re.compile("[（(]?(携帯|自宅|勤務先|職場|日中|本人|家)(電話)?[)）]?[:：]?")
HONORIFIC = re.compile("\\s*(様|さま|殿|さん|氏)$")
_WISHES = (
    (ContactWish.FAX, ("fax", "ふぁっくす", "ふぁくす")),
    (ContactWish.MAIL, ("mail", "める")),
    (ContactWish.TELEPHONE, ("電話", "tel", "でんわ", "携帯")),
    (ContactWish.LETTER, ("郵便", "郵送", "手紙", "はがき", "葉書", "封書")),
)


@dataclass
class Read:
    """One row as it was understood."""

    data: dict[str, Any] = field(default_factory=dict)
    # By field: what the cell said, and why it could not be used.
    unread: dict[str, list[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    submission_key: str = ""


class RowReader:
    """Reads the rows of one list, one after the other: 〃 means what stood above. What a field needs beyond
    its text is read by a method ``_read_<field>``."""

    labels: Mapping[str, str | Promise]
    # Fields that may come in several columns, and what stands between their parts.
    joined_by: Mapping[str, str]

    def __init__(self, columns: Sequence[str], header: Sequence[str]) -> None:
        self.columns, self.header = columns, header
        self.districts = {_district_key(district.name): district.pk for district in District.objects.all()}
        self._above: dict[int, str] = {}

    def convert(self, read: Read, raw: Mapping[str, str]) -> None:
        """Put what each field says into ``read``."""
        for name, text in raw.items():
            if _BROKEN_FORMULA.fullmatch(text):
                read.unread[name] = [text, _("Excelの計算が誤りになっています。正しい値を入力してください。")]
                continue
            convert: Callable[[Read, str, str], None] = getattr(self, f"_read_{name}", self._read_text)
            convert(read, name, text)

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
            elif name in self.joined_by:
                raw[name] += self.joined_by[name] + text
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
        return word.replace("\n", "") or str(self.labels.get(self.columns[index], ""))

    # --- one function for each field that needs more than its form field does ---------------------------------

    def _read_text(self, read: Read, name: str, text: str) -> None:
        read.data[name] = text

    def _read_note(self, read: Read, name: str, text: str) -> None:
        add_note(read, text)

    def _read_telephone(self, read: Read, name: str, text: str) -> None:
        parts = [_NUMBER_LABEL.sub("", part).strip() for part in _BETWEEN_NUMBERS.split(text)]
        first, *others = list(filter(None, parts)) or [""]
        self._read_text(read, name, _with_zero(read, first, {9, 10}))
        if others:
            label = self.labels[name]
            add_note(
                read, _("%(label)s（ほか）：%(numbers)s") % {"label": label, "numbers": "、".join(others)}
            )
            read.notes.append(_("%(label)sが二つあったので、二つ目を備考に入れました。") % {"label": label})

    _read_fax = _read_telephone

    def _read_postal_code(self, read: Read, name: str, text: str) -> None:
        self._read_text(read, name, _with_zero(read, text, {6}))

    def _read_address(self, read: Read, name: str, text: str) -> None:
        self._read_text(read, name, text.replace("\n", " "))

    def _read_contact_wish(self, read: Read, name: str, text: str) -> None:
        self._read_word(read, name, text, _WISHES)

    def _read_word(self, read: Read, name: str, text: str, words: Any) -> None:
        found = match_words(text, words)
        if found:
            read.data[name] = str(found)
        else:
            read.unread[name] = [text, _("わかりません。選んでください。")]

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
        add_note(read, f"{self.labels[name]}：{text}")


def add_note(read: Read, text: str) -> None:
    read.data["note"] = "\n".join(filter(None, [read.data.get("note", ""), text]))


def match_words(text: str, words: Sequence[tuple[Any, tuple[str, ...]]]) -> Any:
    folded = fold(text)
    return next((value for value, signs in words if any(sign in folded for sign in signs)), None)


def _district_key(name: str) -> str:
    return fold(name).removesuffix("地区")


def split_names(text: str) -> list[str]:
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
