from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from portal.office.models import District, Inquiry
from portal.ui.fields import EmailField, NameField, TelephoneField, TextField
from portal.ui.forms import PortalModelForm

LONGEST_BODY = 4000


class DistrictField(forms.ModelChoiceField):
    """One of the office's districts, as a tree: what belongs to another stands indented below it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=District.objects.all(), required=False, **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.indented_name)


class InquiryForm(PortalModelForm):
    """A question to the office. Only the text is required, and the address that the wished answer needs."""

    body = TextField(label=_("お問い合わせの内容"), max_length=LONGEST_BODY, rows=8)
    answer_wish = forms.ChoiceField(
        label=_("返事の方法"),
        choices=Inquiry.AnswerWish.choices,
        initial=Inquiry.AnswerWish.NONE,
        widget=forms.RadioSelect,
    )
    email = EmailField(label=_("メールアドレス"), required=False, help_text=_("メールで返事がほしいときだけ"))
    telephone = TelephoneField(label=_("電話番号"), required=False, help_text=_("電話で返事がほしいときだけ"))
    best_time = NameField(
        label=_("電話のつながりやすい時間"),
        required=False,
        help_text=_("例）平日の午前中"),
        attrs={"autocomplete": "off"},
    )
    no_office_name = forms.BooleanField(label=_("電話のとき、市役所と名のらないでほしい"), required=False)
    no_voice_message = forms.BooleanField(label=_("留守番電話には残さないでほしい"), required=False)
    name = NameField(
        label=_("お名前"),
        required=False,
        help_text=_("返事をするときに、お呼びするためです。匿名でもかまいません。"),
    )
    submission_key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    class Meta:
        model = Inquiry
        fields = (
            "body",
            "answer_wish",
            "email",
            "telephone",
            "best_time",
            "no_office_name",
            "no_voice_message",
            "name",
        )

    _NEEDED: dict[str, tuple[str, Any]] = {
        Inquiry.AnswerWish.MAIL: (
            "email",
            _("メールで返事がほしいときは、メールアドレスを入力してください。"),
        ),
        Inquiry.AnswerWish.TELEPHONE: (
            "telephone",
            _("電話で返事がほしいときは、電話番号を入力してください。"),
        ),
    }

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.disable_csrf = True  # see the view
        helper.layout = Layout(*self.Meta.fields, "submission_key", Submit("send", _("送る")))
        return helper

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        name, message = self._NEEDED.get(data.get("answer_wish", ""), ("", ""))
        if name and not data.get(name) and name not in self.errors:
            self.add_error(name, message)
        return data
