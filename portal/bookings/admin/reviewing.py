"""選考: one choice for each application, one press for all that were chosen."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from portal.accounts.acting import acting_user
from portal.bookings import actions
from portal.bookings.actions import Outcome
from portal.bookings.admin.base import attempt, page, posted, seats_may_change, staff_may
from portal.bookings.admin.occasion_pages import FORM_METHODS, get_occasion
from portal.bookings.models import Attendee, Booking, Occasion, PlaceKind
from portal.ui.forms import PortalForm, say_what_to_do

_OUTCOMES = [
    ("", gettext_lazy("まだ決めない")),
    (Outcome.SELECTED.value, gettext_lazy("決定")),
    (Outcome.WAITING.value, gettext_lazy("キャンセル待ち")),
    (Outcome.NOT_SELECTED.value, gettext_lazy("選外")),
]
_AFTER_NOT_SELECTED = [("", gettext_lazy("選外のまま")), *_OUTCOMES[1:3]]


class ReviewForm(PortalForm):
    """A choice for each application, with the revision that staff were looking at."""

    def __init__(
        self, bookings: Sequence[Booking], data: Mapping[str, Any] | None, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(data, *args, **kwargs)
        self.bookings = bookings
        for booking in bookings:
            is_out = booking.status == Booking.Status.NOT_SELECTED
            field = forms.ChoiceField(
                label=booking.contact.name,
                choices=_AFTER_NOT_SELECTED if is_out else _OUTCOMES,
                required=False,
                widget=forms.RadioSelect,
            )
            say_what_to_do(field)
            self.fields[f"outcome_{booking.pk}"] = field
            self.fields[f"revision_{booking.pk}"] = forms.IntegerField(
                widget=forms.HiddenInput, initial=booking.revision, required=False
            )

    def outcomes(self) -> dict[int, Outcome]:
        chosen = {booking.pk: self.cleaned_data.get(f"outcome_{booking.pk}") for booking in self.bookings}
        return {pk: Outcome(outcome) for pk, outcome in chosen.items() if outcome}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self._is_stale():
            text = _(
                "ほかの職員が先に決めた申込があります。まだ何も決めていません。いまの一覧を確かめてください。"
            )
            raise forms.ValidationError(text)
        if not self.errors and not self.outcomes():
            raise forms.ValidationError(_("決める申込を、一つ以上選んでください。"))
        return data

    def _is_stale(self) -> bool:
        """Whether a choice was made about an application that has changed or gone from the page since."""
        chosen = {name for name in self.data if name.startswith("outcome_") and self.data[name]}
        if chosen - self.fields.keys():
            return True
        return any(
            f"outcome_{booking.pk}" in chosen
            and self.cleaned_data.get(f"revision_{booking.pk}") != booking.revision
            for booking in self.bookings
        )

    def let_next_press_count(self) -> None:
        """Who presses again has seen what changed."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        for booking in self.bookings:
            data[f"revision_{booking.pk}"] = str(booking.revision)
        self.data = data

    def rows(self) -> list[dict[str, Any]]:
        return [
            {
                "booking": booking,
                "field": self[f"outcome_{booking.pk}"],
                "revision": self[f"revision_{booking.pk}"],
            }
            for booking in self.bookings
        ]


@require_http_methods(FORM_METHODS)
@staff_may("change_booking")
def review(request: HttpRequest, pk: int) -> HttpResponse:
    occasion = get_occasion(pk)
    form = ReviewForm(_to_review(occasion), posted(request))
    if request.method == "POST":
        if form.is_valid():
            count = attempt(
                form,
                actions.decide_review,
                occasion_id=pk,
                outcomes=form.outcomes(),
                by=acting_user(request),
            )
            if count is not None:
                text = _("%(count)s件を決めました。それぞれの連絡の方法で、結果を知らせます。")
                messages.success(request, text % {"count": count})
                return redirect("admin:bookings_occasion_review", pk)
        form.let_next_press_count()
    return page(
        request,
        "review.html",
        _("選考"),
        occasion=occasion,
        form=form,
        rows=form.rows(),
        lines=_lines(occasion),
        is_review=occasion.selection == Occasion.Selection.REVIEW,
        may_change=seats_may_change(occasion),
    )


def _to_review(occasion: Occasion) -> list[Booking]:
    """Applications of which staff can still decide, the undecided first, in order of arrival."""
    undecided = occasion.bookings.filter(status=Booking.Status.RECEIVED, awaits=Booking.Awaits.REVIEW)
    out = occasion.bookings.filter(status=Booking.Status.NOT_SELECTED)
    found = (undecided | out).select_related("contact", "place_kind")
    rows = found.prefetch_related("attendees__person").order_by("queue_no")
    return sorted(rows, key=lambda booking: booking.status == Booking.Status.NOT_SELECTED)


def _lines(occasion: Occasion) -> list[dict[str, Any]]:
    """Places of each kind: how many there are, are free, and are asked for by the undecided, in people."""
    asked = dict(
        Attendee.objects.live()
        .filter(occasion=occasion, booking__status=Booking.Status.RECEIVED)
        .values_list("booking__place_kind")
        .order_by()
        .annotate(people=Count("pk"))
    )
    kinds = PlaceKind.objects.filter(occasion=occasion).with_counts(timezone.now())
    return [
        {"kind": kind, "free": max(kind.capacity - kind.taken, 0), "asked": asked.get(kind.pk, 0)}
        for kind in kinds
    ]
