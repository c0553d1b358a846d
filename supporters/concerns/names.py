"""Does a text seem to say who somebody is? It is asked about once and never refused, so it may be wrong now
and then; a 「3丁目」 alone says nothing about anybody."""

import re
import unicodedata

_TELEPHONE = re.compile(r"(?<![0-9])0[0-9]{1,4}[-() ]{0,2}[0-9]{1,4}[-() ]{0,2}[0-9]{3,4}(?![0-9])")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
# What follows two numbers that are no address: 2-3回, 4-5人.
_COUNTED = r"(?!\s*(?:[0-9]|-|回|日|人|名|年|時|分|週|月|度|歳|才|か|カ|ヶ|割|枚|本|個|階|代|つ|円))"
# A house: a number behind 丁目 or 番地, two numbers joined by a dash behind a place, a room.
_ADDRESS = re.compile(
    r"[0-9〇一二三四五六七八九十]+丁目[-の ]?[0-9]+(?:-[0-9]+)*"
    r"|[0-9]+番地|[0-9]+番[0-9]+号"
    rf"|(?<=[一-龯々ヶケ])[0-9]+(?:-[0-9]+){{1,2}}{_COUNTED}"
    r"|[0-9]{2,4}号室"
)
_NAME = re.compile(r"([一-龯々ヶ]{1,4}|[ァ-ヺー]{2,8})(?:さん|くん|ちゃん)")
# Who somebody is to others, not what they are called: the whole of what stands before さん …
_ROLES = re.compile(
    "父|母|親御|兄|姉|弟|妹|爺|婆|叔父|伯父|叔母|伯母|孫|子|奥|嫁|婿|夫|妻|娘|息子|赤|坊|隣|皆|客|主|彼|大家|神|仏"
    "|郵便屋|電気屋|八百屋|床屋|米屋|酒屋|魚屋|牛乳屋|新聞屋|パパ|ママ"
)
# … or its end.
_ROLE_ENDINGS = (
    "員", "者", "師", "士", "婦", "祖父", "祖母", "父親", "母親", "両親", "旦那", "主人", "隣人", "友人", "知人", "管理人",
    "本人", "住人", "老人", "病人", "会長", "区長", "班長", "組長", "部長", "課長", "社長", "校長", "園長", "店長", "運転手",
    "友達", "先生", "学生", "校生", "ヘルパー", "マネ", "マネジャー", "マネージャー", "スタッフ", "ドライバー", "オーナー",
    "サポーター", "ボランティア",
)  # fmt: skip


def _is_role(word: str) -> bool:
    return bool(_ROLES.fullmatch(word)) or word.endswith(_ROLE_ENDINGS)


def find_identifying(text: str) -> list[str]:
    """The parts of ``text`` that look like a name, a telephone number or an address, each once, in order."""
    text = unicodedata.normalize("NFKC", text)
    # All the strokes that people write for a dash, between digits.
    text = re.sub(r"(?<=[0-9])\s*[‐‑‒–—―−ーｰ─]\s*(?=[0-9])", "-", text)
    found = [match for pattern in (_TELEPHONE, _EMAIL, _ADDRESS) for match in pattern.finditer(text)]
    found += [match for match in _NAME.finditer(text) if not _is_role(match[1])]
    return list(dict.fromkeys(match[0] for match in sorted(found, key=lambda match: match.start())))
