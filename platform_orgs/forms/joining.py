from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django.utils.translation import gettext_lazy as _

from platform_orgs.actions import Joining
from platform_orgs.forms.fields import FieldsOfWorkField, kind_field
from portal.bookings.forms import ContactFields, needs_kana
from portal.people.models import Person
from portal.ui.fields import KanaField, NameField, TextField, WebAddressField
from portal.ui.layout import Details
from portal.ui.machines import Signs, WatchedForm

_KANA_NEEDED = _("※必須（ローマ字のお名前なら任意）")


class JoinForm(ContactFields):
    """What an organisation has to say so that the office can decide and ring back."""

    field_order = (
        "org_name", "org_kana", "kind", "fields_of_work", "about", "website",
        "name", "kana", *ContactFields.base_fields, "note",
    )  # fmt: skip

    org_name = NameField(label=_("団体の名前"), attrs={"autocomplete": "organization"})
    org_kana = KanaField(
        label=_("団体の名前のふりがな"), required=False, help_text=_("ひらがなでもカタカナでも。")
    )
    kind = kind_field()
    fields_of_work = FieldsOfWorkField()
    about = TextField(
        label=_("どんな活動をしていますか"),
        max_length=2000,
        help_text=_("これからのことでもかまいません。参加が決まったら、団体のページに載ります。"),
    )
    website = WebAddressField(label=_("Webサイトのアドレス"), required=False, max_length=300)
    name = NameField(label=_("担当の人のお名前"))
    kana = KanaField(label=_("担当の人のふりがな"), required=False)
    note = TextField(label=_("事務局へのひとこと"), required=False, rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("org_kana", "kana"):
            self.fields[name].requirement_note = _KANA_NEEDED  # type: ignore[attr-defined]
        self.fields["email"].help_text = _("メールがあると、団体のページを自分たちで直せます。")
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True  # see the view: nothing here depends on a cookie
        self.helper.layout = Layout(
            Fieldset(_("団体について"), "org_name", "org_kana", "kind", "fields_of_work", "about", "website"),
            Fieldset(
                _("担当の人"),
                "name",
                "kana",
                "contact_wish",
                "email",
                "telephone",
                "fax",
                "postal_code",
                "address",
                Details(_("電話や書類についての希望"), "best_time", "no_voice_message", "wants_large_print"),
            ),
            Fieldset(_("そのほか"), "note"),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for name, kana in (("org_name", "org_kana"), ("name", "kana")):
            if data.get(name) and needs_kana(data[name]) and not data.get(kana) and kana not in self.errors:
                self.add_error(kana, _("ふりがなを入力してください。"))
        return data

    def to_joining(self, **more: Any) -> Joining:
        """What is asked for, from valid data."""
        data = self.cleaned_data
        return Joining(
            contact=Person(name=data["name"], kana=data["kana"], **self.contact_values()),
            name=data["org_name"],
            kana=data["org_kana"],
            kind=data["kind"],
            fields_of_work=data["fields_of_work"],
            about=data["about"],
            website=data["website"],
            note=data["note"],
            **more,
        )


class PublicJoinForm(WatchedForm, JoinForm):
    """As an organisation fills it in by itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper.layout.append(Signs())
