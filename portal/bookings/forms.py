"""The public application form and its small companions. Names, telephones and addresses are checked by the
shared fields; here stands what belongs together."""

import re
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Submit
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.bookings.actions import Application, PartyMember
from portal.bookings.models import Accommodation, Attendee, Booking, Occasion
from portal.office.forms import DistrictField
from portal.people.models import ContactWish, Person
from portal.ui.dates import format_date
from portal.ui.fields import (
    EmailField,
    KanaField,
    NameField,
    PostalCodeField,
    ReceiptNumberField,
    TelephoneField,
    TextField,
)
from portal.ui.forms import PortalForm
from portal.ui.layout import Details
from portal.ui.machines import Signs, WatchedForm

_LATIN_NAME = re.compile(r"[A-Za-zÀ-ɏ .,'’\-‐]+")

MAX_PARTY = 3


def needs_kana(name: str) -> bool:
    """Whether the reading of a name must be asked: not for names in Latin letters."""
    return not _LATIN_NAME.fullmatch(name)


class ContactFields(PortalForm):
    """How somebody wishes to be told, and the address that the wish needs."""

    contact_wish = forms.ChoiceField(
        label=_("連絡の方法"),
        choices=ContactWish.choices,
        widget=forms.RadioSelect,
        help_text=_("選んだ方法の番号や住所を、下に書いてください。"),
    )
    email = EmailField(label=_("メールアドレス"), required=False)
    telephone = TelephoneField(label=_("電話番号"), required=False)
    fax = TelephoneField(label=_("FAX番号"), required=False, attrs={"autocomplete": "off"})
    postal_code = PostalCodeField(label=_("郵便番号"), required=False)
    address = TextField(
        label=_("住所"), required=False, max_length=300, rows=2, attrs={"autocomplete": "street-address"}
    )
    best_time = NameField(
        label=_("電話のつながりやすい時間"),
        required=False,
        help_text=_("例）平日の夕方"),
        attrs={"autocomplete": "off"},
    )
    no_voice_message = forms.BooleanField(label=_("留守番電話には残さないでほしい"), required=False)
    wants_large_print = forms.BooleanField(label=_("大きな文字の書類がほしい"), required=False)

    _NEEDED: dict[str, tuple[str, Any]] = {
        ContactWish.MAIL: ("email", _("メールでの連絡を希望するときは、メールアドレスを入力してください。")),
        ContactWish.TELEPHONE: ("telephone", _("電話での連絡を希望するときは、電話番号を入力してください。")),
        ContactWish.FAX: ("fax", _("FAXでの連絡を希望するときは、FAX番号を入力してください。")),
        ContactWish.LETTER: ("address", _("郵便での連絡を希望するときは、住所を入力してください。")),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for wish, (name, _message) in self._NEEDED.items():
            note = _("※「%(wish)s」を選んだら必須") % {"wish": ContactWish(wish).label}
            self.fields[name].requirement_note = note  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        wish = data.get("contact_wish")
        if wish:
            name, message = self._NEEDED[wish]
            if not data.get(name) and name not in self.errors:
                self.add_error(name, message)
        return data

    def contact_values(self) -> dict[str, Any]:
        """The cleaned contact data, as fields of a person."""
        return {name: self.cleaned_data[name] for name in ContactFields.base_fields}


class ApplicationForm(ContactFields):
    """One application: name, reading and one way to be reached; everything else may stay empty."""

    field_order = ("name", "kana", "supporter_number", *ContactFields.base_fields)

    name = NameField(label=_("お名前"))
    kana = KanaField(
        label=_("ふりがな"),
        required=False,
        help_text=_("ひらがなでもカタカナでも。"),
    )
    supporter_number = NameField(
        label=_("つながりサポーターの登録番号"),
        required=False,
        max_length=20,
        help_text=_("分からないときは、空欄のままでかまいません。お名前と連絡先で確かめます。"),
        attrs={"autocomplete": "off"},
    )
    place_kind: Any = forms.ModelChoiceField(
        label=_("参加のしかた"), queryset=None, widget=forms.RadioSelect, empty_label=None
    )
    name_2 = NameField(label=_("2人目のお名前"), required=False, attrs={"autocomplete": "off"})
    kana_2 = KanaField(label=_("2人目のふりがな"), required=False)
    name_3 = NameField(label=_("3人目のお名前"), required=False, attrs={"autocomplete": "off"})
    kana_3 = KanaField(label=_("3人目のふりがな"), required=False)
    helpers = forms.TypedChoiceField(
        label=_("介助者の人数"),
        choices=[(n, _("なし") if n == 0 else f"{n}人") for n in range(4)],
        coerce=int,
        required=False,
        initial=0,
        help_text=_("いすを用意します。定員には数えません。"),
    )
    accommodations = forms.MultipleChoiceField(
        label=_("必要な配慮"), required=False, widget=forms.CheckboxSelectMultiple
    )
    accommodation_text = TextField(
        label=_("配慮についてくわしく"),
        required=False,
        max_length=500,
        rows=3,
        help_text=_("手配に必要なことだけでかまいません。診断名などは書かなくてよいです。"),
    )
    district = DistrictField(
        label=_("お住まいの地区"),
        empty_label=_("答えない"),
        help_text=_("どの地区の人に届いているかを知るために使います。"),
    )
    age_band = forms.ChoiceField(
        label=_("年代"),
        choices=[("", _("答えない")), *Attendee.AgeBand.choices],
        required=False,
        help_text=_("グループワークの組み合わせと、年度の集計に使います。"),
    )
    affiliation = NameField(
        label=_("所属"),
        required=False,
        help_text=_("例）民生委員、○○の会、学生"),
        attrs={"autocomplete": "organization"},
    )
    note = TextField(label=_("事務局へのひとこと"), required=False, rows=3)

    def __init__(self, occasion: Occasion, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.occasion = occasion
        self.fields["kana"].requirement_note = _("※必須（ローマ字のお名前なら任意）")  # type: ignore[attr-defined]
        if occasion.eligibility != Occasion.Eligibility.SUPPORTERS:
            del self.fields["supporter_number"]
        self._offer_places()
        self._offer_accommodations()
        self.helper = _helper(self)

    def _offer_places(self) -> None:
        kinds = self.occasion.place_kinds.all()
        self.fields["place_kind"].queryset = kinds  # type: ignore[attr-defined]
        self._only_kind = kinds[0] if len(kinds) == 1 else None
        if self._only_kind:
            del self.fields["place_kind"]

    def _offer_accommodations(self) -> None:
        offered = self.occasion.accommodations
        if not offered:
            del self.fields["accommodations"], self.fields["accommodation_text"]
            return
        self.fields["accommodations"].choices = [  # type: ignore[attr-defined]
            (kind, Accommodation(kind).label) for kind in offered
        ]
        until = self.occasion.accommodations_until
        if until is None:
            return
        if timezone.localdate() <= until:
            text = _("%(day)s までにお申し出ください。手配できないときは、ご連絡します。")
        else:
            text = _("申出の期限（%(day)s）を過ぎています。手配できるかどうかを確かめて、ご連絡します。")
        self.fields["accommodations"].help_text = text % {"day": format_date(until)}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self._check_reading("name", "kana")
        for number in range(2, MAX_PARTY + 1):
            name, kana = f"name_{number}", f"kana_{number}"
            if data.get(kana) and not data.get(name) and name not in self.errors:
                self.add_error(name, _("%(number)s人目のお名前を入力してください。") % {"number": number})
            self._check_reading(name, kana)
        self._check_nobody_twice()
        return data

    def _check_reading(self, name: str, kana: str) -> None:
        given = self.cleaned_data.get(name)
        if given and needs_kana(given) and not self.cleaned_data.get(kana) and kana not in self.errors:
            self.add_error(kana, _("ふりがなを入力してください。"))

    def _check_nobody_twice(self) -> None:
        seen: set[tuple[str, str]] = set()
        for name, kana in self._names():
            key = (self.cleaned_data[name], self.cleaned_data.get(kana, ""))
            if key in seen:
                self.add_error(name, _("同じお名前が二度書かれています。一人ずつ書いてください。"))
            seen.add(key)

    def _names(self) -> list[tuple[str, str]]:
        pairs = [("name", "kana"), *((f"name_{n}", f"kana_{n}") for n in range(2, MAX_PARTY + 1))]
        return [(name, kana) for name, kana in pairs if self.cleaned_data.get(name)]

    def party_size(self) -> int:
        return len(self._names())

    def chosen_place_kind(self) -> Any:
        return self._only_kind or self.cleaned_data["place_kind"]

    def to_application(self, channel: Booking.Channel = Booking.Channel.WEB) -> Application:
        """What is applied for, from valid data. The first of the party carries the contact."""
        data = self.cleaned_data
        members = [
            PartyMember(
                Person(
                    name=data["name"], kana=data["kana"], district=data["district"], **self.contact_values()
                ),
                affiliation=data["affiliation"],
                age_band=data["age_band"],
            )
        ]
        members += [PartyMember(Person(name=data[name], kana=data[kana])) for name, kana in self._names()[1:]]
        return Application(
            place_kind_id=self.chosen_place_kind().pk,
            members=members,
            helpers=data["helpers"] or 0,
            accommodations=[
                (kind, data.get("accommodation_text", "")) for kind in data.get("accommodations", ())
            ],
            note=data["note"],
            supporter_number=data.get("supporter_number", ""),
            channel=channel,
        )


class PublicApplicationForm(WatchedForm, ApplicationForm):
    """As anybody fills it in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper.layout.append(Signs())


def _helper(form: ApplicationForm) -> FormHelper:
    def present(*names: str) -> list[str]:
        return [name for name in names if name in form.fields]

    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True  # see the view: nothing here depends on a cookie
    helper.layout = Layout(
        Fieldset(_("お名前"), "name", "kana", *present("supporter_number")),
        Fieldset(
            _("ご連絡先"),
            "contact_wish",
            "email",
            "telephone",
            "fax",
            "postal_code",
            Submit("lookup", _("郵便番号から住所を入力"), css_class="secondary"),
            "address",
            Details(_("電話や書類についての希望"), "best_time", "no_voice_message", "wants_large_print"),
        ),
        *([Fieldset(_("参加のしかた"), "place_kind")] if "place_kind" in form.fields else []),
        Details(_("いっしょに申し込む人・介助者がいる"), "name_2", "kana_2", "name_3", "kana_3", "helpers"),
        *(
            [Details(_("手話通訳・車いすなどの配慮が必要"), *present("accommodations", "accommodation_text"))]
            if form.occasion.accommodations
            else []
        ),
        Details(
            _("よければ教えてください（書かなくてもかまいません）"),
            "district",
            "age_band",
            "affiliation",
            "note",
        ),
    )
    return helper


class LookupForm(PortalForm):
    """Receipt number and something that only the applicant and the office know."""

    receipt_number = ReceiptNumberField(label=_("受付番号"), help_text=_("8けたの数字。例）1234-5678"))
    contact = NameField(
        label=_("お申込みのときの電話番号"),
        max_length=254,
        attrs={"autocomplete": "tel"},
        help_text=_("電話番号を書かなかった人は、FAX番号、メールアドレス、郵便番号のどれか"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def add_not_found(self) -> None:
        """One answer for every mistake: nobody learns which part was wrong."""
        self.add_error(
            None,
            _(
                "この受付番号と連絡先のお申込みは、見つかりませんでした。番号を確かめて、もう一度入力してください。"
            ),
        )
