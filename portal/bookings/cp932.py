"""Text for programs that know only the Japanese Windows encoding: what it lacks becomes 〓, and is reported."""

import re
import unicodedata

GETA = "〓"
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_JOINER = "\u200d"
# The same sign under another number: nobody reads a difference.
_SAME = str.maketrans(
    {
        "\u00a0": " ",
        "\u2014": "\u2015",
        "\u00a5": "￥",
        "\u203e": "￣",
        "\u00b7": "・",
        "\u2022": "・",
        "\u2011": "-",
        "\u2010": "-",
    }
)


def to_cp932(text: str) -> tuple[str, bool]:
    """``text`` with 〓 for every character that CP932 lacks, and whether a reader would see a difference.

    A character and what belongs to it (variation selectors, marks) is one: it becomes one 〓, and where only
    the selector is unknown the plain form of the character stays. Nothing is left without its base.
    """
    written = "".join(_written(cluster) for cluster in _clusters(text.translate(_SAME)))
    return written, written != text.translate(_SAME)


def _clusters(text: str) -> list[str]:
    """Each character with what belongs to it."""
    clusters: list[str] = []
    for char in text:
        joined = clusters and (_belongs_to_the_last(char) or clusters[-1].endswith(_JOINER))
        if joined:
            clusters[-1] += char
        else:
            clusters.append(char)
    return clusters


def _belongs_to_the_last(char: str) -> bool:
    return char == _JOINER or bool(_SELECTORS.match(char)) or unicodedata.category(char) in {"Mn", "Me", "Mc"}


def _written(cluster: str) -> str:
    plain = _SELECTORS.sub("", cluster)
    if len(plain) > 1:
        # か and its mark are が. A single character is never composed: that would make 神 another one.
        plain = unicodedata.normalize("NFC", plain)
    if plain and _is_known(plain):
        return plain
    return GETA if plain else ""


def _is_known(text: str) -> bool:
    try:
        text.encode("cp932")
    except UnicodeEncodeError:
        return False
    # Private-use characters would come out as somebody else's 外字.
    return not any("\ue000" <= char <= "\uf8ff" for char in text)
