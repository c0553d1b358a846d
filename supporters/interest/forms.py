from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.bookings.forms import ContactFields
from portal.bookings.models import Booking
from portal.people.models import ContactWish, Person
from portal.ui.email import suggest_email
from portal.ui.fields import EmailField, KanaField, NameField, TelephoneField
from portal.ui.machines import Signs, WatchedForm


class InterestForm(WatchedForm):
    """One way to be told, by the person's own choice; a name only if they like."""

    email = EmailField(
        label=gettext_lazy("メールアドレス"),
        required=False,
        max_length=254,
        help_text=gettext_lazy("確認のメールをお送りします。"),
    )
    telephone = TelephoneField(
        label=gettext_lazy("電話番号"),
        required=False,
        help_text=gettext_lazy("メールを使わない方。受付が始まったら、事務局がお電話します。"),
    )
    name = NameField(
        label=gettext_lazy("お名前"),
        required=False,
        help_text=gettext_lazy("お電話のときに、お呼びするためです。書かなくてもかまいません。"),
    )
    # The address about which the person has been asked already whether it is right.
    sure_of = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        note = gettext_lazy("※どちらか一つは必須")
        for name in ("email", "telephone"):
            self.fields[name].requirement_note = note  # type: ignore[attr-defined]

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.disable_csrf = True  # see the view
        helper.layout = Layout(
            "email",
            "telephone",
            "name",
            "sure_of",
            Signs(),
            Submit("send", gettext_lazy("お知らせを申し込む")),
        )
        return helper

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("email") and not data.get("telephone") and not self.errors:
            self.add_error("email", _("メールアドレスか電話番号の、どちらか一つを入力してください。"))
        email = data.get("email", "")
        meant = suggest_email(email) if email else ""
        if meant and data.get("sure_of") != email:
            self.add_error(
                "email",
                _(
                    "「%(typed)s」と書かれています。「%(meant)s」ではありませんか。"
                    "合っていれば、そのままもう一度押してください。"
                )
                % {"typed": email, "meant": meant},
            )
            asked: Any = self.data.copy()  # type: ignore[attr-defined]
            asked["sure_of"] = email
            self.data = asked
        return data


class EntryForm(ContactFields):
    """Staff enter somebody who telephoned, wrote or came to the counter."""

    field_order = ("channel", "name", "kana", *ContactFields.base_fields)

    channel = forms.ChoiceField(
        label=gettext_lazy("受付の方法"),
        choices=[c for c in Booking.Channel.choices if c[0] != Booking.Channel.WEB],
        initial=Booking.Channel.PHONE,
        widget=forms.RadioSelect,
    )
    name = NameField(label=gettext_lazy("お名前"))
    kana = KanaField(label=gettext_lazy("ふりがな"), required=False)
    contact_wish = forms.ChoiceField(
        label=gettext_lazy("お知らせの方法"),
        choices=ContactWish.choices,
        initial=ContactWish.TELEPHONE,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("メールのときは、本人に確認のメールが届きます。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            # The browser must not offer the caller staff's own name and telephone.
            field.widget.attrs["autocomplete"] = "off"

    def to_person(self) -> Person:
        """The newcomer, unsaved, from valid data."""
        data = self.cleaned_data
        return Person(name=data["name"], kana=data["kana"], **self.contact_values())
