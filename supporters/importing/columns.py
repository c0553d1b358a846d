"""What the columns of the office's list of supporters can mean."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.bookings.importing.columns import WORDS, Vocabulary

FIELDS: dict[str, str | Promise] = {
    "number": _("登録番号"),
    "name": _("お名前"),
    "kana": _("ふりがな"),
    "registered_on": _("登録日"),
    "state": _("状態"),
    "telephone": _("電話"),
    "fax": _("FAX"),
    "email": _("メール"),
    "postal_code": _("郵便番号"),
    "address": _("住所"),
    "contact_wish": _("連絡の方法"),
    "best_time": _("電話のつながりやすい時間"),
    "district": _("地区"),
    "affiliation": _("所属"),
    "age_band": _("年代・年齢"),
    "training": _("受けた研修（名前・○・日付）"),
    "trained_on": _("受講日"),
    "note": _("備考"),
}
_SHARED = {
    "contact_wish", "best_time", "kana", "email", "fax", "telephone", "postal_code", "district", "address",
    "age_band", "affiliation", "note", "name",
}  # fmt: skip
_WORDS = (
    ("number", r"(つながり)?(さぽた)?(登録|会員|さぽた|認定)(no|番号).*"),
    ("registered_on", r"登録(年月)?日.*|登録日時|認定日|委嘱日|登録年月"),
    ("trained_on", r"(受講|修了|研修|開催|参加)(年月)?日.*|.*受講日.*"),
    ("training", r".*(研修|講座|受講|修了).*|第?\d+回.*"),
    ("state", r"状態|区分|活動(状況|状態)|登録(状況|状態|区分)|在籍"),
    ("", r"性別|印|生年月日|取扱注意|項番|順|no|番号|連番|通番"),
    *((field, words) for field, words in WORDS if field in _SHARED),
)

REGISTRY = Vocabulary(
    FIELDS,
    _WORDS,
    {"name", "kana", "address", "note", "affiliation", "telephone", "training", "trained_on"},
    name="supporters",
)
