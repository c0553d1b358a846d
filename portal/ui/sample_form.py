from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from portal.ui import fields
from portal.ui.forms import PortalForm
from portal.ui.layout import Details


class SampleForm(PortalForm):
    """One field of every kind, for the style page and the tests of the template pack."""

    name = fields.NameField(label=_("お名前"), help_text=_("ふだんお使いのお名前で。例）見本 花子"))
    kana = fields.KanaField(label=_("ふりがな"), help_text=_("ひらがなでもカタカナでも。"))
    wish = forms.ChoiceField(
        label=_("連絡の方法"),
        choices=[("mail", _("メール")), ("telephone", _("電話")), ("fax", _("FAX")), ("letter", _("郵便"))],
        widget=forms.RadioSelect,
        help_text=_("選んだ方法の番号や住所を、下に書いてください。"),
    )
    telephone = fields.TelephoneField(label=_("電話番号"), help_text=_("例）0857-51-0295"))
    email = fields.EmailField(label=_("メールアドレス"), required=False)
    postal_code = fields.PostalCodeField(label=_("郵便番号"), required=False, help_text=_("例）680-0845"))
    address = fields.TextField(
        label=_("住所"), required=False, rows=2, attrs={"autocomplete": "street-address"}
    )
    helpers = forms.ChoiceField(
        label=_("介助者の人数"), choices=[("0", _("なし")), ("1", _("1人")), ("2", _("2人"))], required=False
    )
    accommodations = forms.MultipleChoiceField(
        label=_("必要な配慮"),
        choices=[
            ("sign_language", _("手話通訳")),
            ("captioning", _("要約筆記")),
            ("wheelchair", _("車いすの席")),
            ("childcare", _("託児")),
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    note = fields.TextField(label=_("事務局へのひとこと"), required=False)
    agrees = forms.BooleanField(label=_("利用目的を読みました"))

    helper = FormHelper()
    helper.disable_csrf = True
    helper.layout = Layout(
        Fieldset(_("お名前"), "name", "kana"),
        Fieldset(
            _("ご連絡先"),
            "wish",
            "telephone",
            "email",
            "postal_code",
            Submit("lookup", _("郵便番号から住所を入力"), css_class="secondary"),
            "address",
        ),
        Details(_("手話通訳・介助者などが必要"), "helpers", "accommodations"),
        "note",
        "agrees",
    )
    helper.add_input(Submit("confirm", _("確認へ進む")))
