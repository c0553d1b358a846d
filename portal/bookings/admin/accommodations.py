"""配慮の手配: one page over everything to come. Only for those who arrange it."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Max, Min, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.acting import acting_user
from portal.bookings.actions.accommodations import acknowledge_cancelled, is_wanted, settle_accommodation
from portal.bookings.admin.base import OnlyThroughActions, ToldForm, attempt, page, posted, staff_may
from portal.bookings.models import AccommodationRequest, Booking, Occasion
from portal.errors import PortalError
from portal.ui.fields import TextField

_State = AccommodationRequest.State
_MAY = "arrange_accommodations"


class SettleForm(ToldForm):
    field_order = ("state", "answer", "told")

    state = forms.ChoiceField(
        label=gettext_lazy("手配の結果"),
        choices=[c for c in _State.choices if c[0] != _State.OPEN],
        widget=forms.RadioSelect,
    )
    answer = TextField(
        label=gettext_lazy("本人へのことば"),
        required=False,
        max_length=300,
        rows=3,
        help_text=gettext_lazy("お知らせに、このまま載ります。用意できないときは必ず。"),
    )
    seen = forms.ChoiceField(choices=_State.choices, widget=forms.HiddenInput)


def to_arrange() -> QuerySet[AccommodationRequest]:
    """What is wanted for occasions to come, settled or not; the nearest first."""
    rows = AccommodationRequest.objects.exclude(
        booking__status__in=(Booking.Status.CANCELLED, Booking.Status.NOT_SELECTED)
    ).filter(booking__occasion__state__in=(Occasion.State.PUBLISHED, Occasion.State.POSTPONED))
    return _to_come(rows)


def still_to_arrange() -> QuerySet[AccommodationRequest]:
    return to_arrange().filter(state=_State.OPEN)


def to_call_off() -> QuerySet[AccommodationRequest]:
    """What was arranged and is not wanted any more."""
    rows = AccommodationRequest.objects.filter(state=_State.ARRANGED).filter(
        Q(booking__status__in=(Booking.Status.CANCELLED, Booking.Status.NOT_SELECTED))
        | Q(booking__occasion__state=Occasion.State.CANCELLED)
    )
    return _to_come(rows)


def _to_come(rows: QuerySet[AccommodationRequest]) -> QuerySet[AccommodationRequest]:
    return (
        rows.annotate(
            first_start=Min("booking__occasion__dates__starts_at"),
            last_end=Max("booking__occasion__dates__ends_at"),
        )
        .filter(Q(last_end__gte=timezone.now()) | Q(booking__occasion__state=Occasion.State.POSTPONED))
        .order_by("first_start", "booking__occasion", "booking__queue_no", "kind")
    )


@require_safe
@staff_may(_MAY)
def accommodations(request: HttpRequest) -> HttpResponse:
    wanted = _with_people(to_arrange())
    return page(
        request,
        "accommodations.html",
        _("配慮の手配"),
        wanted=wanted,
        called_off=_with_people(to_call_off()),
        open_count=sum(row.state == _State.OPEN for row in wanted),
        today=timezone.localdate(),
    )


def _with_people(rows: QuerySet[AccommodationRequest]) -> list[AccommodationRequest]:
    return list(
        rows.select_related("booking__occasion", "booking__contact", "settled_by").prefetch_related(
            "booking__occasion__dates", "booking__attendees__person"
        )
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_may(_MAY)
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    row = _get(pk)
    initial = {"seen": row.state, "answer": row.answer}
    if row.state != _State.OPEN:
        initial["state"] = row.state
    form = SettleForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        done = attempt(
            form,
            settle_accommodation,
            request_id=pk,
            state=_State(data["state"]),
            seen=_State(data["seen"]),
            answer=data["answer"],
            by=acting_user(request),
            told=data["told"],
        )
        if done:
            text = _("「%(state)s」と記録しました。") % {"state": done.get_state_display()}
            messages.success(
                request, text + ("" if data["told"] else _("本人には、連絡の方法で知らせます。"))
            )
            return redirect("admin:bookings_accommodationrequest_changelist")
        row = _get(pk)
    return page(
        request,
        "accommodation_settle.html",
        _("手配の結果を書く"),
        row=row,
        form=form,
        is_off=not is_wanted(row),
    )


def _get(pk: int) -> AccommodationRequest:
    rows = AccommodationRequest.objects.select_related("booking__occasion", "booking__contact", "settled_by")
    return get_object_or_404(
        rows.prefetch_related("booking__occasion__dates", "booking__attendees__person"), pk=pk
    )


@require_POST
@staff_may(_MAY)
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(AccommodationRequest, pk=pk)
    try:
        acknowledge_cancelled(request_id=pk, by=acting_user(request))
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("手配を断ったことを記録しました。"))
    return redirect("admin:bookings_accommodationrequest_changelist")


@admin.register(AccommodationRequest)
class AccommodationAdmin(OnlyThroughActions):
    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(f"bookings.{_MAY}")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_urls(self) -> list[URLPattern]:
        view, name = self.admin_site.admin_view, "bookings_accommodationrequest"
        return [
            path("", view(accommodations), name=f"{name}_changelist"),
            path("<int:pk>/settle/", view(settle), name=f"{name}_settle"),
            path("<int:pk>/acknowledge/", view(acknowledge), name=f"{name}_acknowledge"),
        ]
