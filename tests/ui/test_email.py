import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.ui.email import fold_email, suggest_email
from portal.ui.text import InvalidInput


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("taro@example.jp", "taro@example.jp"),
        ("ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐ", "taro@example.jp"),
        (" Taro@Example.JP ", "Taro@example.jp"),
        ("taro @docomo.ne.jp", "taro@docomo.ne.jp"),
        ("mailto:taro@example.jp", "taro@example.jp"),
        ("a..b@docomo.ne.jp", "a..b@docomo.ne.jp"),
        ("x.@ezweb.ne.jp", "x.@ezweb.ne.jp"),
        (".y@i.softbank.jp", ".y@i.softbank.jp"),
        ("z..@t.vodafone.ne.jp", "z..@t.vodafone.ne.jp"),
        ("taro+tsunagari@gmail.com", "taro+tsunagari@gmail.com"),
        ("", ""),
    ],
)
def test_address_that_can_be_written_to_is_accepted(typed: str, folded: str) -> None:
    assert fold_email(typed) == folded


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("taro", "メールアドレスに「@」がありません。例）tsunagari@example.jp"),
        ("taro@", "メールアドレスを確かめてください。例）tsunagari@example.jp"),
        ("@example.jp", "メールアドレスを確かめてください。例）tsunagari@example.jp"),
        ("taro@gmail", "メールアドレスを確かめてください。例）tsunagari@example.jp"),
        ("taro@gmail,com", "メールアドレスを確かめてください。例）tsunagari@example.jp"),
        ("たろう@example.jp", "メールアドレスを確かめてください。例）tsunagari@example.jp"),
        ("a@b@example.jp", "メールアドレスを確かめてください。例）tsunagari@example.jp"),
        ("a@example.jp\r\nBcc:b@example.jp", "メールアドレスを確かめてください。例）tsunagari@example.jp"),
        ("a..b@example.jp", "メールアドレスの「.」の位置を確かめてください。"),
        ("a.@notdocomo.ne.jp", "メールアドレスの「.」の位置を確かめてください。"),
        ("a" * 65 + "@example.jp", "メールアドレスを確かめてください。例）tsunagari@example.jp"),
    ],
)
def test_address_that_cannot_be_right_is_refused(typed: str, message: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        fold_email(typed)

    assert caught.value.messages == [message]


@pytest.mark.parametrize(
    ("address", "meant"),
    [
        ("taro@gmail.con", "taro@gmail.com"),
        ("taro@gamil.com", "taro@gmail.com"),
        ("taro@gmai.com", "taro@gmail.com"),
        ("taro@gmaill.com", "taro@gmail.com"),
        ("taro@gmail.co", "taro@gmail.com"),
        ("taro@gmail.co.jp", "taro@gmail.com"),
        ("taro@docomo.ne.jo", "taro@docomo.ne.jp"),
        ("taro@docomo.co.jp", "taro@docomo.ne.jp"),
        ("a..b@docmo.ne.jp", "a..b@docomo.ne.jp"),
        ("taro@yahoo.co.jo", "taro@yahoo.co.jp"),
        ("taro@ezweb.ne.jo", "taro@ezweb.ne.jp"),
        ("taro@icloud.con", "taro@icloud.com"),
        ("taro@i.softbank.ne.jp", "taro@i.softbank.jp"),
    ],
)
def test_likely_slip_is_asked_back(address: str, meant: str) -> None:
    assert suggest_email(address) == meant


@pytest.mark.parametrize(
    "address",
    [
        "taro@gmail.com",
        "taro@mail.com",
        "taro@me.com",
        "taro@t.vodafone.ne.jp",
        "taro@city.example.lg.jp",
        "",
        "taro",
    ],
)
def test_address_without_slip_is_not_asked_back(address: str) -> None:
    assert suggest_email(address) is None


@given(st.emails())
def test_folding_an_address_twice_is_folding_it_once(address: str) -> None:
    try:
        once = fold_email(address)
    except InvalidInput:
        return

    assert fold_email(once) == once
