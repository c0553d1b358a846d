"""What staff do to a whole occasion. Each page says what will follow before the button."""

from collections import Counter
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from portal.accounts.acting import acting_user
from portal.bookings import actions
from portal.bookings.admin.base import attempt, page, posted, staff_may
from portal.bookings.admin.links import details_links
from portal.bookings.admin.stale import let_next_press_count, refuse_stale
from portal.bookings.errors import StaleRevision
from portal.bookings.models import Occasion, PlaceKind
from portal.bookings.offers import offer_for
from portal.correspondence.actions import way_to_reach
from portal.errors import PortalError
from portal.people.models import ContactWish
from portal.ui.forms import PortalForm, say_what_to_do

FORM_METHODS = ["GET", "HEAD", "POST"]


def get_occasion(pk: int) -> Occasion:
    return get_object_or_404(Occasion.objects.prefetch_related("dates", "place_kinds"), pk=pk)


def people_to_tell(occasion: Occasion) -> dict[str, Any]:
    """How many would be told of a change, and how: in parties, as one is told for each party."""
    ways: Counter[str] = Counter()
    parties = people = 0
    for booking in occasion.bookings.live().select_related("contact").prefetch_related("attendees"):
        parties += 1
        people += sum(a.is_live for a in booking.attendees.all())
        if booking.contact.may_be_contacted:
            ways[str((way_to_reach(booking.contact) or ContactWish.TELEPHONE).label)] += 1
        else:
            ways[_("連絡しない")] += 1
    return {"parties": parties, "people": people, "ways": list(ways.items())}


@require_http_methods(FORM_METHODS)
@staff_may("change_occasion")
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    occasion = get_occasion(pk)
    form = PortalForm(posted(request))
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, actions.publish, occasion_id=pk, by=acting_user(request)) is not None
    ):
        return _done(request, pk, _("公開しました。申込を受け付ける時刻は、公開ページで確かめられます。"))
    return page(
        request,
        "publish.html",
        _("公開する"),
        occasion=occasion,
        form=form,
        offer=offer_for(occasion, now=timezone.now()),
        is_off=occasion.state != Occasion.State.PLANNED,
    )


class CapacityForm(PortalForm):
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, occasion: Occasion, kinds: list[PlaceKind], *args: Any, **kwargs: Any) -> None:
        initial = {f"capacity_{kind.pk}": kind.capacity for kind in kinds}
        super().__init__(*args, initial={**initial, "revision": occasion.revision}, **kwargs)
        self.occasion, self.kinds = occasion, kinds
        for kind in kinds:
            field = forms.IntegerField(
                label=_("定員（%(kind)s）") % {"kind": kind},
                min_value=0,
                max_value=100_000,
                # No spin buttons: a wheel of the mouse must not change a capacity.
                widget=forms.TextInput(
                    attrs={"inputmode": "numeric", "class": "size-s", "autocomplete": "off"}
                ),
                help_text=_("いま %(taken)s人が決まっていて、%(waiting)s人が待っています。")
                % {"taken": kind.taken, "waiting": kind.waiting},
            )
            say_what_to_do(field)
            self.fields[f"capacity_{kind.pk}"] = field


@require_http_methods(FORM_METHODS)
@staff_may("change_occasion")
def capacity(request: HttpRequest, pk: int) -> HttpResponse:
    form = _capacity_form(pk, posted(request))
    if request.method == "POST" and form.is_valid():
        form = _set_capacities(request, form)
        if form.is_valid():
            return _done(request, pk, _("定員を変えました。空いた席は、待っている人に順にまわります。"))
    return page(request, "capacity.html", _("定員を変える"), occasion=form.occasion, form=form)


def _capacity_form(pk: int, data: QueryDict | None) -> CapacityForm:
    kinds = list(PlaceKind.objects.filter(occasion=pk).with_counts(timezone.now()))
    return CapacityForm(get_occasion(pk), kinds, data)


def _set_capacities(request: HttpRequest, form: CapacityForm) -> CapacityForm:
    """Change all kinds of place or none; returns the form, with errors unless all is done.

    Each change raises the revision, which the next one must know.
    """
    revision = form.cleaned_data["revision"]
    try:
        with transaction.atomic():
            for kind in form.kinds:
                wanted = form.cleaned_data[f"capacity_{kind.pk}"]
                changed = actions.set_capacity(
                    place_kind_id=kind.pk, capacity=wanted, by=acting_user(request), revision=revision
                )
                revision = changed.occasion.revision
    except StaleRevision as error:
        # Built anew, so that what it calls stored is what the colleague has just saved.
        form = _capacity_form(form.occasion.pk, request.POST)
        refuse_stale(form, error, form.occasion.revision)
    except PortalError as error:
        form.add_error(None, str(error))
    return form


class CancelOccasionForm(PortalForm):
    revision = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("中止の理由"),
        max_length=200,
        help_text=gettext_lazy("公開ページとお知らせに、このまま載ります。例）大雪のため"),
    )
    sure = forms.BooleanField(label=gettext_lazy("中止は元に戻せないことを確かめた"))


@require_http_methods(FORM_METHODS)
@staff_may("change_occasion")
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    occasion = get_occasion(pk)
    form = CancelOccasionForm(posted(request), initial={"revision": occasion.revision})
    if request.method == "POST" and form.is_valid():
        told = people_to_tell(occasion)
        data = form.cleaned_data
        try:
            actions.cancel_occasion(
                occasion_id=pk, reason=data["reason"], by=acting_user(request), revision=data["revision"]
            )
        except StaleRevision as error:
            form.add_error(None, str(error))
            let_next_press_count(form, get_occasion(pk).revision)
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            text = _("中止にしました。%(parties)s組に、それぞれの連絡の方法で知らせます。")
            return _done(request, pk, text % {"parties": told["parties"]})
    return page(
        request,
        "cancel_occasion.html",
        _("中止する"),
        occasion=occasion,
        form=form,
        told=people_to_tell(occasion),
        is_off=occasion.state not in {Occasion.State.PUBLISHED, Occasion.State.POSTPONED},
    )


@require_http_methods(FORM_METHODS)
@staff_may("change_occasion")
def close(request: HttpRequest, pk: int) -> HttpResponse:
    occasion = get_occasion(pk)
    own_page = details_links(occasion)["close"]
    if own_page != request.path:
        return redirect(own_page)
    form = PortalForm(posted(request))
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, actions.close, occasion_id=pk, by=acting_user(request)) is not None
    ):
        return _done(request, pk, _("終了にしました。出欠は、このあとも記入できます。"))
    return page(
        request,
        "close.html",
        _("終了にする"),
        occasion=occasion,
        form=form,
        is_off=occasion.state != Occasion.State.PUBLISHED,
    )


def _done(request: HttpRequest, pk: int, text: str) -> HttpResponse:
    messages.success(request, text)
    return redirect("admin:bookings_occasion_roster", pk)
