"""What the cells of one row of a list of applications mean, as values of the application form."""

import datetime
import hashlib
import re
from collections.abc import Mapping, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.bookings.importing.columns import FIELDS
from portal.bookings.importing.moments import parse_moment
from portal.bookings.importing.reading import (
    HONORIFIC,
    MORE_PEOPLE,
    Read,
    RowReader,
    match_words,
    split_names,
)
from portal.bookings.models import Accommodation, Booking, Occasion, PlaceKind
from portal.search.folding import fold
from portal.ui.text import fold_digits

_OLDEST = datetime.timedelta(days=366)
_JOINED_BY = {"name": " ", "kana": " ", "address": "", "note": "\n", "received_at": " ", "affiliation": " ",
              "accommodation_text": " "}  # fmt: skip
# What makes a row the same row in another list, or in the same list with other columns beside it.
_KEY_FIELDS = ("name", "kana", "telephone", "fax", "email", "address", "received_at")

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


class Reader(RowReader):
    """Reads the rows of one list of applications for ``occasion``."""

    labels = FIELDS
    joined_by = _JOINED_BY

    def __init__(
        self, occasion: Occasion, columns: Sequence[str], header: Sequence[str], defaults: Mapping[str, str]
    ) -> None:
        super().__init__(columns, header)
        self.occasion, self.defaults = occasion, defaults
        self.place_kinds = list(occasion.place_kinds.all())
        self._seen: dict[str, int] = {}

    def read(self, cells: Sequence[str]) -> Read:
        read = Read()
        raw = self._by_field(cells, read)
        read.submission_key = self._key(raw)
        self.convert(read, raw)
        for name in ("channel", "place_kind"):
            read.data.setdefault(name, self.defaults.get(name, ""))
        if not raw.get("received_at") and self.defaults.get("received_at"):
            self._read_received_at(read, "received_at", self.defaults["received_at"])
        return read

    def _key(self, raw: Mapping[str, str]) -> str:
        """The same for the same row of the same occasion, whatever its width, spaces and other columns.

        Rows that say the same within one list are told apart by their order.
        """
        said = "\n".join(fold(raw.get(name, "")) for name in _KEY_FIELDS)
        times = self._seen[said] = self._seen.get(said, 0) + 1
        digest = hashlib.sha256(f"{self.occasion.pk}\n{times}\n{said}".encode()).hexdigest()
        return f"import-{digest[:56]}"

    def _read_name(self, read: Read, name: str, text: str) -> None:
        more = MORE_PEOPLE.search(text)
        if more:
            read.unread[name] = [
                text,
                _("「%(more)s」とあります。全員のお名前を一人ずつ入力してください。") % {"more": more[0]},
            ]
            text = text[: more.start()].strip()
        names = split_names(text)
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
            self._read_text(read, "name" if position == 1 else f"name_{position}", HONORIFIC.sub("", one))

    def _read_kana(self, read: Read, name: str, text: str) -> None:
        for position, one in enumerate(split_names(text)[:3], start=1):
            self._read_text(read, "kana" if position == 1 else f"kana_{position}", HONORIFIC.sub("", one))

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

    def _read_place_kind(self, read: Read, name: str, text: str) -> None:
        wanted = fold(text)
        exact = [kind for kind in self.place_kinds if wanted in {fold(str(kind)), fold(kind.label)} - {""}]
        kind = match_words(text, _PLACES)
        fitting = exact or [one for one in self.place_kinds if one.kind == kind]
        if len(fitting) == 1:
            read.data[name] = str(fitting[0].pk)
        else:
            read.unread[name] = [text, _("この研修・催しの参加のしかたから選んでください。")]

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
