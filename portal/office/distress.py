"""Words that people type who are not well, or know somebody who is not: the open helplines come first then. The
office edits them in its settings."""

import functools

from portal.search.folding import fold

# Also inside longer phrases, so each stands as people write it, in kanji and in kana. One a line.
OUR_WORDS = "\n".join((
    "死にたい", "しにたい", "死のう", "死んでしまい", "消えたい", "きえたい", "いなくなりたい", "居なくなりたい",
    "生きたくない", "いきたくない", "生きるのがつら", "生きていたくない", "自殺", "じさつ", "自死", "自傷",
    "リストカット", "リスカ", "オーバードーズ", "首を吊", "首つり", "飛び降り", "殺して", "殺され", "殺したい",
    "つらい", "辛い", "つらく", "辛くて", "苦しい", "くるしい", "しんどい", "助けて", "たすけて", "限界", "もう無理",
    "もうだめ", "もう駄目", "眠れない", "ねむれない", "さみしい", "さびしい", "寂しい", "淋しい", "ひとりぼっち",
    "独りぼっち", "一人ぼっち", "暴力", "殴ら", "虐待", "いじめ", "suicide", "kill myself", "want to die", "help me",
))  # fmt: skip


def our_words() -> str:
    """What the office begins with."""
    return OUR_WORDS


def tells_of_distress(text: str, words: str = OUR_WORDS) -> bool:
    """Whether one of the ``words``, one a line, stands anywhere in ``text``, whatever its width, kana, case and
    spaces."""
    folded = fold(text)
    return any(word in folded for word in _folded(words))


@functools.lru_cache(maxsize=4)
def _folded(words: str) -> tuple[str, ...]:
    """Lines that fold to nothing would stand everywhere."""
    return tuple(filter(None, map(fold, words.splitlines())))
