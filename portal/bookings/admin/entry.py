"""Entering somebody who telephoned, faxed, wrote or came: a name, a reading and one number suffice."""

import secrets

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.acting import acting_user
from portal.bookings import actions
from portal.bookings.admin.base import attempt, page, seats_may_change, staff_may
from portal.bookings.models import Booking, Occasion
from portal.bookings.offers import offer_for
from portal.bookings.office_forms import OfficeApplicationForm

# Channels on which staff speak with the person while they type.
_SPOKEN = {Booking.Channel.PHONE, Booking.Channel.COUNTER}


class EntryForm(OfficeApplicationForm):
    """One application that staff enter while they hear or read it."""

    told = forms.BooleanField(
        label=gettext_lazy("結果を本人に伝えた（伝える）"),
        required=False,
        initial=True,
        help_text=gettext_lazy("電話と窓口のとき。はずすと、連絡の方法でお知らせします。"),
    )
    submission_key = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def is_told(self) -> bool:
        return self.cleaned_data["told"] and self.cleaned_data["channel"] in _SPOKEN


@require_http_methods(["GET", "HEAD", "POST"])
@staff_may("add_booking")
def enter(request: HttpRequest, pk: int) -> HttpResponse:
    occasion = get_object_or_404(Occasion.objects.prefetch_related("dates"), pk=pk)
    if request.method == "POST":
        form = EntryForm(occasion, request.POST)
        if form.is_valid() and (booking := _save(request, occasion, form)):
            return redirect("admin:bookings_booking_entered", booking.pk)
    else:
        form = EntryForm(occasion, initial={"submission_key": secrets.token_urlsafe(24)})
    return page(
        request,
        "entry.html",
        _("申込を入力する"),
        occasion=occasion,
        form=form,
        offer=offer_for(occasion, now=timezone.now()),
        seats_may_change=seats_may_change(occasion),
    )


def _save(request: HttpRequest, occasion: Occasion, form: EntryForm) -> Booking | None:
    booking = attempt(
        form,
        actions.apply,
        occasion_id=occasion.pk,
        application=form.to_application(),
        submission_key=f"staff-{form.cleaned_data['submission_key']}"[:64],
        by=acting_user(request),
        told=form.is_told(),
    )
    # Back, another name, save: the key says that this page has become a booking already.
    if booking and booking.contact.name != form.cleaned_data["name"]:
        form.add_error(
            None,
            _(
                "この画面からは、もう別の人の申込を入力しました。名簿の「申込を入力する」から開き直してください。"
            ),
        )
        return None
    return booking


@require_safe
@staff_may("add_booking")
def entered(request: HttpRequest, pk: int) -> HttpResponse:
    """What to read out to the caller, in large letters."""
    bookings = Booking.objects.select_related("occasion", "contact", "place_kind").prefetch_related(
        "attendees__person", "occasion__dates"
    )
    booking = get_object_or_404(bookings, pk=pk)
    return page(
        request,
        "entered.html",
        _("入力しました"),
        booking=booking,
        occasion=booking.occasion,
        place_in_queue=booking.parties_ahead() + 1,
    )
