from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from portal.ui.fields import DigitsField, EmailField
from portal.ui.forms import PortalForm


class AddressForm(PortalForm):
    """Whom to send a code. An address that nobody knows gets the same answer as any other."""

    email = EmailField(
        label=_("メールアドレス"), help_text=_("事務局に登録してあるアドレスを入力してください。")
    )
    next = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.layout = Layout("email", "next", Submit("send", _("コードを受け取る")))
        return helper


class CodeForm(PortalForm):
    code = DigitsField(
        label=_("6けたのコード"),
        exact_length=6,
        attrs={"autocomplete": "one-time-code"},
        help_text=_("全角でも、間に空白があってもかまいません。コピーして貼り付けることもできます。"),
        error_messages={"required": _("メールに書かれた6けたのコードを入力してください。")},
    )

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.layout = Layout("code", Submit("open", _("ログインする")))
        return helper
