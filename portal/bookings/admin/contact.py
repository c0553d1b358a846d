"""連絡先を替える: who of the party is told things from now on."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from portal.accounts.acting import acting_user
from portal.bookings import actions
from portal.bookings.admin.base import attempt, names_of, page, posted, staff_may
from portal.bookings.admin.booking_page import get_booking
from portal.bookings.models import Attendee
from portal.ui.fields import TelephoneField
from portal.ui.forms import PortalForm


class ContactForm(PortalForm):
    attendee = forms.TypedChoiceField(
        label=gettext_lazy("新しい連絡先の人"), coerce=int, widget=forms.RadioSelect
    )
    telephone = TelephoneField(
        label=gettext_lazy("その人の電話番号"),
        required=False,
        help_text=gettext_lazy("うかがったとき。空欄なら、登録してある連絡先を使います。"),
    )

    def __init__(self, candidates: list[Attendee], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["attendee"].choices = [(a.pk, a.person.name) for a in candidates]  # type: ignore[attr-defined]
        if len(candidates) == 1:
            self.initial["attendee"] = candidates[0].pk


@require_http_methods(["GET", "HEAD", "POST"])
@staff_may("change_booking")
def change_contact(request: HttpRequest, pk: int) -> HttpResponse:
    booking = get_booking(pk)
    candidates = [a for a in booking.attendees.all() if a.is_live and a.person_id != booking.contact_id]
    form = ContactForm(candidates, posted(request))
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            actions.hand_over_contact,
            booking_id=pk,
            attendee_id=form.cleaned_data["attendee"],
            telephone=form.cleaned_data["telephone"],
            by=acting_user(request),
        )
        if done:
            messages.success(
                request,
                _("連絡先を %(name)s さんにしました。申込のことを、電話で伝えてください。")
                % {"name": done.contact.name},
            )
            return redirect("admin:bookings_booking_page", pk)
    return page(
        request,
        "booking_form.html",
        _("連絡先を替える"),
        booking=booking,
        occasion=booking.occasion,
        form=form,
        names=names_of(booking),
        read_back="",
        follows=_("いまの連絡先は %(name)s さんです。前の連絡先に送ったリンクは、使えなくなります。")
        % {"name": booking.contact.name},
        button=_("連絡先を替える"),
        is_off=not candidates,
    )
