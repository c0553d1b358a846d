"""What the cells of one row of the office's list mean. Past trainings become lines of 「日付 名前」."""

import datetime
from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.bookings.importing.moments import parse_moment
from portal.bookings.importing.reading import HONORIFIC, Read, RowReader, split_names
from portal.search.folding import fold
from supporters.importing.columns import FIELDS
from supporters.models import Supporter

_TOOK_PART = {
    "○",
    "〇",
    "◯",
    "●",
    "◎",
    "済",
    "済み",
    "受講",
    "受講済",
    "受講済み",
    "修了",
    "有",
    "1",
    "レ",
    "✓",
}
_STATES = (
    (Supporter.State.PAUSED, ("休",)),
    (Supporter.State.ENDED, ("終了", "退会", "辞退", "抹消", "取消", "やめ", "転出")),
    (Supporter.State.ACTIVE, ("活動", "登録", "在籍", "有効", "継続")),
)
# A tab parts the columns that were put together, so that each keeps the word of its own header.
_PART = "\t"


class RegistryReader(RowReader):
    labels = FIELDS
    joined_by = {
        "name": " ", "kana": " ", "address": "", "note": "\n", "affiliation": " ", "training": _PART,
        "trained_on": _PART,
    }  # fmt: skip

    def __init__(self, columns: Sequence[str], header: Sequence[str]) -> None:
        super().__init__(columns, header)
        self._trainings: list[str] = []
        self._days: list[str] = []

    def read(self, cells: Sequence[str]) -> Read:
        read = Read()
        raw = self._by_field(cells, read)
        self._trainings, self._days = [], []
        raw.pop("training", "")
        for index, name in enumerate(self.columns):
            text = cells[index].strip() if index < len(cells) else ""
            if name == "training" and text:
                self._read_one_training(read, self._word(index), text)
        self.convert(read, raw)
        self._put_trainings_together(read)
        return read

    def _read_name(self, read: Read, name: str, text: str) -> None:
        names = [HONORIFIC.sub("", one) for one in split_names(text)]
        read.data["name"] = names[0] if len(names) == 1 else text.replace("\n", " ")
        if len(names) > 1:
            read.data["names"] = names

    def _read_kana(self, read: Read, name: str, text: str) -> None:
        kana = [HONORIFIC.sub("", one) for one in split_names(text)]
        read.data["kana"] = kana[0] if len(kana) == 1 else text.replace("\n", " ")
        if len(kana) > 1:
            read.data["kanas"] = kana

    def _read_registered_on(self, read: Read, name: str, text: str) -> None:
        day = read_day(text)
        if day is None:
            read.unread[name] = [text, _("日付がわかりません。例）2026-01-05、令和8年1月5日")]
        else:
            read.data[name] = day.isoformat()

    def _read_state(self, read: Read, name: str, text: str) -> None:
        self._read_word(read, name, text, _STATES)

    def _read_trained_on(self, read: Read, name: str, text: str) -> None:
        for part in filter(None, text.replace("\n", _PART).replace("、", _PART).split(_PART)):
            day = read_day(part)
            if day is None:
                read.unread["trainings"] = [part, _("受講日がわかりません。例）令和5年1月15日")]
            else:
                self._days.append(day.isoformat())

    def _read_one_training(self, read: Read, word: str, text: str) -> None:
        if text in _TOOK_PART:
            self._trainings.append(word)
        elif text in {"×", "✕", "－", "-", "未", "未受講", "なし", "無", "欠席"}:
            return
        elif (day := read_day(text)) is not None:
            self._trainings.append(f"{day.isoformat()} {word}")
        else:
            self._trainings.append(" ".join(text.split()))

    def _put_trainings_together(self, read: Read) -> None:
        titles = [line for line in self._trainings if split_training(line)[1] is None]
        dated = [line for line in self._trainings if split_training(line)[1] is not None]
        if len(titles) == len(self._days):
            dated += [f"{day} {title}" for day, title in zip(self._days, titles, strict=True)]
        else:
            dated += [*self._days, *titles]
        if dated:
            read.data["trainings"] = "\n".join(dated)


def read_day(text: str) -> datetime.date | None:
    """The day that a cell names, in any usual way of writing; None where it names none."""
    if not any(sign.isdigit() or sign in "〇一二三四五六七八九十元" for sign in text):
        return None
    try:
        return timezone.localtime(parse_moment(text)).date()
    except (ValueError, OverflowError):
        return None


def split_training(line: str) -> tuple[str, datetime.date | None]:
    """「2023-01-15 第1回研修」 → its name and its day, either of which may be missing."""
    first, _space, rest = line.strip().partition(" ")
    if len(first) == 10 and first[4] == "-":
        try:
            return rest.strip()[:100], datetime.date.fromisoformat(first)
        except ValueError:
            pass
    return line.strip()[:100], None


def trainings_of(text: str) -> list[tuple[str, datetime.date | None]]:
    """The past trainings in the lines of a row, each once."""
    return list(dict.fromkeys(split_training(line) for line in text.splitlines() if fold(line)))
