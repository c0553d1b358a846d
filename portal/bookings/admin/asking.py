"""空いた席の案内: what staff do while a party is being asked whether it takes a free place.

That it takes it is recorded by ``answers.answer_offer``."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.acting import acting_user
from portal.bookings import actions
from portal.bookings.admin.base import attempt, names_of, page, posted, staff_may
from portal.bookings.admin.booking_page import get_booking
from portal.bookings.models import Booking, PlaceOffer
from portal.ui.dates import format_moment
from portal.ui.forms import PortalForm

_FORM_METHODS = ["GET", "HEAD", "POST"]


class OfferForm(PortalForm):
    """Which offer the page was about: a later one to the same party is another question."""

    offer = forms.IntegerField(widget=forms.HiddenInput)


@require_POST
@staff_may("change_booking")
def contacted(request: HttpRequest, pk: int) -> HttpResponse:
    """連絡がついた: the time to answer begins now."""
    offer = _posted_offer(request, pk)
    offer = actions.record_contact(offer_id=offer.pk, at=timezone.now())
    if offer.state != PlaceOffer.State.PENDING or offer.expires_at is None:
        messages.warning(request, _("この案内は、もう終わっています。いまの状態を確かめてください。"))
    else:
        text = _("連絡がついたと記録しました。返事の期限は %(at)s です。")
        messages.success(request, text % {"at": format_moment(offer.expires_at)})
    return redirect("admin:bookings_booking_page", pk)


@require_http_methods(_FORM_METHODS)
@staff_may("change_booking")
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """辞退: the party said no to staff."""
    return _settle(
        request,
        pk,
        actions.decline_offer,
        title=_("案内した席を辞退する"),
        read_back=_(
            "「%(names)s さんは参加しない、ということでよろしいですか。」と読み上げて確かめてください。"
        ),
        follows=_("申込を取り消し、次に待っている人に案内します。"),
        button=_("辞退として取り消す"),
        done=_("%(names)s さんの辞退を記録しました。次に待っている人に案内します。"),
        is_danger=True,
    )


@require_http_methods(_FORM_METHODS)
@staff_may("change_booking")
def pass_on(request: HttpRequest, pk: int) -> HttpResponse:
    """連絡がつかない: the next in line is asked."""
    return _settle(
        request,
        pk,
        actions.pass_on_offer,
        title=_("連絡がつかないので、次の人へ"),
        read_back="",
        follows=_("申込は取り消しません。キャンセル待ちの最後にならび、次に待っている人に席を案内します。"),
        button=_("次の人へまわす"),
        done=_("次に待っている人に案内します。%(names)s さんは、キャンセル待ちの最後にならびました。"),
    )


def _settle(
    request: HttpRequest,
    pk: int,
    action: Callable[..., Booking],
    *,
    read_back: str,
    done: str,
    **context: Any,
) -> HttpResponse:
    booking = get_booking(pk)
    names = names_of(booking)
    offer = booking.place_offers.filter(state=PlaceOffer.State.PENDING).first()
    form = OfferForm(posted(request), initial={"offer": offer.pk if offer else None})
    if request.method == "POST" and form.is_valid():
        asked = get_object_or_404(PlaceOffer, pk=form.cleaned_data["offer"], booking=pk)
        if attempt(form, action, offer_id=asked.pk, by=acting_user(request)) is not None:
            messages.success(request, done % {"names": names})
            return redirect("admin:bookings_booking_page", pk)
    return page(
        request,
        "booking_form.html",
        booking=booking,
        occasion=booking.occasion,
        form=form,
        names=names,
        read_back=read_back % {"names": names} if read_back else "",
        is_off=offer is None,
        **context,
    )


def _posted_offer(request: HttpRequest, pk: int) -> PlaceOffer:
    form = OfferForm(request.POST)
    asked = form.cleaned_data["offer"] if form.is_valid() else None
    return get_object_or_404(PlaceOffer, pk=asked, booking=pk)
