import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.ui.text import (
    InvalidInput,
    clean_lines,
    clean_name,
    fold_digits,
    fold_kana,
    fold_postal_code,
    fold_receipt_number,
    fold_telephone,
)


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("１２３-４５６７", "1234567"),
        ("〒680−0845", "6800845"),
        ("12 34　56", "123456"),
        ("1‐2‑3‒4–5—6―7ー8ｰ9－0─", "1234567890"),
        ("(0857)51（0295）", "0857510295"),
        ("12a", "12a"),
        ("", ""),
    ],
)
def test_digits_in_any_width_with_any_dash_are_folded(typed: str, folded: str) -> None:
    assert fold_digits(typed) == folded


@pytest.mark.parametrize(
    "name",
    [
        "髙橋 花子",
        "𠮷田 太",
        "葛\U000e0100城 一郎",
        "\ufa19谷 \ufa10\uf9dc",  # 神, 塚, 隆 as compatibility ideographs: NFC would replace them
        "山﨑 花子",
        "㈱鳥取 ①",
        "O'Brien & <b>",
        "{% foo %}",
        "{{ x }}",
        "=1+1",
        "Nguyễn Thị Hoa",
        "José\u200d",  # joiners belong to the writing of some names
        "\U000323af",  # a character newer than this Python's tables
    ],
)
def test_name_is_kept_as_written(name: str) -> None:
    assert clean_name(name) == name


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("　山田 花子 ", "山田 花子"),
        ("ﾔﾏﾀﾞ ﾊﾅｺ", "ヤマダ ハナコ"),
        ("ヤマタﾞ", "ヤマダ"),
        ("か\u3099た", "がた"),
        ("山田\r\n花子", "山田 花子"),
        ("山田\t花子", "山田 花子"),
        ("山田\u200b花子\ufeff", "山田花子"),
    ],
)
def test_name_with_slips_of_the_keyboard_is_cleaned(typed: str, cleaned: str) -> None:
    assert clean_name(typed) == cleaned


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x7f", "\u202e", "\u2066", "\ufffd", "\ufffe"])
def test_name_with_control_character_says_to_type_again(character: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        clean_name(f"山{character}田")

    assert caught.value.messages == [
        "使えない文字が入っています。この欄をいったん空にして、入力し直してください。"
    ]


@pytest.mark.parametrize("character", ["\ue000", "\uf8ff", "\U000f0000", "\U0010fffd"])
def test_name_with_private_character_says_to_use_a_near_one(character: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        clean_name(f"山{character}")

    assert caught.value.messages == [
        "外字は、ほかの機械では表示できません。近い字で入力して、正しい字の形を備考に書いてください。"
    ]


def test_lines_keep_their_breaks_and_lose_nothing_else() -> None:
    assert clean_lines(" 鳥取市富安2丁目\r\n髙橋ﾋﾞﾙ 3階\n") == "鳥取市富安2丁目\n髙橋ビル 3階"


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("やまだ はなこ", "ヤマダ\u3000ハナコ"),
        ("ﾔﾏﾀﾞ  ﾊﾅｺ", "ヤマダ\u3000ハナコ"),
        ("ヤマダ　ハナコ", "ヤマダ\u3000ハナコ"),
        ("か\u3099とう", "ガトウ"),
        ("ハ゛ハ゜", "バパ"),
        ("ゆ－こ", "ユーコ"),
        ("ユ-コ", "ユーコ"),
        ("みすゞ", "ミスヾ"),
        ("ジャン＝ポール", "ジャン・ポール"),
        ("ゔぁん", "ヴァン"),
        ("", ""),
    ],
)
def test_kana_becomes_full_width_katakana_with_one_space(typed: str, folded: str) -> None:
    assert fold_kana(typed) == folded


