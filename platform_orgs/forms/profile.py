from collections.abc import Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from platform_orgs import logos
from platform_orgs.directory import areas
from platform_orgs.forms.fields import FieldsOfWorkField, kind_field
from platform_orgs.models import Profile, Visibility
from portal.bookings.forms import needs_kana
from portal.ui.fields import EmailField, KanaField, NameField, TelephoneField, TextField, WebAddressField
from portal.ui.forms import PortalForm, say_what_to_do

_OFF = {"autocomplete": "off"}


class ProfileForm(PortalForm):
    """Everything an organisation says about itself, on one page."""

    name = NameField(label=_("団体の名前"), attrs={"autocomplete": "organization"})
    kana = KanaField(
        label=_("団体の名前のふりがな"), required=False, help_text=_("ひらがなでもカタカナでも。")
    )
    kind = kind_field()
    fields_of_work = FieldsOfWorkField(required=False)
    districts: Any = forms.TypedMultipleChoiceField(
        label=_("活動する地区"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("市のどこでも活動しているときは、何も選ばないでください。"),
    )
    appeal = NameField(
        label=_("ひとことで言うと"),
        required=False,
        help_text=_("一覧に出ます。例）だれでも来られる夕ごはんの会"),
        attrs=_OFF,
    )
    about = TextField(label=_("活動の内容"), required=False, max_length=2000, rows=6)
    hours = NameField(
        label=_("開いている日と時間"),
        required=False,
        max_length=200,
        help_text=_("例）毎週木曜 10時〜15時"),
        attrs=_OFF,
    )
    logo = forms.FileField(
        label=_("ロゴや写真"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/gif,image/webp"}),
        help_text=_("PNG・JPEG・GIF・WebPの画像を1枚。人の顔がわかる写真は、本人の了解を得てください。"),
    )
    remove_logo = forms.BooleanField(label=_("いまのロゴや写真を外す"), required=False)
    kept_logo = forms.CharField(required=False, widget=forms.HiddenInput)

    representative = NameField(label=_("代表者のお名前"), required=False, attrs=_OFF)
    contact_name = NameField(label=_("連絡先の担当のお名前"), required=False, attrs=_OFF)
    telephone = TelephoneField(label=_("電話番号"), required=False)
    fax = TelephoneField(label=_("FAX番号"), required=False, attrs=_OFF)
    email = EmailField(label=_("メールアドレス"), required=False, max_length=254)
    address = NameField(
        label=_("所在地"), required=False, max_length=200, attrs={"autocomplete": "street-address"}
    )
    website = WebAddressField(label=_("Webサイトのアドレス"), required=False, max_length=300)
    social = WebAddressField(label=_("SNSのページのアドレス"), required=False, max_length=300)

    seen_revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, has_logo: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_logo:
            del self.fields["remove_logo"]
        self.fields["kana"].requirement_note = _("※必須（ローマ字のお名前なら任意）")  # type: ignore[attr-defined]
        for name in Profile.CONTACTS:
            # A list to open, although there are only three: twenty-four circles would bury the contacts.
            self.fields[f"{name}_seen_by"] = forms.ChoiceField(
                label=_("%(field)sを見せる範囲") % {"field": self.fields[name].label},
                choices=Visibility.choices,
                required=False,
            )
            say_what_to_do(self.fields[f"{name}_seen_by"])
        if districts := areas():
            self.fields["districts"].choices = districts  # type: ignore[attr-defined]
        else:
            del self.fields["districts"]
        # Each contact with its reach behind it.
        self.order_fields(
            [
                name
                for name in (*Profile.CONTENT[:9], "remove_logo", *Profile.CONTENT[9:])
                if name in self.fields
            ]
        )
        self.helper = self._helper()

    def _helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        page = ["appeal", "about", "hours", "logo", "remove_logo", "kept_logo"]
        page = [name for name in page if name in self.fields]
        first = [
            "name",
            "kana",
            "kind",
            "fields_of_work",
            *(["districts"] if "districts" in self.fields else []),
        ]
        contacts = [Div(name, f"{name}_seen_by", css_class="with-reach") for name in Profile.CONTACTS]
        helper.layout = Layout(
            Fieldset(_("団体について"), *first),
            Fieldset(_("活動"), *page),
            Fieldset(_("連絡先"), *contacts, css_id="contacts"),
            "seen_revision",
        )
        return helper

    def clean_logo(self) -> str:
        upload = self.cleaned_data.get("logo")
        return logos.store_logo(upload) if upload else ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if (
            data.get("name")
            and needs_kana(data["name"])
            and not data.get("kana")
            and "kana" not in self.errors
        ):
            self.add_error("kana", _("団体の名前のふりがなを入力してください。"))
        if data.get("logo"):
            # Whatever else is wrong, the picture need not be chosen again.
            kept: Any = self.data.copy()  # type: ignore[attr-defined]
            kept[self.add_prefix("kept_logo")] = logos.keep(data["logo"])
            self.data = kept
        return data

    def values(self, draft: Profile) -> dict[str, Any]:
        """What the page is to say, from valid data; what the form does not ask stays as in ``draft``."""
        data = self.cleaned_data
        stored = draft.values()
        values = {name: data.get(name, stored[name]) for name in Profile.CONTENT if name != "logo"}
        for name in Profile.CONTACTS:
            values[f"{name}_seen_by"] = data.get(f"{name}_seen_by") or stored[f"{name}_seen_by"]
        new = data["logo"] or logos.kept(data["kept_logo"])
        values["logo"] = new or ("" if data.get("remove_logo") else stored["logo"])
        return values


def initial_of(values: Mapping[str, Any], revision: int) -> dict[str, Any]:
    """What stands in the form for a page with these values."""
    return {name: value for name, value in values.items() if name != "logo"} | {"seen_revision": revision}
