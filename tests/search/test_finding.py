"""The rules of searching and marking, without a database."""

import pytest

from portal.office.distress import tells_of_distress
from portal.search.extracts import extract, marked
from portal.search.finding import LONGEST, Query, find
from portal.search.sources import Findable, Source, register_search


def found(raw, *rows, kinds=None):
    sources = kinds or [Source("all", "すべて", 1, lambda now: rows)]
    return [[hit.found.title for hit in group.hits] for group in find(Query.of(raw), None, sources)]


def row(title, *texts, **fields):
    return Findable(title, "/", texts, **fields)


@pytest.mark.parametrize("typed", ["サロン", "さろん", "ｻﾛﾝ", "サ ロン"])
def test_width_and_kana_make_no_difference(typed):
    assert found(typed, row("ふれあいサロン"), row("食堂")) == [["ふれあいサロン"]]


def test_case_and_forms_of_characters_make_no_difference():
    assert found("npo 髙原", row("ＮＰＯ高原の会")) == [["ＮＰＯ高原の会"]]


def test_all_words_must_be_there_wherever_they_are():
    rows = row("茶の間", "駅前で開きます"), row("茶の間", "北で開きます")

    assert found("駅前　茶の間", *rows) == [["茶の間"]]
    assert found("駅前 北", *rows) == []


def test_no_word_is_found_across_two_texts():
    assert found("前北", row("茶の間", "駅前", "北口")) == []
    assert found("間駅", row("茶の間", "駅前")) == []


def test_title_before_text_begins_before_contains_upcoming_before_past():
    rows = (
        row("本文だけ", "研修のこと"),
        row("中の研修 過去", is_past=True),
        row("中の研修"),
        row("研修 過去", is_past=True),
        row("研修"),
    )

    assert found("研修", *rows) == [["研修", "研修 過去", "中の研修", "中の研修 過去", "本文だけ"]]


def test_kind_with_the_best_hit_comes_first_and_then_by_rank():
    kinds = [
        Source("late", "", 30, lambda now: [row("研修")]),
        Source("text", "", 10, lambda now: [row("本文", "研修")]),
        Source("early", "", 20, lambda now: [row("研修の会")]),
    ]

    assert found("研修", kinds=kinds) == [["研修の会"], ["研修"], ["本文"]]


def test_keywords_are_found_and_not_shown():
    (group,) = find(
        Query.of("プライバシー"),
        None,
        [Source("p", "", 1, lambda now: [row("個人情報", keywords="プライバシー")])],
    )

    assert group.hits[0].extract == []


@pytest.mark.parametrize("raw", ["", " ", "　", "\x00", "\x00\x1b\r\n", "・", "ー", "\ud800", "\u202e"])
def test_nothing_to_look_for_finds_nothing(raw):
    assert Query.of(raw).words == ()
    assert found(raw, row("なにか")) == []


@pytest.mark.parametrize(
    ("raw", "title"), [("%", "100%"), ("_", "a_b"), ("\\", "a\\b"), ("研修\x00", "研修")]
)
def test_signs_stand_for_themselves_only(raw, title):
    assert found(raw, row(title), row("なにか")) == [[title]]


def test_what_is_too_long_is_cut_and_says_so():
    long = Query.of("あ" * 5_000)
    many = Query.of(" ".join(f"語{number}" for number in range(12)))

    assert (len(long.typed), long.is_cut) == (LONGEST, True)
    assert (len(many.words), many.is_cut) == (10, True)
    assert Query.of("あ" * LONGEST).is_cut is False


def text_of(pieces):
    return "".join(f"[{text}]" if is_marked else text for text, is_marked in pieces)


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        ("ふれあいサロン", ["さろん"], "ふれあい[サロン]"),
        ("ｶﾞｲﾄﾞ募集", ["がいど"], "[ｶﾞｲﾄﾞ]募集"),
        ("研修と研修会", ["研修", "修会"], "[研修]と[研修会]"),
        ("<b>研修</b>", ["b"], "<[b]>研修</[b]>"),
        ("研修", ["ない"], "研修"),
        ("サポーターの会", ["さぽた"], "[サポーター]の会"),
        ("サ・ロン", ["さろん"], "[サ・ロン]"),
    ],
)
def test_words_are_marked_as_they_are_written(text, words, shown):
    assert text_of(marked(text, words)) == shown


def test_extract_stands_around_the_first_word_found():
    before, after = "あ" * 50, "い" * 200

    assert text_of(extract(["ほか", f"{before}研修{after}"], ["研修"])) == (f"…{'あ' * 30}[研修]{'い' * 78}…")
    assert text_of(extract(["はじめ", "つぎ"], ["題名"])) == "はじめ"
    assert extract(["", "  "], ["題名"]) == []


@pytest.mark.parametrize(
    "typed",
    [
        "死にたい", "しにたい", "シニタイ", "ｼﾆﾀｲ", "もう 死に たい です", "消えたい", "自殺 方法", "毎日つらいです",
        "助けて", "ＨＥＬＰ　ＭＥ", "あ" * 4_990 + "死にたい",
    ],
)  # fmt: skip
def test_words_of_distress_are_heard_inside_phrases(typed):
    assert tells_of_distress(typed)


@pytest.mark.parametrize("typed", ["", "研修", "子ども食堂", "サポーター", "孤独・孤立とは", "%"])
def test_other_words_are_not_taken_for_distress(typed):
    assert not tells_of_distress(typed)


def test_a_source_registers_once():
    with pytest.raises(ValueError, match="twice"):
        register_search("helplines", "", 1, lambda now: ())
