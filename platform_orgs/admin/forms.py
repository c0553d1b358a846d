from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from platform_orgs.forms import JoinForm, ProfileForm
from platform_orgs.forms.members import ROLE_HELP
from platform_orgs.models import Organisation, Role
from platform_orgs.urls import RESERVED
from portal.bookings.forms import ContactFields
from portal.bookings.models import Booking
from portal.people.models import Person
from portal.ui.fields import EmailField, KanaField, NameField, ReceiptNumberField, TextField
from portal.ui.forms import PortalForm

# How what staff type reached the office; on the web people type themselves.
_CHANNELS = [choice for choice in Booking.Channel.choices if choice[0] != Booking.Channel.WEB]


def _day(**kwargs: Any) -> forms.DateField:
    return forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        initial=timezone.localdate,
        **kwargs,
    )


class ChannelField(forms.ChoiceField):
    def __init__(self) -> None:
        super().__init__(
            label=_("どの方法で受け取りましたか"),
            choices=_CHANNELS,
            initial=Booking.Channel.PHONE,
            widget=forms.RadioSelect,
        )


class NoteForm(PortalForm):
    text = TextField(label=_("メモを書き足す"), max_length=500, rows=2)


class AcceptForm(PortalForm):
    revision = forms.IntegerField(widget=forms.HiddenInput)
    revives: Any = forms.ModelChoiceField(
        label=_("前に参加していた団体ですか"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("いいえ、新しい団体です"),
        help_text=_("選ぶと、前のページのアドレスと記録を引きつぎます。"),
    )
    slug = forms.SlugField(
        label=_("ページのアドレス"),
        max_length=50,
        required=False,
        help_text=_("英小文字・数字・ハイフン。あとで変えられません。例）fureai-salon"),
    )
    answer = TextField(
        label=_("申し込んだ人への言葉"), required=False, max_length=500, rows=3,
        help_text=_("参加が決まったお知らせに、このまま入ります。"),
    )  # fmt: skip
    told = forms.BooleanField(
        label=_("本人に伝えた"),
        required=False,
        help_text=_("電話や窓口で話したとき。お知らせは送りません（招待のメールは送ります）。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["revives"].queryset = Organisation.objects.filter(  # type: ignore[attr-defined]
            state__in=Organisation.ENDED
        )

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"]).lower()
        if slug in RESERVED:
            raise forms.ValidationError(_("このページのアドレスは使えません。"))
        return slug

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("revives") and not data.get("slug") and "slug" not in self.errors:
            self.add_error("slug", _("ページのアドレスを入力してください。"))
        return data


class DeclineForm(PortalForm):
    revision = forms.IntegerField(widget=forms.HiddenInput)
    answer = TextField(
        label=_("お断りの理由"), max_length=500, rows=3, help_text=_("このまま本人に伝わります。")
    )
    told = forms.BooleanField(
        label=_("本人に伝えた"),
        required=False,
        help_text=_("電話や窓口で話したとき。お知らせは送りません。"),
    )


class EnterApplicationForm(JoinForm):
    """The same form, for what came by telephone, FAX or on paper."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {"channel": ChannelField(), **self.fields}


class EnterPageForm(ProfileForm):
    """What an organisation wants on its page, entered by staff."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        received = _day(label=_("受け取った日"))
        self.fields = {"channel": ChannelField(), "received_on": received, **self.fields}


class RemarkForm(PortalForm):
    remark = TextField(
        label=_("直してほしいこと"),
        max_length=500,
        rows=3,
        help_text=_("このまま団体の人に伝わります。いまのページは、そのまま公開しています。"),
    )


class EndForm(PortalForm):
    revision = forms.IntegerField(widget=forms.HiddenInput)
    state = forms.ChoiceField(
        label=_("どうなりますか"),
        choices=[
            (state, Organisation.State(state).label)
            for state in (Organisation.State.SUSPENDED, *Organisation.ENDED)
        ],
        widget=forms.RadioSelect,
    )
    on = _day(label=_("いつから"))
    reason = TextField(
        label=_("理由"), max_length=500, rows=3, help_text=_("事務局の記録です。公開も連絡もしません。")
    )
    successor: Any = forms.ModelChoiceField(
        label=_("活動を引きつぐ団体"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("なし"),
        help_text=_("ページに名前が出ます。休止のときは使いません。"),
    )

    def __init__(self, organisation: Organisation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Organisation.objects.active().exclude(pk=organisation.pk)
        self.fields["successor"].queryset = others  # type: ignore[attr-defined]


class AddPersonForm(ContactFields):
    """A new representative: checked by telephone, then invited by mail or on paper, or entered for the office
    to act for."""

    field_order = ("name", "kana", "role", "how", "checked", *ContactFields.base_fields)

    MAIL, SHEET, OFFICE = "mail", "sheet", "office"

    name = NameField(label=_("お名前"))
    kana = KanaField(label=_("ふりがな"), required=False)
    role = forms.ChoiceField(
        label=_("役割"),
        choices=Role.choices,
        initial=Role.MANAGER,
        widget=forms.RadioSelect,
        help_text=ROLE_HELP,
    )
    how = forms.ChoiceField(
        label=_("どうやって使いますか"),
        choices=[
            (MAIL, _("招待のメールを送る")),
            (SHEET, _("招待の用紙を印刷して渡す（メールアドレスは本人が入れる）")),
            (OFFICE, _("メールは使わない（事務局が代わりに入力する）")),
        ],
        initial=MAIL,
        widget=forms.RadioSelect,
    )
    checked = NameField(
        label=_("本人をどう確かめましたか"),
        max_length=300,
        help_text=_("例）登録の電話番号にかけて、前の代表の人に確かめた"),
    )
    email = EmailField(label=_("メールアドレス"), required=False, max_length=254)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("how") == self.MAIL and not data.get("email") and "email" not in self.errors:
            self.add_error("email", _("招待のメールを送るには、メールアドレスを入力してください。"))
        return data

    def to_person(self) -> Person:
        data = self.cleaned_data
        return Person(name=data["name"], kana=data["kana"], **self.contact_values())


class CheckNumberForm(PortalForm):
    """A sheet has come back: its number, and whether the page is right."""

    number = ReceiptNumberField(label=_("用紙の「確認の番号」"), help_text=_("例）1234-5678"))
