from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Submit
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.bookings.actions import Application, PartyMember
from portal.bookings.forms import ApplicationForm, ContactFields, needs_kana
from portal.bookings.models import Booking, Occasion
from portal.office.forms import DistrictField
from portal.people.models import Person
from portal.ui.fields import EmailField, KanaField, NameField
from portal.ui.forms import PortalForm
from portal.ui.layout import Details
from supporters.models import Supporter


class NumberForm(PortalForm):
    """Whose page is meant, where people share an address."""

    number = NameField(
        label=gettext_lazy("登録番号"),
        max_length=20,
        attrs={"autocomplete": "off", "class": "size-m"},
        help_text=gettext_lazy("わからないときは、研修の受付番号（8けた）でもかまいません。"),
    )

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.layout = Layout("number", Submit("open", gettext_lazy("ページを開く")))
        return helper

    def add_not_found(self) -> None:
        self.add_error(
            "number", _("この番号では開けませんでした。番号を確かめて、もう一度入力してください。")
        )


class DataForm(ContactFields):
    """One's own data. The mail address has a page of its own, because the new one must be confirmed first."""

    field_order = ("name", "kana", *ContactFields.base_fields, "district")

    name = NameField(label=gettext_lazy("お名前"))
    kana = KanaField(
        label=gettext_lazy("ふりがな"),
        required=False,
        help_text=gettext_lazy("ひらがなでもカタカナでも。"),
    )
    district = DistrictField(label=gettext_lazy("お住まいの地区"), empty_label=gettext_lazy("答えない"))
    revision = forms.IntegerField(widget=forms.HiddenInput)

    # What the form writes.
    WRITES = ("name", "kana", *(name for name in ContactFields.base_fields if name != "email"), "district")

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        values = {name: getattr(person, name) for name in self.WRITES}
        super().__init__(*args, initial={**values, "revision": person.revision}, **kwargs)
        self.person = person
        del self.fields["email"]
        self.fields["kana"].requirement_note = _("※必須（ローマ字のお名前なら任意）")  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Fieldset(_("お名前"), "name", "kana"),
            Fieldset(
                _("ご連絡先"),
                "contact_wish",
                "telephone",
                "fax",
                "postal_code",
                "address",
                "district",
                Details(_("電話や書類についての希望"), "best_time", "no_voice_message", "wants_large_print"),
            ),
            "revision",
            Submit("save", _("保存する")),
        )

    def clean(self) -> dict[str, Any]:
        # Wishing to be written to needs an address, and there is one: it is signed in.
        self.cleaned_data["email"] = self.person.email
        data = super().clean()
        name = data.get("name")
        if name and needs_kana(name) and not data.get("kana") and "kana" not in self.errors:
            self.add_error("kana", _("ふりがなを入力してください。"))
        return data

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.WRITES}

    def refuse_stale(self, message: str, fresh: Person) -> None:
        """Say so, with what is stored now beside what differs; the next press is a deliberate one."""
        self.add_error(None, message)
        for name in self.WRITES:
            if self.cleaned_data.get(name) != getattr(fresh, name):
                self.add_error(name, _("いまの登録：%(value)s") % {"value": self._stored(fresh, name)})
        again: Any = self.data.copy()  # type: ignore[attr-defined]
        again["revision"] = str(fresh.revision)
        self.data = again

    def _stored(self, fresh: Person, name: str) -> str:
        """A stored value as the page shows it."""
        display = getattr(fresh, f"get_{name}_display", None)
        value = display() if display else getattr(fresh, name)
        if isinstance(value, bool):
            return _("はい") if value else _("いいえ")
        shown = self.fields[name].prepare_value(value) if isinstance(value, str) else value
        return str(shown or _("なし"))


class EmailForm(PortalForm):
    email = EmailField(label=gettext_lazy("新しいメールアドレス"), max_length=254)

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.helper = FormHelper()
        self.helper.layout = Layout("email", Submit("ask", _("確認のメールを送る")))

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"])
        if email.lower() == self.person.email.lower():
            raise forms.ValidationError(_("いまと同じメールアドレスです。"))
        return email


class OwnApplicationForm(ApplicationForm):
    """The public application of somebody who is known: only what belongs to this one occasion is asked."""

    submission_key = forms.CharField(widget=forms.HiddenInput, max_length=60)

    _ASKED = ("place_kind", "helpers", "accommodations", "accommodation_text", "note", "submission_key")

    def __init__(self, occasion: Occasion, supporter: Supporter, *args: Any, **kwargs: Any) -> None:
        super().__init__(occasion, *args, **kwargs)
        self.supporter = supporter
        for name in [name for name in self.fields if name not in self._ASKED]:
            del self.fields[name]
        self.helper = FormHelper()
        self.helper.layout = Layout(*self._layout(), "submission_key", Submit("apply", _("申し込む")))

    def _layout(self) -> list[Any]:
        parts: list[Any] = ["place_kind"] if "place_kind" in self.fields else []
        needs = [name for name in ("accommodations", "accommodation_text") if name in self.fields]
        return [*parts, Details(_("介助者・配慮・事務局へのひとこと"), "helpers", *needs, "note")]

    def to_application(self, channel: Booking.Channel = Booking.Channel.WEB) -> Application:
        data = self.cleaned_data
        return Application(
            place_kind_id=self.chosen_place_kind().pk,
            members=[
                PartyMember(
                    self.supporter.person,
                    affiliation=self.supporter.affiliation,
                    age_band=self.supporter.age_band,
                )
            ],
            helpers=data["helpers"] or 0,
            accommodations=[
                (kind, data.get("accommodation_text", "")) for kind in data.get("accommodations", ())
            ],
            note=data["note"],
            supporter_number=self.supporter.number,
            is_registered=True,
            channel=channel,
        )
