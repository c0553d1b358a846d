import pytest

from portal.bookings.importing.checking import start_batch
from portal.bookings.importing.columns import APPLICATIONS
from portal.bookings.importing.tables import read_text
from tests import factories

choose_columns, find_header = APPLICATIONS.choose_columns, APPLICATIONS.find_header
guess, remember = APPLICATIONS.guess, APPLICATIONS.remember

WORDS = {
    "name": "氏名 名前 お名前 氏名（漢字） ※お名前【必須】 参加者氏名 申込者 姓 名 氏　名",
    "kana": "ふりがな フリガナ カナ 氏名（カナ） お名前（ふりがな） よみがな セイ メイ",
    "telephone": "電話 電話番号 TEL ＴＥＬ 携帯電話 連絡先 電話番号（日中つながるもの）",
    "fax": "FAX ＦＡＸ番号 ファックス",
    "email": "メール E-mail メールアドレス Eメール",
    "postal_code": "郵便番号 〒",
    "address": "住所 ご住所 市区町村",
    "district": "地区 お住まいの地区 校区",
    "age_band": "年代 年齢",
    "affiliation": "所属 所属団体 団体名 勤務先",
    "place_kind": "参加方法 参加のしかた 受講形式",
    "received_at": "申込日 受付日 受付日時 申込み日時 タイムスタンプ",
    "channel": "申込経路 受付方法 申込方法",
    "note": "備考 ひとこと ご質問",
    "contact_wish": "連絡方法 連絡方法の希望 ご希望の連絡方法",
    "name_2": "2人目のお名前 同伴者氏名",
    "kana_2": "2人目のふりがな",
    "accommodation_text": "必要な配慮 手話通訳の要否",
    "": "No. 番号 性別 受付番号 生年月日 緊急連絡先 保護者氏名 見本花子 令和5年度申込者名簿 出欠12月5日",
}


@pytest.mark.parametrize(
    ("field", "word"), [(f, word) for f, words in WORDS.items() for word in words.split()]
)
def test_word_of_a_header_is_understood(field, word):
    assert guess(word) == field


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("お名前,電話\nx,1", 0),
        ("令和8年度 養成研修 申込者名簿\n（11月24日現在）\nNo.,氏名,電話番号\n1,x,1", 2),
        ("申込者名簿,,,,\n,担当,福祉課,,\n氏名,フリガナ,電話,,\nx,,,,", 2),
        ("見本 花子,ミホン ハナコ,0857510295", None),
        ("お名前\n見本 花子", 0),
        ("だれ,TEL\n見本 花子,0857510295", 0),
        ("見本 花子", None),
    ],
)
def test_header_is_found_below_titles(text, header):
    assert find_header(read_text(text).lines) == header


@pytest.mark.django_db
def test_second_mail_is_not_used_but_parts_of_a_name_are():
    header = ["姓", "名", "セイ", "メイ", "メール", "メール（確認）"]

    assert choose_columns(header, 7) == ["name", "name", "kana", "kana", "email", "", ""]


@pytest.mark.django_db
def test_what_staff_chose_is_remembered_for_the_same_header_in_any_width():
    header = ["お名前", "番号", "TEL"]
    remember(header, ["name", "telephone", "fax"])

    assert choose_columns(["お名前", "番号", "ＴＥＬ"], 3) == ["name", "telephone", "fax"]
    assert choose_columns(["お名前", "TEL", "番号"], 3) == ["name", "telephone", ""]
    assert choose_columns(header, 4) == ["name", "", "telephone", ""]


@pytest.mark.django_db
def test_list_without_a_header_is_not_remembered(staff):
    remember([], ["name"])
    batch = start_batch(
        occasion=factories.make_training(), table=read_text("見本 花子,0857510295"), source="", by=staff
    )

    assert (batch.header, batch.columns) == (None, ["", ""])


@pytest.mark.django_db
def test_header_that_staff_know_is_found_whatever_its_words():
    text = "名簿\nだれ,どこ 2\n見本 花子,0857510295"

    before = find_header(read_text(text).lines)
    remember(["だれ", "どこ２"], ["name", "telephone"])

    assert before is None
    assert find_header(read_text(text).lines) == 1
