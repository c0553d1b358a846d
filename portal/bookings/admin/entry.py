"""Entering somebody who telephoned, faxed, wrote or came: a name, a reading and one number suffice."""

import secrets
from dataclasses import replace
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.acting import acting_user
from portal.bookings import actions
from portal.bookings.actions import Application
from portal.bookings.admin.base import attempt, page, seats_may_change, staff_may
from portal.bookings.clashes import clashes_of
from portal.bookings.forms import ContactFields
from portal.bookings.models import Booking, Occasion
from portal.bookings.offers import offer_for
from portal.bookings.office_forms import OfficeApplicationForm
from portal.people.care import HIDDEN
from portal.people.models import Person

# Channels on which staff speak with the person while they type.
_SPOKEN = {Booking.Channel.PHONE, Booking.Channel.COUNTER}
# What the form knows of a person.
_OF_PERSON = ("name", "kana", "district", *ContactFields.base_fields)
# What may stand in the address of the page: what a caller whom nobody knows has said already.
_CARRIED = ("name", "kana", "telephone")


class EntryForm(OfficeApplicationForm):
    """One application that staff enter while they hear or read it."""

    told = forms.BooleanField(
        label=gettext_lazy("結果を本人に伝えた（伝える）"),
        required=False,
        initial=True,
        help_text=gettext_lazy("電話と窓口のとき。はずすと、連絡の方法でお知らせします。"),
    )
    submission_key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    # Whom staff have found before they came here; and how that record was when they saw it.
    person = forms.ModelChoiceField(
        queryset=Person.objects.filter(merged_into__isnull=True, is_contact_only=False),
        required=False,
        widget=forms.HiddenInput,
    )
    person_revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        known = self.cleaned_data.get("person")
        if known is not None and known.handle_with_care:
            # These fields never show what is stored: left empty, they mean what is stored. Only the values
            # that are used are filled in; the page that comes back shows what was typed.
            for name in HIDDEN:
                self.cleaned_data[name] = self.cleaned_data.get(name) or getattr(known, name)
        data = super().clean()
        person = data.get("person")
        if person and data.get("person_revision") != person.revision:
            self.add_error(
                None,
                gettext_lazy(
                    "この画面を開いたあとに、ほかの職員がこの人の連絡先を直しました。"
                    "まだ受け付けていません。連絡先を確かめて、もう一度押してください。"
                ),
            )
            # Who presses again has been told.
            asked_again: Any = self.data.copy()  # type: ignore[attr-defined]
            asked_again["person_revision"] = str(person.revision)
            self.data = asked_again
        return data

    def is_told(self) -> bool:
        return self.cleaned_data["told"] and self.cleaned_data["channel"] in _SPOKEN

    def to_application(self, channel: Booking.Channel = Booking.Channel.WEB) -> Application:
        """The first of the party is the person whom staff have found, with what was corrected here."""
        application = super().to_application(channel)
        known = self.cleaned_data["person"]
        if known is None:
            return application
        first, *others = application.members
        for name in _OF_PERSON:
            if name == "telephone" and known.telephone != first.person.telephone:
                known.telephone_is_wrong = False
            setattr(known, name, getattr(first.person, name))
        known.revision += 1
        return replace(application, members=[replace(first, person=known), *others])


@require_http_methods(["GET", "HEAD", "POST"])
@staff_may("add_booking")
def enter(request: HttpRequest, pk: int) -> HttpResponse:
    occasion = get_object_or_404(Occasion.objects.prefetch_related("dates"), pk=pk)
    if request.method == "POST":
        form = EntryForm(occasion, request.POST)
        if form.is_valid() and (booking := _save(request, occasion, form)):
            return redirect("admin:bookings_booking_entered", booking.pk)
    else:
        known = _asked_for(request)
        form = EntryForm(
            occasion, initial={"submission_key": secrets.token_urlsafe(24), **_initial(request, known)}
        )
    return page(
        request,
        "entry.html",
        _("申込を入力する"),
        occasion=occasion,
        form=form,
        asked_for=_asked_for(request),
        offer=offer_for(occasion, now=timezone.now()),
        seats_may_change=seats_may_change(occasion),
    )


def _asked_for(request: HttpRequest) -> Person | None:
    """Whom staff have found at the telephone desk before they came here."""
    pk = request.GET.get("person", "")
    return (
        get_object_or_404(Person, pk=pk, merged_into=None, is_contact_only=False) if pk.isdecimal() else None
    )


def _initial(request: HttpRequest, known: Person | None) -> dict[str, Any]:
    if known is None:
        return {name: request.GET[name][:100] for name in _CARRIED if name in request.GET}
    return {
        "person": known.pk,
        "person_revision": known.revision,
        **{name: getattr(known.ways if name in HIDDEN else known, name) for name in _OF_PERSON},
    }


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
        clashes=clashes_of(booking),
    )
