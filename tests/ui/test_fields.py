import pytest
from django import forms

from portal.ui import fields
from portal.ui.forms import PortalForm


class _Form(PortalForm):
    name = fields.NameField(label="お名前", max_length=3)
    kana = fields.KanaField(label="ふりがな", required=False)
    telephone = fields.TelephoneField(label="電話番号", required=False)
    postal_code = fields.PostalCodeField(label="郵便番号", required=False)
    email = fields.EmailField(label="メールアドレス", required=False)
    receipt = fields.ReceiptNumberField(label="受付番号", required=False)
    digits = fields.DigitsField(label="番号", required=False, exact_length=4)
    note = fields.TextField(label="備考", required=False, max_length=10)
    wish = forms.ChoiceField(label="連絡の方法", choices=[("mail", "メール")], widget=forms.RadioSelect)
    agrees = forms.BooleanField(label="読みました")


GOOD = {"name": "𠮷田太", "wish": "mail", "agrees": "on"}


def test_fields_fold_what_was_typed() -> None:
    form = _Form(
        GOOD
        | {
            "kana": "よしだ ふとし",
            "telephone": "０８５７（５１）０２９５",
            "postal_code": "〒680−0845",
            "email": "ａ..b＠docomo.ne.jp",
            "receipt": "１２３４-５６７８",
            "digits": "１２-３４",
            "note": "一行\r\n二行",
        }
    )

    assert form.errors == {}
    assert form.cleaned_data == {
        "name": "𠮷田太",
        "kana": "ヨシダ\u3000フトシ",
        "telephone": "0857510295",
        "postal_code": "6800845",
        "email": "a..b@docomo.ne.jp",
        "receipt": "12345678",
        "digits": "1234",
        "note": "一行\n二行",
        "wish": "mail",
        "agrees": True,
    }


def test_empty_form_names_each_missing_field() -> None:
    assert _Form({"name": "　 "}).errors == {
        "name": ["お名前を入力してください。"],
        "wish": ["連絡の方法を選んでください。"],
        "agrees": ["「読みました」に印をつけてください。"],
    }


def test_wrong_values_say_what_to_do() -> None:
    form = _Form(
        GOOD
        | {"name": "鳥取花子", "digits": "12", "note": "あ" * 11, "wish": "pigeon", "telephone": "51-0295"}
    )

    assert form.errors == {
        "name": ["3文字以内で入力してください（いま4文字）。"],
        "digits": ["4桁の数字で入力してください（いま2桁）。"],
        "note": ["10文字以内で入力してください（いま11文字）。"],
        "wish": ["一覧の中から選び直してください。"],
        "telephone": ["電話番号は、市外局番から入力してください。例）03-0000-0000"],
    }


def test_digits_with_letters_are_refused() -> None:
    assert _Form(GOOD | {"digits": "12ab"}).errors == {"digits": ["数字で入力してください。"]}


def test_message_of_the_field_itself_is_kept() -> None:
    class Form(PortalForm):
        name = fields.NameField(label="お名前", error_messages={"required": "だれの申込みですか。"})

    assert Form({}).errors == {"name": ["だれの申込みですか。"]}


@pytest.mark.parametrize("typed", ["0857-8067", "<b>x</b>"])
def test_what_cannot_be_understood_comes_back_as_typed(typed: str) -> None:
    form = _Form({"telephone": typed})

    assert form["telephone"].value() == typed


def test_stored_numbers_stand_in_the_page_with_their_dashes() -> None:
    form = _Form(initial={"telephone": "0857510295", "postal_code": "6800845", "receipt": "12345678"})

    assert form["telephone"].value() == "0857-51-0295"
    assert form["postal_code"].value() == "680-0845"
    assert form["receipt"].value() == "1234-5678"


def test_controls_help_to_fill_them_in_and_cut_nothing_off() -> None:
    form = _Form()

    attrs = {
        name: form.fields[name].widget.attrs for name in ("name", "kana", "telephone", "postal_code", "email")
    }
    assert {name: attr["autocomplete"] for name, attr in attrs.items()} == {
        "name": "name",
        "kana": "off",
        "telephone": "tel",
        "postal_code": "postal-code",
        "email": "email",
    }
    assert 'type="tel"' in str(form["telephone"])
    assert 'type="text"' in str(form["email"])
    assert "maxlength" not in form.as_p()
    assert " required" not in form.as_p()


def test_attributes_of_one_form_do_not_leak_into_another() -> None:
    fields.NameField(attrs={"autocomplete": "off"})

    assert fields.NameField().widget.attrs == {"autocomplete": "name"}
