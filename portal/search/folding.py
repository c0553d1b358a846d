"""One folding of names and words, so that 髙 finds 高 and やまだ finds ヤマダ.

The folded text is a search key only. It is never shown and never stored in place of what was typed.
"""

import re
import unicodedata

# Forms of one character that families write differently and that a search must not tell apart.
# Compatibility ideographs (神 U+FA19 …) need no row: NFKC maps them by itself.
_VARIANTS = str.maketrans(
    {
        "髙": "高",
        "﨑": "崎",
        "嵜": "崎",
        "濵": "浜",
        "濱": "浜",
        "邊": "辺",
        "邉": "辺",
        "齋": "斎",
        "齊": "斉",
        "澤": "沢",
        "廣": "広",
        "國": "国",
        "櫻": "桜",
        "𠮷": "吉",
        "嶋": "島",
        "嶌": "島",
        "德": "徳",
        "惠": "恵",
        "瀨": "瀬",
        "眞": "真",
        "龍": "竜",
        "榮": "栄",
        "條": "条",
        "淵": "渕",
        "假": "仮",
        "靑": "青",
    }
)
_VARIATION_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
# Also the character that the database refuses to look for.
_IGNORED = re.compile(r"[\x00\s\u200b-\u200f\u2060\ufeff・･\-‐‑‒–—―−ー'’,.、。]")


def fold(text: str) -> str:
    """The search key of ``text``: width, case, kana, variant forms, spaces and dashes do not matter."""
    text = _VARIATION_SELECTORS.sub("", text)
    text = unicodedata.normalize("NFKC", text).casefold()
    text = "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in text)
    return _IGNORED.sub("", text).translate(_VARIANTS)


def bigrams(folded: str) -> list[str]:
    """All pairs of neighbouring characters of a folded text, each once, in order of first appearance."""
    return list(dict.fromkeys(folded[i : i + 2] for i in range(len(folded) - 1)))
