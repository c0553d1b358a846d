"""Folding of what people type: digits in any width, names as written, kana, telephones.

Folding never tells people to type differently where the machine can do it. What cannot be understood raises
``InvalidInput`` with a message that says what to do. Every function may be applied twice with one result.
"""

import re
import unicodedata

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class InvalidInput(ValidationError, ValueError):
    """The text cannot be understood; the message is for the person who typed it."""


_SEPARATORS = re.compile(r"[\s\-‐‑‒–—―−ーｰ－─()（）〒]")


def fold_digits(text: str) -> str:
    """１２３‐４５ → 12345. Anything that is neither digit nor separator stays, for the caller to refuse."""
    narrow = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text))
    # Once more, because what stood on both sides of a separator may compose.
    return unicodedata.normalize("NFKC", narrow)


# --- names and addresses: kept as written -----------------------------------------------------------------

_HALF_WIDTH_KANA = re.compile("[\uff61-\uff9f]+")
_KANA_WITH_MARK = re.compile("[\u3041-\u30ff][\u3099\u309a]")
_LINE_BREAKS = re.compile("[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u2060\ufeff]")
# Control characters, characters that turn the direction of text, and what stands for lost ones.
_UNUSABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffc-\uffff\ud800-\udfff]"
)
_PRIVATE_USE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")


def _compose_kana(text: str) -> str:
    """か + U+3099 (as some telephones send it) → が, and ｶﾞ → ガ; nothing else is touched."""
    text = _HALF_WIDTH_KANA.sub(lambda run: unicodedata.normalize("NFKC", run[0]), text)
    return _KANA_WITH_MARK.sub(lambda pair: unicodedata.normalize("NFC", pair[0]), text)


def without_controls(text: str) -> str:
    """What files for machines can hold: XML forbids control characters, and calendars stumble over them. Line
    breaks stay."""
    return "\n".join(_UNUSABLE.sub("", line) for line in text.splitlines())


def clean_lines(text: str) -> str:
    """``clean_name`` for text of several lines: addresses, remarks."""
    lines = re.split("\r\n|[\n\r\v\f\x85\u2028\u2029]", text)
    return "\n".join(clean_name(line) for line in lines).strip()


def clean_name(text: str) -> str:
    """A name as its owner writes it: 髙, 𠮷, 神 U+FA19 and variation selectors survive.

    NFC and NFKC would replace some of them by other characters, so neither is used on the whole. A line break
    or tab becomes a space: no name may reach a mail header with one.
    Raises InvalidInput for control and private-use characters (外字), which nobody else's screen can show.
    """
    text = _INVISIBLE.sub("", _LINE_BREAKS.sub(" ", text))
    if _PRIVATE_USE.search(text):
        raise InvalidInput(
            _("外字は、ほかの機械では表示できません。近い字で入力して、正しい字の形を備考に書いてください。"),
            code="private_use",
        )
    if _UNUSABLE.search(text):
        raise InvalidInput(
            _("使えない文字が入っています。この欄をいったん空にして、入力し直してください。"), code="control"
        )
    return _compose_kana(text).strip()


_DASH_AFTER_KANA = re.compile("(?<=[ァ-ヿ])[-‐‑‒–—―−─]")


def fold_kana(text: str) -> str:
    """やまだ　太 → refused; やまだ  ﾊﾅｺ → ヤマダ　ハナコ: full-width katakana, one ideographic space.

    Raises InvalidInput when something else than kana is left.
    """
    text = unicodedata.normalize(
        "NFKC", _INVISIBLE.sub("", text).replace("゛", "\u3099").replace("゜", "\u309a")
    )
    text = re.sub("[=゠]", "・", text)
    text = "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" or c in "ゝゞ" else c for c in text)
    text = "\u3000".join(_DASH_AFTER_KANA.sub("ー", _compose_kana(text)).split())
    if not re.fullmatch("[ァ-ヺー・ヽヾ\u3000]*", text):
        raise InvalidInput(_("ふりがなは、ひらがなかカタカナで入力してください。"), code="kana")
    return text


# --- numbers -----------------------------------------------------------------------------------------------

_EXTENSION = re.compile(r"内|ext|[x#]", re.IGNORECASE)
# Mobile and IP telephones and 0800 have eleven digits, everything else ten. No list of area codes is kept:
# new ranges pass.
_ELEVEN_DIGITS = re.compile("0[25-9]0")


def fold_telephone(text: str) -> str:
    """０８５７（５１）０２９５ → 0857510295; +81 becomes national; other countries stay as +821012345678.

    Empty stays empty. Raises InvalidInput with what is wrong: digits missing, area code missing, extension.
    """
    text = unicodedata.normalize("NFKC", text).strip()
    if _EXTENSION.search(text):
        raise InvalidInput(
            _("内線番号は備考に書いて、ここには電話番号だけを入力してください。"), code="extension"
        )
    digits = re.sub(r"^(TEL|電話|FAX)[.:]?", "", fold_digits(text), flags=re.IGNORECASE).replace(".", "")
    if not digits:
        return ""
    if not re.fullmatch(r"\+?[0-9]+", digits):
        raise InvalidInput(_("電話番号は数字で入力してください。例）03-0000-0000"), code="digits")
    if digits.startswith(("+", "00", "010")):
        return _fold_international(re.sub(r"^(\+|010|00)", "+", digits))
    return _fold_japanese(digits)


def _fold_international(digits: str) -> str:
    if digits.startswith("+81"):
        return _fold_japanese("0" + digits[3:].lstrip("0"))
    try:
        number = phonenumbers.parse(digits)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise InvalidInput(
            _("外国の電話番号は、+ と国番号から入力してください。例）+82 2-1234-5678"), code="foreign"
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _fold_japanese(digits: str) -> str:
    if not digits.startswith("0"):
        raise InvalidInput(_("電話番号は、市外局番から入力してください。例）03-0000-0000"), code="area_code")
    wanted = 11 if _ELEVEN_DIGITS.match(digits) else 10
    if len(digits) != wanted:
        raise InvalidInput(
            _("この電話番号は%(wanted)d桁のはずですが、%(given)d桁あります。番号を確かめてください。"),
            code="length",
            params={"wanted": wanted, "given": len(digits)},
        )
    return digits


def fold_postal_code(text: str) -> str:
    """〒６８０−０８４５ → 6800845. Empty stays empty. Raises InvalidInput unless seven digits are left."""
    digits = fold_digits(text)
    if digits and not re.fullmatch("[0-9]{7}", digits):
        raise InvalidInput(_("郵便番号は7桁の数字で入力してください。例）680-0845"), code="postal_code")
    return digits


def fold_receipt_number(text: str) -> str:
    """１２３４-５６７８ → 12345678. Empty stays empty. Raises InvalidInput unless eight digits are left."""
    digits = fold_digits(text)
    if digits and not re.fullmatch("[0-9]{8}", digits):
        raise InvalidInput(
            _("受付番号は8桁の数字です。受付の画面か、お知らせを確かめてください。"), code="receipt"
        )
    return digits


_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:(?![0-9])")


def fold_web_address(text: str) -> str:
    """ｗｗｗ.example.jp → https://www.example.jp; an address that names its own scheme stays as it is, for the
    caller to refuse what is neither http nor https. Empty stays empty."""
    text = "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in clean_name(text))
    text = text.replace(" ", "").replace("\u3000", "")
    return f"https://{text}" if text and not _SCHEME.match(text) else text
