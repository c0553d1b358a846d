import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.bookings.cp932 import to_cp932


@pytest.mark.parametrize(
    ("text", "written", "is_changed"),
    [
        ("髙橋 﨑 ①㈱", "髙橋 﨑 ①㈱", False),
        ("𠮷田", "〓田", True),
        # The plain form of the character is known: only its selector goes.
        ("葛\U000e0100城", "葛城", True),
        # Neither the character nor its selector is: one sign, and nothing without its base.
        ("𠮷\U000e0101田", "〓田", True),
        ("\U000e0100田", "田", True),
        ("か\u3099", "が", True),
        ("か\u309a", "〓", True),
        ("Nguyễn", "Nguy〓n", True),
        ("e\u0301te\u0301", "〓t〓", True),
        ("👩\u200d👧さん", "〓さん", True),
        ("10〜12時 A−B", "10〜12時 A−B", False),
        ("a—b ¥100", "a―b ￥100", False),
        ("山\ue000", "山〓", True),
        ("", "", False),
    ],
)
def test_what_the_windows_encoding_lacks_becomes_one_sign(text, written, is_changed):
    assert to_cp932(text) == (written, is_changed)


@given(st.text())
def test_every_text_can_be_written(text):
    written, _is_changed = to_cp932(text)

    assert written.encode("cp932")[:0] == b""
    assert len(written) <= len(text)


@given(st.text(st.characters(codec="cp932", exclude_categories=["Co", "Mn"], exclude_characters="¢£¬‖−〜")))
def test_what_the_encoding_holds_is_left_alone(text):
    same = text.translate(str.maketrans({"\u00a0": " ", "\u2010": "-", "\u2011": "-"}))

    assert to_cp932(text) == (same, False)
