import pytest
from hypothesis import given
from hypothesis import strategies as st

from supporters.concerns.names import find_identifying


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("３丁目１５番地", ["3丁目15"]),
        ("見本町三丁目5", ["三丁目5"]),
        ("見本町123-4", ["123-4"]),
        ("町12-34-5のアパート", ["12-34-5"]),
        ("2階の201号室", ["201号室"]),
        ("花子さんが", ["花子さん"]),
        ("土屋さん、サトウさん、太郎くん", ["土屋さん", "サトウさん", "太郎くん"]),
        ("隣の見本さんの電話は０８５７ー５１ー０２９５です", ["見本さん", "0857-51-0295"]),
        ("090 1234 5678", ["090 1234 5678"]),
        ("himitsu@example.com", ["himitsu@example.com"]),
        ("見本さんと見本さん", ["見本さん"]),
    ],
)
def test_name_number_and_address_are_noticed_each_once(text, found):
    assert find_identifying(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "3丁目の角の家",
        "三丁目のあたり",
        "毎日2-3回、町内2-3人",
        "12月1日から2、3日",
        "80代の男性",
        "お父さん、奥さん、お子さん、おばあさん",
        "民生委員さん、ヘルパーさん、町内会長さん、大家さん",
        "お隣さんのＡさん",
        "赤ちゃんが泣いている",
        "同級生の親御さん",
        "5番目の家の2階",
    ],
)
def test_what_names_nobody_raises_no_alarm(text):
    assert find_identifying(text) == []


@given(st.text(alphabet="0123456789-ー丁目番地さんの町山田 電話@", max_size=60))
def test_any_text_can_be_looked_at(text):
    found = find_identifying(text)

    assert len(found) == len(set(found))
