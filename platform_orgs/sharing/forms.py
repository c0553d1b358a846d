"""What is shared, as forms: a few fields, the rest folded."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from platform_orgs.directory import areas
from platform_orgs.models import FieldOfWork, Gathering, Organisation, Resource, TroubleCategory
from portal.admin_revisions import shown
from portal.office.models import District
from portal.ui.fields import NameField, TelephoneField, TextField, WebAddressField
from portal.ui.forms import PortalForm
from portal.ui.layout import Details

_OFF = {"autocomplete": "off"}
# Asked, but not stored as it stands.
_ABOUT_THE_FORM = ("seen_revision", "organisation")


def several(label: Any, choices: Any, **kwargs: Any) -> Any:
    return forms.TypedMultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple, **kwargs
    )


class EntryForm(PortalForm):
    """``entry`` is what is changed, None for something new. The form brings back the revision that it was
    opened with."""

    model: type[Resource] | type[Gathering]
    seen_revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, entry: Resource | Gathering | None = None, **kwargs: Any) -> None:
        initial = kwargs.pop("initial", {})
        if entry is not None:
            initial = {**self.initial_of(entry), "seen_revision": entry.revision, **initial}
        super().__init__(data, initial=initial, **kwargs)
        self.entry = entry
        self.fill_choices()
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = self.layout()

    def initial_of(self, entry: Any) -> dict[str, Any]:
        return {name: getattr(entry, name) for name in self.base_fields if hasattr(entry, name)}

    def fill_choices(self) -> None:
        raise NotImplementedError

    def layout(self) -> Layout:
        raise NotImplementedError

    def values(self) -> dict[str, Any]:
        """What is to be stored, from valid data; what the form does not ask stays."""
        return {name: self.cleaned_data[name] for name in self.fields if name not in _ABOUT_THE_FORM}

    def say_both(self, current: Any) -> None:
        """Somebody else was first: each field that differs says what is stored, and pressing again saves."""
        stored = self.initial_of(current)
        for name, value in self.values().items():
            if name in self.fields and getattr(current, name) != value:
                text = _("いま保存されている内容：%(stored)s")
                params = {"stored": shown(self.fields[name], stored[name])}
                self.add_error(name, forms.ValidationError(text, params=params))
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data[self.add_prefix("seen_revision")] = str(current.revision)
        self.data = data


class ResourceForm(EntryForm):
    model = Resource

    kind = forms.ChoiceField(label=_("種類"), choices=[("", _("選んでください")), *Resource.Kind.choices])
    title = NameField(
        label=_("できること"),
        help_text=_("例）10人乗りの車を、運転する人といっしょに貸せます"),
        attrs=_OFF,
    )
    conditions = NameField(
        label=_("条件"),
        required=False,
        max_length=300,
        help_text=_("例）平日の昼間だけ。一週間前までに相談してください"),
        attrs=_OFF,
    )
    districts = several(
        _("地区"), (), coerce=int, help_text=_("市のどこでもよいときは、何も選ばないでください。")
    )
    is_public: Any = forms.TypedChoiceField(
        label=_("だれに見せますか"),
        choices=[("yes", _("だれでも見られる")), ("no", _("プラットフォームの団体だけ"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        initial="yes",
    )
    description = TextField(label=_("くわしく"), required=False, max_length=1000)
    categories = several(_("役に立てる困りごと"), TroubleCategory.choices)
    fields_of_work = several(_("分野"), FieldOfWork.choices)

    def initial_of(self, entry: Any) -> dict[str, Any]:
        return super().initial_of(entry) | {"is_public": "yes" if entry.is_public else "no"}

    def fill_choices(self) -> None:
        if found := areas():
            self.fields["districts"].choices = found  # type: ignore[attr-defined]
        else:
            del self.fields["districts"]

    def layout(self) -> Layout:
        return Layout(
            "kind",
            "title",
            "conditions",
            *(["districts"] if "districts" in self.fields else []),
            "is_public",
            Details(_("もっとくわしく書く"), "description", "categories", "fields_of_work"),
            "seen_revision",
        )


class GatheringForm(EntryForm):
    model = Gathering

    name = NameField(label=_("名前"), help_text=_("例）ふれあい喫茶"), attrs=_OFF)
    place = NameField(label=_("場所"), max_length=200, help_text=_("例）見本公民館 1階の和室"), attrs=_OFF)
    address = NameField(
        label=_("住所"),
        required=False,
        max_length=200,
        help_text=_("地図のリンクになります。"),
        attrs=_OFF,
    )
    weekdays = several(_("曜日"), Gathering.Weekday.choices, coerce=int)
    opens_at = forms.TimeField(
        label=_("始まる時刻"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    closes_at = forms.TimeField(
        label=_("終わる時刻"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    is_free = forms.BooleanField(label=_("無料です"), required=False)
    needs_booking = forms.BooleanField(label=_("予約がいります"), required=False)
    welcome = NameField(
        label=_("だれが行けるか"),
        required=False,
        max_length=200,
        help_text=_("例）どなたでも。子ども連れも歓迎です"),
        attrs=_OFF,
    )
    telephone = TelephoneField(label=_("電話番号"), required=False, attrs=_OFF)
    description = TextField(label=_("どんなところ"), required=False, max_length=300, rows=3)
    weeks = several(
        _("第何週"), Gathering.Week.choices, coerce=int, help_text=_("毎週のときは、何も選ばないでください。")
    )
    closed_on_holidays = forms.BooleanField(label=_("祝日は休みです"), required=False)
    when = NameField(
        label=_("日時について"),
        required=False,
        max_length=200,
        help_text=_("曜日で言えないとき、休みがあるとき。例）8月は休みます"),
        attrs=_OFF,
    )
    cost = NameField(label=_("費用"), required=False, help_text=_("例）お茶代 100円"), attrs=_OFF)
    district: Any = forms.ModelChoiceField(
        label=_("地区"), queryset=District.objects.none(), required=False, empty_label=_("選ばない")
    )
    website = WebAddressField(label=_("Webサイト"), required=False, max_length=300)
    valid_until = forms.DateField(
        label=_("いつまで"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("この日を過ぎると、出なくなります。決まっていなければ空欄。"),
    )

    def fill_choices(self) -> None:
        city = District.objects.filter(kind=District.Kind.CITY).select_related("parent")
        self.fields["district"].queryset = city  # type: ignore[attr-defined]
        self.fields["district"].label_from_instance = lambda d: d.indented_name  # type: ignore[attr-defined]

    def layout(self) -> Layout:
        return Layout(
            "name",
            "place",
            "address",
            "weekdays",
            Div("opens_at", "closes_at", css_class="side-by-side"),
            "is_free",
            "needs_booking",
            "welcome",
            "telephone",
            Details(
                _("もっとくわしく書く"),
                "description", "weeks", "closed_on_holidays", "when", "cost", "district", "website",
                "valid_until",
            ),
            "seen_revision",
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("weekdays") and not data.get("when") and "when" not in self.errors:
            self.add_error("weekdays", _("曜日を選ぶか、「日時について」に書いてください。"))
        opens, closes = data.get("opens_at"), data.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("終わる時刻は、始まる時刻より後にしてください。"))
        if closes and not opens and "opens_at" not in self.errors:
            self.add_error("opens_at", _("始まる時刻を入力してください。"))
        return data

    def values(self) -> dict[str, Any]:
        """Whoever says it has made sure of it today."""
        return super().values() | {"checked_on": timezone.localdate()}


class OfficeResourceForm(ResourceForm):
    """Staff write for an organisation."""

    organisation: Any = forms.ModelChoiceField(
        label=_("団体"), queryset=Organisation.objects.none(), empty_label=_("選んでください")
    )

    def fill_choices(self) -> None:
        super().fill_choices()
        _choose_owner(self)


class OfficeGatheringForm(GatheringForm):
    """Staff write for an organisation, or what they have heard of elsewhere, with its source."""

    organisation: Any = forms.ModelChoiceField(
        label=_("団体"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("プラットフォームの団体ではない"),
    )
    source = NameField(
        label=_("出典"),
        required=False,
        max_length=200,
        help_text=_("団体のものでないとき。例）市報12月号、公民館に電話で確かめた"),
        attrs=_OFF,
    )
    checked_on = forms.DateField(
        label=_("確認した日"),
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def fill_choices(self) -> None:
        super().fill_choices()
        _choose_owner(self)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        owner = self.entry.organisation_id if self.entry else data.get("organisation")
        if not owner and not data.get("source") and "source" not in self.errors:
            self.add_error("source", _("出典を入力してください。"))
        if data.get("checked_on") and data["checked_on"] > timezone.localdate():
            self.add_error("checked_on", _("確認した日は、きょうか、きょうより前にしてください。"))
        return data

    def values(self) -> dict[str, Any]:
        return super().values() | {"checked_on": self.cleaned_data["checked_on"]}


def _choose_owner(form: EntryForm) -> None:
    """Whose it is, is said once."""
    if form.entry is not None:
        del form.fields["organisation"]
    else:
        form.fields["organisation"].queryset = Organisation.objects.active()  # type: ignore[attr-defined]
        form.order_fields(["organisation"])
