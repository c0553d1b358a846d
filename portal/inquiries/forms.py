from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from portal.casework import StepForm
from portal.people.answer_fields import AnswerFields
from portal.ui.fields import NameField, TextField
from portal.ui.forms import PortalForm
from portal.ui.layout import Details
from portal.ui.machines import Signs, WatchedForm

LONGEST_BODY = 4000


class InquiryForm(WatchedForm, AnswerFields):
    """A question to the office. Only the text is required, and the address that the wished answer needs."""

    body = TextField(label=_("お問い合わせの内容"), max_length=LONGEST_BODY, rows=8)
    no_office_name = forms.BooleanField(label=_("電話のとき、市役所と名のらないでほしい"), required=False)
    name = NameField(
        label=_("お名前"),
        required=False,
        help_text=_("返事をするときに、お呼びするためです。匿名でもかまいません。"),
    )
    submission_key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    field_order = (
        "body", "answer_wish", "telephone", "email", "name", "best_time", "no_office_name", "no_voice_message",
        "fax", "postal_code", "address", "submission_key",
    )  # fmt: skip

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.disable_csrf = True  # see the view
        helper.layout = Layout(
            "body",
            "answer_wish",
            "telephone",
            "email",
            "name",
            Details(_("電話をかけるときのお願い"), "best_time", "no_office_name", "no_voice_message"),
            Details(_("手紙・FAXの宛先"), "postal_code", "address", "fax"),
            "submission_key",
            Signs(),
            Submit("send", _("送る")),
        )
        return helper


class NoteForm(PortalForm):
    text = TextField(label=_("メモを書き足す"), max_length=1000, rows=3, help_text=_("職員だけが読みます。"))


class AnswerForm(StepForm):
    text = TextField(
        label=_("返事"),
        max_length=4000,
        rows=8,
        help_text=_("このまま、本人が読みます（電話なら、読み上げます）。"),
    )
    told = forms.BooleanField(
        label=_("もう伝えた"),
        required=False,
        help_text=_("電話や窓口で話したとき。お知らせは送りません。"),
    )


class CloseForm(StepForm):
    text = TextField(
        label=_("ひとこと"), required=False, max_length=500, rows=2, help_text=_("職員だけが読みます。")
    )
