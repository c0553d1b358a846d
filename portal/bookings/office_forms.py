"""The public application with what only the office knows: how it came and when. Entering one and importing
many share it."""

from dataclasses import replace
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.bookings.actions import Application
from portal.bookings.forms import ApplicationForm
from portal.bookings.models import Booking
from portal.bookings.moments import moment_field
from portal.people.models import ContactWish

# The order in which staff would try: a number that was given is meant to be called.
_WAYS = {
    ContactWish.TELEPHONE: "telephone",
    ContactWish.FAX: "fax",
    ContactWish.MAIL: "email",
    ContactWish.LETTER: "address",
}


class OfficeApplicationForm(ApplicationForm):
    """One application on behalf of somebody: a name, a reading and one address suffice."""

    channel = forms.ChoiceField(
        label=gettext_lazy("申込経路"),
        choices=[c for c in Booking.Channel.choices if c[0] != Booking.Channel.WEB],
        initial=Booking.Channel.PHONE,
        widget=forms.RadioSelect,
    )
    contact_wish = forms.ChoiceField(
        label=gettext_lazy("連絡の方法"),
        choices=[("", gettext_lazy("書いてある連絡先で（電話があれば電話）")), *ContactWish.choices],
        required=False,
    )
    received_at = moment_field(
        gettext_lazy("受付日時"), help_text=gettext_lazy("FAXや郵便が届いた日時。空欄なら、いま。")
    )

    _ALWAYS = ("name", "kana", "telephone")
    _FOLDED = (
        (gettext_lazy("ほかの連絡先・連絡の希望"), ("contact_wish", "fax", "email", "postal_code", "address",
                                                 "best_time", "no_voice_message", "wants_large_print")),
        (gettext_lazy("いっしょに申し込む人・介助者"), ("name_2", "kana_2", "name_3", "kana_3", "helpers")),
        (gettext_lazy("必要な配慮"), ("accommodations", "accommodation_text")),
        (gettext_lazy("つながりサポーターの登録番号"), ("supporter_number",)),
        (gettext_lazy("地区・年代・所属・ひとこと"), ("district", "age_band", "affiliation", "note")),
        (gettext_lazy("受付日時（FAX・郵便のとき）"), ("received_at",)),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            # The browser must not offer the caller staff's own name and telephone.
            field.widget.attrs["autocomplete"] = "off"
        self.fields["kana"].help_text = ""
        self.fields["name"].widget.attrs["autofocus"] = True

    def shown_first(self) -> list[BoundField]:
        names = ["channel", *self._ALWAYS, *(["place_kind"] if "place_kind" in self.fields else [])]
        return [self[name] for name in names]

    def folded(self) -> list[dict[str, Any]]:
        """The rest in groups that open by themselves where something is wrong."""
        groups = []
        for title, names in self._FOLDED:
            fields = [self[name] for name in names if name in self.fields]
            if fields:
                groups.append(
                    {
                        "title": title,
                        "fields": fields,
                        "is_open": any(f.errors or self.initial.get(f.name) for f in fields),
                    }
                )
        return groups

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not any(data.get(name) for name in _WAYS.values()) and not self._contact_errors():
            self.add_error("telephone", _("電話番号など、連絡先を一つ入力してください。"))
        if not data.get("contact_wish"):
            data["contact_wish"] = next((wish for wish, name in _WAYS.items() if data.get(name)), "")
        received_at = data.get("received_at")
        if received_at and received_at > timezone.now():
            self.add_error("received_at", _("受付日時は、いまより前にしてください。"))
        return data

    def _contact_errors(self) -> bool:
        return any(name in self.errors for name in _WAYS.values())

    def to_application(self, channel: Booking.Channel = Booking.Channel.WEB) -> Application:
        application = super().to_application(channel=Booking.Channel(self.cleaned_data["channel"]))
        return replace(application, received_at=self.cleaned_data["received_at"])
