"""What the office fills in about needs: for itself, or for an organisation that telephoned, wrote or met."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from platform_orgs.models import FieldOfWork, Need, Organisation, Response, ResponseMessage, TroubleCategory
from platform_orgs.needs.forms import NeedForm
from portal.bookings.models import Booking
from portal.ui.fields import NameField, TextField
from portal.ui.forms import PortalForm

Side = ResponseMessage.Side


def _channel() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("どの方法で聞きましたか"),
        choices=[choice for choice in Booking.Channel.choices if choice[0] != Booking.Channel.WEB],
        initial=Booking.Channel.PHONE,
        help_text=_("事務局として書くときは、そのままで。"),
    )


def _active(label: Any, **kwargs: Any) -> Any:
    return forms.ModelChoiceField(
        label=label, queryset=Organisation.objects.active(), required=False, empty_label=_("事務局"), **kwargs
    )


class StaffNeedForm(NeedForm):
    """The same questions as members have; the office may say for whom it enters a new one."""

    organisation = _active(_("どの団体の困りごとですか"))
    channel = _channel()

    def _choose_between(self, organisations: list[Organisation]) -> None:
        self.only = None
        if self.need is not None:
            del self.fields["organisation"], self.fields["channel"]


class MinutesSharedForm(NeedForm):
    """What all needs of a meeting have in common."""

    field_order = ("lasts", "district")

    def _choose_between(self, organisations: list[Organisation]) -> None:
        self.only = None
        for name in set(self.fields) - {"lasts", "district"}:
            del self.fields[name]


class MinutesRowForm(PortalForm):
    """One need of the minutes; a row without a title is no row."""

    title = NameField(
        label=_("ひとことで言うと"), max_length=80, required=False, attrs={"autocomplete": "off"}
    )
    body = TextField(label=_("どんな困りごとか"), max_length=2000, rows=2, required=False)
    category = forms.ChoiceField(
        label=_("分類"), choices=[("", _("選んでください")), *TroubleCategory.choices], required=False
    )
    field_of_work = forms.ChoiceField(
        label=_("分野"), choices=[("", _("決めない")), *FieldOfWork.choices], required=False
    )

    @property
    def is_filled_in(self) -> bool:
        return any(self.cleaned_data.get(name) for name in ("title", "body"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if any(data.get(name) for name in ("title", "body")):
            for name in ("title", "body", "category"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, self.fields[name].error_messages["required"])
        return data


MinutesFormSet = forms.formset_factory(MinutesRowForm, extra=5, max_num=20)


class RemarkForm(PortalForm):
    remark = TextField(
        label=_("直してほしいこと"),
        max_length=500,
        rows=4,
        help_text=_("団体のページに、このまま出ます。メールやFAXには入りません。"),
    )


class StaffMessageForm(PortalForm):
    """Words in a thread: the office's own, or those of a side that told them to the office."""

    side = forms.ChoiceField(label=_("だれの言葉ですか"), widget=forms.RadioSelect, initial=Side.OFFICE)
    channel = _channel()
    text = TextField(label=_("内容"), max_length=2000, rows=5)

    def __init__(self, *args: Any, response: Response, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        need, office = response.need, _("事務局")
        names = {
            Side.POSTER: need.organisation.name if need.organisation else office,
            Side.RESPONDER: response.organisation.name if response.organisation else office,
        }
        choices = [
            (side, _("%(name)s（%(side)s）") % {"name": name, "side": side.label})
            for side, name in names.items()
        ]
        self.fields["side"].choices = [*choices, (Side.OFFICE, office)]  # type: ignore[attr-defined]
        self.fields["side"].initial = _own_side(response)


def _own_side(response: Response) -> str:
    if response.need.organisation_id is None:
        return Side.POSTER
    return Side.RESPONDER if response.organisation_id is None else Side.OFFICE


class StaffAnswerForm(PortalForm):
    organisation = _active(_("だれの回答ですか"))
    channel = _channel()
    text = TextField(label=_("内容"), max_length=2000, rows=5)

    def __init__(self, *args: Any, need: Need, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Organisation.objects.active().exclude(pk=need.organisation_id or 0)
        self.fields["organisation"].queryset = others  # type: ignore[attr-defined]
        self.fields["organisation"].required = need.organisation_id is None