@pytest.mark.parametrize("typed", ["山田", "Yamada", "やまだ1", "やまだ!"])
def test_kana_with_anything_else_says_what_to_type(typed: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        fold_kana(typed)

    assert caught.value.messages == ["ふりがなは、ひらがなかカタカナで入力してください。"]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("0857-51-0295", "0857510295"),
        ("０８５７（５１）０２９５", "0857510295"),
        ("0857 51 0295", "0857510295"),
        ("0857.51.0295", "0857510295"),
        ("TEL：0857-51-0295", "0857510295"),
        ("090ー1234ー5678", "09012345678"),
        ("050-1234-5678", "05012345678"),
        ("06012345678", "06012345678"),
        ("0120-279-338", "0120279338"),
        ("0570-064-556", "0570064556"),
        ("0800-123-4567", "08001234567"),
        ("+81 857-51-0295", "0857510295"),
        ("+81(0)90-1234-5678", "09012345678"),
        ("010-81-857-51-0295", "0857510295"),
        ("+82 10-1234-5678", "+821012345678"),
        ("0082 10-1234-5678", "+821012345678"),
        ("", ""),
        (" - ", ""),
    ],
)
def test_telephone_in_any_form_is_stored_as_digits(typed: str, stored: str) -> None:
    assert fold_telephone(typed) == stored


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("0857-8067", "length"),
        ("0857-2451-0295", "length"),
        ("090-1234-567", "length"),
        ("0857-51-02955", "length"),
        ("51-0295", "area_code"),
        ("9012345678", "area_code"),
        ("0857-51-0295 内線12", "extension"),
        ("0857-51-0295 ext.12", "extension"),
        ("0857-51-0295#12", "extension"),
        ("なし", "digits"),
        ("0857-51-0295/0857-24-8067", "digits"),
        ("0857+51", "digits"),
        ("+82 1", "foreign"),
        ("+999 123456789", "foreign"),
        ("0000000000", "foreign"),
    ],
)
def test_telephone_that_cannot_be_dialled_says_why(typed: str, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        fold_telephone(typed)

    assert caught.value.code == code


def test_telephone_with_a_digit_too_few_names_both_numbers() -> None:
    with pytest.raises(InvalidInput) as caught:
        fold_telephone("090-1234-567")

    assert caught.value.messages == ["この電話番号は11桁のはずですが、10桁あります。番号を確かめてください。"]


def test_postal_code_and_receipt_number_are_folded_or_refused() -> None:
    assert fold_postal_code("〒６８０－０８４５") == "6800845"
    assert fold_receipt_number("１２３４ ５６７８") == "12345678"
    assert fold_postal_code("") == fold_receipt_number("") == ""
    for fold, typed in [
        (fold_postal_code, "680-084"),
        (fold_receipt_number, "1234-567"),
        (fold_postal_code, "六八〇"),
    ]:
        with pytest.raises(InvalidInput):
            fold(typed)


@given(st.text())
def test_folding_twice_is_folding_once(typed: str) -> None:
    for fold in (fold_digits, clean_name, clean_lines, fold_kana, fold_telephone):
        try:
            once = fold(typed)
        except InvalidInput:
            continue
        assert fold(once) == once


@given(st.text(alphabet="ぁがぱーｶﾞﾟ゛゜\u3099\u309a=゠-－ 　ﾔヴゔゝヾ・ヿゟ"))
def test_folding_kana_twice_is_folding_once(typed: str) -> None:
    try:
        once = fold_kana(typed)
    except InvalidInput:
        return

    assert fold_kana(once) == once


@given(st.from_regex(r"0[1-9]0?[0-9]{8}", fullmatch=True))
def test_telephone_typed_in_full_width_is_the_same_number(digits: str) -> None:
    wide = digits.translate({ord("0") + n: 0xFF10 + n for n in range(10)})

    try:
        stored = fold_telephone(digits)
    except InvalidInput:
        with pytest.raises(InvalidInput):
            fold_telephone(wide)
    else:
        assert fold_telephone(wide) == stored
