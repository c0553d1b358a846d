"""Which column of a list means what: guessed from the words of its header, chosen by staff, remembered."""

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.bookings.importing.tables import Line
from portal.bookings.models import ImportColumns
from portal.search.folding import fold

# Of a list of applications, in the order in which they are offered.
FIELDS: dict[str, str | Promise] = {
    "name": _("お名前"),
    "kana": _("ふりがな"),
    "telephone": _("電話"),
    "fax": _("FAX"),
    "email": _("メール"),
    "postal_code": _("郵便番号"),
    "address": _("住所"),
    "contact_wish": _("連絡の方法"),
    "best_time": _("電話のつながりやすい時間"),
    "place_kind": _("参加のしかた"),
    "received_at": _("申込日・受付日時"),
    "channel": _("申込経路"),
    "affiliation": _("所属"),
    "age_band": _("年代・年齢"),
    "district": _("地区"),
    "note": _("備考・ひとこと"),
    "accommodation_text": _("必要な配慮"),
    "helpers": _("介助者の人数"),
    "name_2": _("2人目のお名前"),
    "kana_2": _("2人目のふりがな"),
    "name_3": _("3人目のお名前"),
    "kana_3": _("3人目のふりがな"),
}

# Looked for in this order in the words of a header as search folds them (no ー, no spaces); the first that fits.
WORDS: tuple[tuple[str, str], ...] = (
    ("", r"no|番号|連番|通番|受付番号|整理番号|項番|性別|印|押印|確認|状態|決定|出欠.*|順|受付順|参加費|組の中の順"),
    ("", r"連絡先の?(お?名前|氏名)|(保護者|緊急連絡先|紹介者|担当者|記入者|受付者|対応者).*|取扱注意|生年月日"),
    ("kana_2", r"(2人目|同伴者|同行者|ご?一緒に?.*).*(ふりがな|かな|よみ).*"),
    ("kana_3", r"3人目.*(ふりがな|かな|よみ).*"),
    ("name_2", r"2人目.*|(同伴者|同行者)\d?(お?名前|氏名)?"),
    ("name_3", r"3人目.*"),
    ("helpers", r"介助者?.*|付添い?(人数)?"),
    ("accommodation_text", r".*(配慮|手話|要約筆記|車いす|託児).*"),
    ("contact_wish", r".*(連絡|通知|返信)(の?方法|手段|のしかた|希望).*|希望の?連絡.*"),
    ("best_time", r".*(つながりやすい|連絡のつく|連絡可能な?|都合のよい)(時間|時間帯).*"),
    ("received_at", r"(お?申し?込み?|受付|受理|受信|届出?|登録|回答|送信)(年月)?(日時?|時刻|日付)|たいむすたんぷ|timestamp|日付"),
    ("channel", r"(お?申し?込み?|受付)?(経路|方法|手段|区分|のしかた)|ちゃねる"),
    ("place_kind", r".*(参加|受講)(方法|形式|形態|のしかた|会場|区分|希望).*|(会場|形式)(・?おんらいん)?|希望会場"),
    ("kana", r".*(ふりがな|よみがな|よみかた|よみ).*|.*(氏名|名前|お名前)[（(]?かな.*|かな|かな氏名|せい|めい|kana|ふり仮名"),
    ("email", r".*(める|mail).*"),
    ("fax", r".*(fax|ふぁっくす|ふぁくす).*"),
    ("telephone", r".*(電話|tel|でんわ|携帯|けいたい|連絡先).*"),
    ("postal_code", r".*(郵便番号|〒).*|ゆうびん.*|zip"),
    ("district", r".*(地区|校区|学区|居住地域|町内会).*"),
    ("address", r".*(住所|所在地|番地|市区町村|都道府県|建物).*"),
    ("age_band", r".*(年代|年齢|歳).*"),
    ("affiliation", r".*(所属|団体|勤務先|職場|会社|学校|職業|役職|職種|組織|法人).*"),
    ("note", r".*(備考|ひとこと|一言|質問|自由|意見|動機|めも|その他|連絡事項|要望|こめんと).*"),
    ("name", r".*(氏名|名前|なまえ).*|(申込者|受講者|参加者)名?|姓|氏|名|name|fullname"),
)  # fmt: skip
# Words that tell a header from a title such as 「申込者名簿」: a row of names of columns has several.
_LOOKED_AT = 15
_ENOUGH = 2
_DIGIT = re.compile("[0-9０-９]")
# Parts of one thing, written into several columns.
_MAY_REPEAT = {
    "name",
    "kana",
    "address",
    "note",
    "affiliation",
    "received_at",
    "accommodation_text",
    "telephone",
}


@dataclass(frozen=True)
class Vocabulary:
    """What the columns of one kind of list can mean: the fields with their labels, the words of headers that
    stand for them, and which may come in several columns. ``name`` keeps apart what is remembered."""

    fields: Mapping[str, str | Promise]
    words: Sequence[tuple[str, str]]
    may_repeat: Collection[str]
    name: str = ""

    def guess(self, word: str) -> str:
        """The field that a word of a header stands for, or nothing."""
        folded = fold(re.sub(r"[※＊*【】\[\]「」:：]|必須|任意", "", word))
        if not folded or len(folded) > 30:
            return ""
        return next((field for field, words in self.words if re.fullmatch(words, folded)), "")

    def find_header(self, lines: Sequence[Line]) -> int | None:
        """Which of the first lines names the columns, past titles and notes above it; None where none does.

        A header that staff have worked with before is found whatever its words.
        """
        first = lines[:_LOOKED_AT]
        keys = [self._key(line.cells) for line in first]
        known = set(ImportColumns.objects.filter(header_key__in=keys).values_list("header_key", flat=True))
        for index, key in enumerate(keys):
            if key in known:
                return index
        scores = [len(set(filter(None, map(self.guess, line.cells)))) for line in first]
        best = max(scores, default=0)
        index = scores.index(best) if best else 0
        # One word alone may be a title or somebody's name; where people are listed there are numbers.
        if best >= _ENOUGH or (best == 1 and not _DIGIT.search("".join(first[index].cells))):
            return index
        return None

    def choose_columns(self, header: Sequence[str], width: int) -> list[str]:
        """A field, or nothing, for each column: as remembered for this header, else as guessed."""
        remembered = self._remembered(header)
        if remembered is not None and len(remembered) == width:
            return remembered
        chosen: list[str] = []
        for word in [*header, *[""] * (width - len(header))]:
            field = self.guess(word)
            chosen.append("" if field in chosen and field not in self.may_repeat else field)
        return chosen

    def remember(self, header: Sequence[str], columns: Sequence[str]) -> None:
        """Keep what staff chose for lists with this header."""
        if any(header):
            ImportColumns.objects.update_or_create(
                header_key=self._key(header), defaults={"columns": list(columns), "used_at": timezone.now()}
            )

    def _remembered(self, header: Sequence[str]) -> list[str] | None:
        if not any(header):
            return None
        row = ImportColumns.objects.filter(header_key=self._key(header)).first()
        return None if row is None else [field if field in self.fields else "" for field in row.columns]

    def _key(self, header: Sequence[str]) -> str:
        words = [fold(word) for word in header]
        return hashlib.sha256("\n".join([self.name, *words] if self.name else words).encode()).hexdigest()


APPLICATIONS = Vocabulary(FIELDS, WORDS, _MAY_REPEAT)
