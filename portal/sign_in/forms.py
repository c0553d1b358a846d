from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.accounts.staff.totp import PERIODS
from portal.ui.fields import DigitsField, EmailField
from portal.ui.forms import PortalForm
from portal.ui.layout import Details

_PERIODS = [(PERIODS[0], _("30秒")), (PERIODS[1], _("60秒"))]
_ONE_TIME = {"autocomplete": "one-time-code"}


class StaffSignInForm(PortalForm):
    """All three at once: the answer does not say which was wrong."""

    username = EmailField(label=_("メールアドレス"), attrs={"autocomplete": "username"})
    password = forms.CharField(
        label=_("パスワード"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    number = DigitsField(
        label=_("確認の番号"),
        required=False,
        attrs=_ONE_TIME,
        help_text=_(
            "認証アプリやトークンの6けた、または番号表・予備の番号の8けた。はじめての方は、空けておきます。"
        ),
    )
    next = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.layout = Layout("username", "password", "number", "next", Submit("open", _("ログインする")))
        return helper


class NumberForm(PortalForm):
    number = DigitsField(
        label=_("確認の番号"),
        attrs=_ONE_TIME,
        help_text=_("認証アプリやトークンの6けた、または番号表・予備の番号の8けた。"),
    )
    next = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.layout = Layout("number", "next", Submit("confirm", _("確かめる")))
        return helper


class FactorForm(PortalForm):
    """The number that app or token show now; for a token also what is on its paper."""

    number = DigitsField(
        label=_("いま表示されている6けたの番号"), exact_length=6, attrs={"autocomplete": "off"}
    )
    secret = forms.CharField(
        label=_("トークンの鍵"),
        required=False,
        max_length=200,
        help_text=_("機器の紙に書かれた英数字。空白が入ってもかまいません。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    # Nothing chosen is thirty seconds: what is folded away stays folded.
    period = forms.ChoiceField(
        label=_("番号が変わる間隔"), choices=[("", _PERIODS[0][1]), ("60", _PERIODS[1][1])], required=False
    )

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.layout = Layout(
            "number",
            Details(_("アプリのかわりに、専用の機器（トークン）を使う"), "secret", "period"),
            Submit("set", _("登録する")),
        )
        return helper


class TokenForm(PortalForm):
    secret = forms.CharField(
        label=_("トークンの鍵"),
        max_length=200,
        help_text=_("機器の紙に書かれた英数字。空白が入ってもかまいません。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    period = forms.TypedChoiceField(label=_("番号が変わる間隔"), choices=_PERIODS, coerce=int)


class NewPasswordForm(PortalForm):
    """An own password, twice, for who came in with one that somebody else chose."""

    password = forms.CharField(
        label=_("新しいパスワード"),
        strip=False,
        help_text=_("12文字以上。日本語や空白も使えます。名前やメールアドレスに似たものは使えません。"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("新しいパスワード（もう一度）"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if self.user.check_password(password):
            raise forms.ValidationError(_("最初のパスワードとは別のものにしてください。"))
        validate_password(password, self.user)
        return password

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if "password" in self.cleaned_data and again != self.cleaned_data["password"]:
            raise forms.ValidationError(
                _("二つのパスワードがちがいます。もう一度、同じものを入れてください。")
            )
        return again

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.layout = Layout("password", "again", Submit("set", _("このパスワードにする")))
        return helper
