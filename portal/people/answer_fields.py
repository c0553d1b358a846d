"""How somebody who writes to the office wishes to be answered: the questions of every public form that asks it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.people.models import ContactWish
from portal.ui.fields import EmailField, NameField, PostalCodeField, TelephoneField, TextField
from portal.ui.forms import PortalForm

NO_ANSWER = "none"
_OFF = {"autocomplete": "off"}


class AnswerFields(PortalForm):
    """Nothing is required but the address that the wished way needs."""

    answer_wish = forms.ChoiceField(
        label=_("返事がほしいですか"),
        choices=[
            (NO_ANSWER, _("返事はいりません")),
            (ContactWish.TELEPHONE, _("電話で返事がほしい")),
            (ContactWish.MAIL, _("メールで返事がほしい")),
            (ContactWish.LETTER, _("手紙で返事がほしい")),
            (ContactWish.FAX, _("FAXで返事がほしい")),
        ],
        initial=NO_ANSWER,
        widget=forms.RadioSelect,
    )
    telephone = TelephoneField(label=_("電話番号"), required=False)
    email = EmailField(label=_("メールアドレス"), required=False)
    fax = TelephoneField(label=_("FAX番号"), required=False, attrs=_OFF)
    postal_code = PostalCodeField(label=_("郵便番号"), required=False)
    address = TextField(
        label=_("あなたの住所"),
        required=False,
        max_length=300,
        rows=2,
        attrs={"autocomplete": "street-address"},
    )
    best_time = NameField(
        label=_("電話のつながりやすい時間"),
        required=False,
        help_text=_("例）平日の午前中"),
        attrs=_OFF,
    )
    no_voice_message = forms.BooleanField(label=_("留守番電話には残さないでほしい"), required=False)

    _NEEDED: dict[str, tuple[str, Any, Any]] = {
        ContactWish.MAIL: (
            "email",
            _("メールで返事がほしいときは、メールアドレスを入力してください。"),
            _("※メールの返事なら必須"),
        ),
        ContactWish.TELEPHONE: (
            "telephone",
            _("電話で返事がほしいときは、電話番号を入力してください。"),
            _("※電話の返事なら必須"),
        ),
        ContactWish.FAX: (
            "fax",
            _("FAXで返事がほしいときは、FAX番号を入力してください。"),
            _("※FAXの返事なら必須"),
        ),
        ContactWish.LETTER: (
            "address",
            _("手紙で返事がほしいときは、あなたの住所を入力してください。"),
            _("※手紙の返事なら必須"),
        ),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, _message, note in self._NEEDED.values():
            self.fields[name].requirement_note = note  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        name, message, _note = self._NEEDED.get(data.get("answer_wish", ""), ("", "", ""))
        if name and not data.get(name) and name not in self.errors:
            self.add_error(name, message)
        return data
