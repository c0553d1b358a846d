"""One row of the office's list, with the rules of the registry: a name and the day suffice."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.bookings.importing.row_forms import ListRowForm
from portal.bookings.models import Attendee
from portal.office.forms import DistrictField
from portal.people.models import ContactWish, Person
from portal.ui.fields import EmailField, KanaField, NameField, PostalCodeField, TelephoneField, TextField
from portal.ui.forms import PortalForm
from supporters.models import Supporter
from supporters.models.registry_settings import MAX_NUMBER

# In the order in which staff would try: a number that was given is meant to be called.
_WAYS = {
    ContactWish.TELEPHONE: "telephone",
    ContactWish.FAX: "fax",
    ContactWish.MAIL: "email",
    ContactWish.LETTER: "address",
}
PERSON_FIELDS = (
    "kana", "telephone", "fax", "email", "postal_code", "address", "contact_wish", "best_time", "district",
)  # fmt: skip
SUPPORTER_FIELDS = ("affiliation", "age_band")
# Beyond the form's own fields: who stands in one cell, before somebody has decided.
CARRIED = ("names", "kanas")


class RegistryRowForm(PortalForm, ListRowForm):
    number = NameField(
        label=gettext_lazy("登録番号"),
        required=False,
        max_length=MAX_NUMBER,
        help_text=gettext_lazy("空欄なら、新しい番号をつけます。"),
        attrs={"autocomplete": "off", "class": "size-m"},
    )
    name = NameField(label=gettext_lazy("お名前"), attrs={"autocomplete": "off"})
    kana = KanaField(label=gettext_lazy("ふりがな"), required=False)
    registered_on = forms.DateField(
        label=gettext_lazy("登録日"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    state = forms.ChoiceField(
        label=gettext_lazy("状態"), choices=Supporter.State.choices, required=False, initial="active"
    )
    telephone = TelephoneField(label=gettext_lazy("電話番号"), required=False, attrs={"autocomplete": "off"})
    fax = TelephoneField(label=gettext_lazy("FAX番号"), required=False, attrs={"autocomplete": "off"})
    email = EmailField(
        label=gettext_lazy("メールアドレス"), required=False, max_length=254, attrs={"autocomplete": "off"}
    )
    postal_code = PostalCodeField(
        label=gettext_lazy("郵便番号"), required=False, attrs={"autocomplete": "off"}
    )
    address = TextField(label=gettext_lazy("住所"), required=False, max_length=300, rows=2)
    contact_wish = forms.ChoiceField(
        label=gettext_lazy("連絡の方法"),
        choices=[("", gettext_lazy("書いてある連絡先で（電話があれば電話）")), *ContactWish.choices],
        required=False,
    )
    best_time = NameField(
        label=gettext_lazy("電話のつながりやすい時間"), required=False, attrs={"autocomplete": "off"}
    )
    district = DistrictField(label=gettext_lazy("地区"))
    affiliation = NameField(label=gettext_lazy("所属"), required=False, attrs={"autocomplete": "off"})
    age_band = forms.ChoiceField(
        label=gettext_lazy("年代"),
        choices=[("", gettext_lazy("書いていない")), *Attendee.AgeBand.choices],
        required=False,
    )
    trainings = TextField(
        label=gettext_lazy("これまでに受けた研修"),
        required=False,
        max_length=1000,
        rows=3,
        help_text=gettext_lazy("一行に一つ。日付、空白、名前の順。例）2023-01-15 第1回研修"),
    )
    note = TextField(
        label=gettext_lazy("備考"),
        required=False,
        max_length=300,
        rows=2,
        help_text=gettext_lazy("「電話受付」の伝言に入ります。"),
    )

    def clean_registered_on(self) -> Any:
        day = self.cleaned_data["registered_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("登録日は、今日までにしてください。"))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        wish = data.get("contact_wish")
        needed = _WAYS.get(wish, "") if wish else ""
        if needed and not data.get(needed) and needed not in self.errors:
            self.add_error("contact_wish", _("この方法の連絡先がありません。"))
        if not wish:
            data["contact_wish"] = next((str(way) for way, name in _WAYS.items() if data.get(name)), "")
        data["state"] = data.get("state") or Supporter.State.ACTIVE
        self.say_what_was_not_read()
        return data

    def to_person(self) -> Person:
        """Who the row is about, from valid data, with the keys by which the same person is found."""
        data = self.cleaned_data
        person = Person(name=data["name"], **{name: data[name] for name in PERSON_FIELDS})
        person.renew_kana_key()
        return person
