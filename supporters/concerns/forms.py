"""The public forms: tell the office of a worry in writing, or ask to be telephoned. As few questions as it takes;
staff who are told of a worry fill in the same ones."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from portal.office.models import District
from portal.people.answer_fields import NO_ANSWER, AnswerFields
from portal.people.models import ContactWish
from portal.ui.fields import NameField, ReceiptNumberField, TelephoneField, TextField
from portal.ui.forms import PortalForm
from portal.ui.layout import Details
from portal.ui.machines import Signs, WatchedForm
from supporters.concerns.names import find_identifying
from supporters.concerns.report import Report, Reporter
from supporters.models import Concern

_OFF = {"autocomplete": "off"}


class ConcernForm(PortalForm):
    """What both ways have in common."""

    way: Concern.Way

    name = NameField(label=_("あなたのお名前"), required=False)
    urgency = forms.ChoiceField(
        label=_("いつまでに見てほしいですか"),
        choices=Concern.Urgency.choices,
        initial=Concern.Urgency.NO_HURRY,
        widget=forms.RadioSelect,
    )
    best_time = NameField(
        label=_("電話のつながりやすい時間"),
        required=False,
        help_text=_("例）平日の午前中"),
        attrs=_OFF,
    )
    no_voice_message = forms.BooleanField(label=_("留守番電話には残さないでほしい"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True  # see the views: nothing here depends on a cookie
        self.helper.layout = self.get_layout()

    def get_layout(self) -> Layout:
        raise NotImplementedError

    @property
    def identifying(self) -> list[str]:
        """Parts of valid data that look like somebody's name, number or address: asked about once."""
        return []

    def to_report(self) -> Report:
        raise NotImplementedError


class WriteForm(AnswerFields, ConcernForm):
    """In writing. Required is only what was noticed; an address is, where an answer is wished."""

    way = Concern.Way.WRITTEN
    field_order: tuple[str, ...] = (
        "what", "relation", "district", "urgency", "answer_wish", "telephone", "email", "name",
        "best_time", "no_voice_message", "fax", "postal_code", "address",
    )  # fmt: skip

    what = TextField(
        label=_("気になっていること"),
        max_length=2000,
        rows=6,
        help_text=_(
            "何を見たか、いつごろからか。思ったままで十分です。"
            "その人のお名前や住所は、書かなくてだいじょうぶです。"
        ),
    )
    relation = forms.ChoiceField(
        label=_("その人は、あなたにとって"), choices=Concern.Relation.choices, widget=forms.RadioSelect
    )
    district: Any = forms.ModelChoiceField(
        label=_("おおよその場所"), queryset=None, required=False, empty_label=_("選ばない")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"].queryset = District.objects.all()  # type: ignore[attr-defined]

    def get_layout(self) -> Layout:
        return Layout(
            "what",
            "relation",
            "district",
            "urgency",
            Fieldset(
                _("あなたのこと（書かなくてもかまいません）"), "answer_wish", "telephone", "email", "name"
            ),
            Details(
                _("手紙・FAXの宛先、電話の時間の希望"),
                "postal_code",
                "address",
                "fax",
                "best_time",
                "no_voice_message",
            ),
        )

    @property
    def identifying(self) -> list[str]:
        return find_identifying(self.cleaned_data["what"])

    def to_report(self) -> Report:
        data = self.cleaned_data
        wish = data["answer_wish"]
        return Report(
            way=self.way,
            what=data["what"],
            relation=data["relation"],
            district=data["district"],
            urgency=data["urgency"],
            reporter=Reporter(
                answer_wish="" if wish == NO_ANSWER else wish,
                **{name: data[name] for name in _ABOUT_ME},
            ),
        )


_ABOUT_ME = (
    "name",
    "telephone",
    "email",
    "fax",
    "postal_code",
    "address",
    "best_time",
    "no_voice_message",
)


class CallForm(ConcernForm):
    """Only a number: the rest is said on the telephone."""

    way = Concern.Way.CALL
    field_order = ("telephone", "best_time", "no_voice_message", "name", "urgency")

    telephone = TelephoneField(label=_("あなたの電話番号"))

    def get_layout(self) -> Layout:
        return Layout("telephone", "best_time", "no_voice_message", "name", "urgency")

    def to_report(self) -> Report:
        data = self.cleaned_data
        names = ("name", "telephone", "best_time", "no_voice_message")
        return Report(
            way=self.way,
            urgency=data["urgency"],
            reporter=Reporter(answer_wish=ContactWish.TELEPHONE, **{name: data[name] for name in names}),
        )


class PublicForm(WatchedForm, ConcernForm):
    """As anybody fills it in."""

    def get_layout(self) -> Layout:
        return Layout(super().get_layout(), Signs())


class PublicWriteForm(PublicForm, WriteForm):
    pass


class PublicCallForm(PublicForm, CallForm):
    pass


FORMS: dict[str, type[PublicForm]] = {form.way: form for form in (PublicWriteForm, PublicCallForm)}


class ReceiptNumberForm(PortalForm):
    """Opens the office's answers."""

    NOT_THIS_ONE = _("この受付番号では開けません。番号をもう一度お確かめください。")

    receipt_number = ReceiptNumberField(
        label=_("受付番号"), help_text=_("知らせたときの画面に出た、8桁の番号です。")
    )
