"""The public application with what only the office knows: how it came and when. Entering one and importing
many share it."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.bookings.actions import Application
from portal.bookings.moments import moment_field
from portal.bookings.forms import ApplicationForm
from portal.bookings.models import Booking
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
