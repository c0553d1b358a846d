"""ほかの日に変える: another session in place of this one, or waiting there as well."""

import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from portal.accounts.acting import acting_user
from portal.bookings import actions
from portal.bookings.admin.base import ToldForm, attempt, names_of, page, posted, staff_may
from portal.bookings.admin.booking_page import SWAPPABLE, get_booking
from portal.bookings.models import Attendee, Booking, Draw, Occasion, PlaceKind
from portal.bookings.paper.facts import condition_text
from portal.ui.dates import format_period


class SwapForm(ToldForm):
    field_order = ("place_kind", "or_wait", "told")

    place_kind = forms.TypedChoiceField(
        label=gettext_lazy("新しい日と参加のしかた"), coerce=int, widget=forms.RadioSelect
    )
    or_wait = forms.BooleanField(
        label=gettext_lazy("席がないときは、その日も待つ"),
        required=False,
        help_text=gettext_lazy(
            "いまの席や順番はそのまま残ります。先に席が決まったほうだけになり、ほかは取り消されます。"
        ),
    )

    def __init__(self, choices: list[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place_kind"].choices = choices  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@staff_may("change_booking")
def swap(request: HttpRequest, pk: int) -> HttpResponse:
    booking = get_booking(pk)
    choices = _choices(booking)
    form = SwapForm(choices, posted(request))
    if request.method == "POST" and form.is_valid():
        new = attempt(
            form,
            actions.swap,
            booking_id=pk,
            place_kind_id=form.cleaned_data["place_kind"],
            or_wait=form.cleaned_data["or_wait"],
            by=acting_user(request),
            told=form.cleaned_data["told"],
        )
        if new is not None:
            messages.success(request, _done(new, names_of(booking)))
            return redirect("admin:bookings_booking_page", new.pk)
    return page(
        request,
        "booking_form.html",
        _("ほかの日に変える"),
        booking=booking,
        occasion=booking.occasion,
        form=form,
        names=names_of(booking),
        read_back=_now(booking),
        follows=_("新しい日の席が決まってから、いまの席を空けます。席が決まらなければ、何も変わりません。")
        if choices
        else _("ほかに、いま申し込める日がありません。"),
        button=_("変える"),
        is_off=booking.status not in SWAPPABLE or not choices,
    )


def _now(booking: Booking) -> str:
    """What the party has or waits for, to be read back to the caller."""
    return _("いま：%(days)s　%(title)s　%(kind)s") % {
        "days": _days(booking.occasion),
        "title": booking.occasion.title,
        "kind": booking.place_kind,
    }


def _days(occasion: Occasion) -> str:
    return "・".join(format_period(date.starts_at, date.ends_at) for date in occasion.dates.all())


def _done(new: Booking, names: str) -> str:
    about = {"names": names, "title": new.occasion.title}
    if new.status == Booking.Status.CONFIRMED:
        return _("%(names)s さんを「%(title)s」に変えました。前の申込は終わりました。") % about
    return _("%(names)s さんは「%(title)s」も待ちます。いまの席や順番は、そのままです。") % about


def _choices(booking: Booking) -> list[tuple[int, str]]:
    """Kinds of place of other occasions to come of this kind, where the party has no place yet."""
    now = timezone.now()
    party = Attendee.objects.live().filter(
        occasion=OuterRef("pk"), person__in=[a.person_id for a in booking.attendees.all() if a.is_live]
    )
    drawn = Draw.objects.filter(occasion=OuterRef("pk"), drawn_at__isnull=False, voided_at__isnull=True)
    others = (
        Occasion.objects.taking_office_entries(now)
        .with_seats(now)
        .filter(~Exists(party), kind=booking.occasion.kind)
        .filter(Q(selection=Occasion.Selection.FIRST_COME) | Q(Exists(drawn), selection="lottery"))
        .exclude(pk=booking.occasion_id)
    )
    return [
        (kind.pk, _label(occasion, kind, now)) for occasion in others for kind in occasion.place_kinds.all()
    ]


def _label(occasion: Occasion, kind: PlaceKind, now: datetime.datetime) -> str:
    left = 0 if kind.waiting else max(kind.capacity - kind.taken, 0)
    free = (
        _("空き %(left)s人") % {"left": left}
        if left
        else _("満席（%(waiting)s人が待っています）") % {"waiting": kind.waiting}
    )
    condition = condition_text(occasion)
    return format_html(
        "<span><b>{}</b> {} <b>{}</b><br><small>{}{}</small></span>",
        _days(occasion),
        kind,
        free,
        occasion.title,
        f"（{condition}）" if condition else "",
    )
