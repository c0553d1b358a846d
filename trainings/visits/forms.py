from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from portal.bookings.forms import ContactFields, needs_kana
from portal.people.models import Person
from portal.ui.fields import DigitsField, KanaField, NameField, TextField
from portal.ui.forms import PortalForm
from portal.ui.layout import Details
from portal.ui.machines import Signs, WatchedForm
from trainings.visits.actions import Visit

_MOST_PEOPLE = 1000
_OFF = {"autocomplete": "off"}


class PublicVisitForm(WatchedForm, ContactFields):
    """What a group has to say so that the office can ring back and talk."""

    field_order = (
        "group_name", "name", "kana", *ContactFields.base_fields, "place_name", "place_address",
        "wish_1", "wish_2", "wish_3", "people", "wanted", "note",
    )  # fmt: skip

    group_name = NameField(
        label=_("団体の名前"),
        help_text=_("例）○○町内会、○○サロン。会社や学校でもかまいません。"),
        attrs={"autocomplete": "organization"},
    )
    name = NameField(label=_("担当の人のお名前"))
    kana = KanaField(label=_("担当の人のふりがな"), required=False, help_text=_("ひらがなでもカタカナでも。"))
    place_name = NameField(label=_("開きたい場所"), help_text=_("例）○○公民館"), attrs=_OFF)
    place_address = NameField(label=_("場所の住所"), required=False, max_length=200, attrs=_OFF)
    wish_1 = NameField(label=_("第1希望の日時"), help_text=_("例）1月20日の午前、2月の平日の夜"), attrs=_OFF)
    wish_2 = NameField(label=_("第2希望の日時"), required=False, attrs=_OFF)
    wish_3 = NameField(label=_("第3希望の日時"), required=False, attrs=_OFF)
    people = DigitsField(
        label=_("参加する人数"),
        max_length=4,
        help_text=_("おおよそでかまいません。"),
        attrs={"class": "size-s"},
    )
    wanted = TextField(
        label=_("聞きたいこと・困っていること"),
        max_length=2000,
        help_text=_("例）一人暮らしのお年寄りへの声のかけ方を知りたい"),
    )
    note = TextField(label=_("事務局へのひとこと"), required=False, rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kana"].requirement_note = _("※必須（ローマ字のお名前なら任意）")  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True  # see the view: nothing here depends on a cookie
        self.helper.layout = Layout(
            Fieldset(_("どなたからのご依頼ですか"), "group_name", "name", "kana"),
            Fieldset(
                _("ご連絡先"),
                "contact_wish",
                "email",
                "telephone",
                "fax",
                "postal_code",
                "address",
                Details(_("電話や書類についての希望"), "best_time", "no_voice_message", "wants_large_print"),
            ),
            Fieldset(
                _("開きたい場所と日時"),
                "place_name",
                "place_address",
                "wish_1",
                "wish_2",
                "wish_3",
                "people",
            ),
            Fieldset(_("内容"), "wanted", "note"),
            Signs(),
        )

    def clean_people(self) -> int:
        people = int(self.cleaned_data["people"])
        if not 1 <= people <= _MOST_PEOPLE:
            raise forms.ValidationError(
                _("人数は、1人から%(most)d人までで入力してください。"), params={"most": _MOST_PEOPLE}
            )
        return people

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if (
            data.get("name")
            and needs_kana(data["name"])
            and not data.get("kana")
            and "kana" not in self.errors
        ):
            self.add_error("kana", _("ふりがなを入力してください。"))
        return data

    def to_visit(self) -> Visit:
        """What is asked for, from valid data."""
        data = self.cleaned_data
        return Visit(
            contact=Person(name=data["name"], kana=data["kana"], **self.contact_values()),
            group_name=data["group_name"],
            place_name=data["place_name"],
            place_address=data["place_address"],
            wishes=(data["wish_1"], data["wish_2"], data["wish_3"]),
            people=data["people"],
            wanted=data["wanted"],
            note=data["note"],
        )


class StepForm(PortalForm):
    """A press that must know which version of the request was looked at."""

    revision = forms.IntegerField(widget=forms.HiddenInput)


class DeclineForm(StepForm):
    reason = TextField(
        label=_("お断り・取りやめの理由"),
        max_length=500,
        rows=3,
        help_text=_("このまま本人に伝わります。例）ご希望の日に講師の都合がつきませんでした。"),
    )
    told = forms.BooleanField(
        label=_("本人に伝えた"),
        required=False,
        help_text=_("電話や窓口で話したとき。お知らせは送りません。"),
    )


class NoteForm(PortalForm):
    text = TextField(label=_("メモを書き足す"), max_length=500, rows=2)
