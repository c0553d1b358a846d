"""「きょう中止・延期」: made for the telephone in one's hand on a bad morning. Two steps: choose, then see exactly
what will happen and press once. Afterwards the texts to read out and to hang on the door."""

import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.acting import acting_user
from portal.bookings import actions
from portal.bookings.admin.base import page, posted, staff_may
from portal.bookings.admin.occasion_pages import FORM_METHODS, get_occasion
from portal.bookings.admin.stale import let_next_press_count
from portal.bookings.admin.telling import ways_of
from portal.bookings.announcements import Announcement, announcement_for
from portal.bookings.errors import StaleRevision
from portal.bookings.models import Occasion, OccasionDate
from portal.correspondence.models import CallListLine
from portal.errors import PortalError
from portal.ui.forms import PortalForm

_OTHER = "other"


class TodayForm(PortalForm):
    revision = forms.IntegerField(widget=forms.HiddenInput)
    how = forms.ChoiceField(
        label=gettext_lazy("どうしますか"),
        choices=[
            ("cancel", gettext_lazy("中止")),
            ("undated", gettext_lazy("延期（日程未定）")),
            ("dated", gettext_lazy("延期（日を決める）")),
        ],
        widget=forms.RadioSelect,
    )
    day = forms.DateField(
        label=gettext_lazy("新しい日"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=gettext_lazy("「延期（日を決める）」のときだけ。"),
        error_messages={"invalid": gettext_lazy("日付を入力してください。例）2026-12-05")},
    )
    starts = forms.TimeField(
        label=gettext_lazy("開始"),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": gettext_lazy("時刻を入力してください。例）13:30")},
    )
    ends = forms.TimeField(
        label=gettext_lazy("終了"),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": gettext_lazy("時刻を入力してください。例）13:30")},
    )
    reason = forms.ChoiceField(
        label=gettext_lazy("理由"),
        choices=[
            *(
                (text, text)
                for text in ("大雪のため", "大雨・台風のため", "講師の急病のため", "会場の都合のため")
            ),
            (_OTHER, gettext_lazy("ほか（下に書く）")),
        ],
        widget=forms.RadioSelect,
    )
    reason_text = forms.CharField(
        label=gettext_lazy("ほかの理由"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("公開ページとお知らせに、このまま載ります。"),
    )

    def __init__(self, occasion: Occasion, date: OccasionDate, data: Any) -> None:
        super().__init__(
            data,
            initial={
                "revision": occasion.revision,
                "starts": timezone.localtime(date.starts_at).time(),
                "ends": timezone.localtime(date.ends_at).time(),
            },
        )
        self.occasion, self.date = occasion, date
        self.dates = list(occasion.dates.all())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("reason") == _OTHER and not data.get("reason_text"):
            self.add_error("reason_text", _("理由を入力してください。"))
        if data.get("how") != "dated":
            for name in ("day", "starts", "ends"):
                self.errors.pop(name, None)
            return data
        for name in ("day", "starts", "ends"):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, _("新しい日時を入力してください。"))
        if not {"day", "starts", "ends"} & set(self.errors):
            starts, ends = self.new_period()
            if starts <= timezone.now():
                self.add_error("day", _("いまより後の日時にしてください。"))
            if ends <= starts:
                self.add_error("ends", _("終了は、開始より後にしてください。"))
        return data

    def new_period(self) -> tuple[datetime.datetime, datetime.datetime]:
        data, zone = self.cleaned_data, timezone.get_default_timezone()
        combine = datetime.datetime.combine
        return combine(data["day"], data["starts"], zone), combine(data["day"], data["ends"], zone)

    def reason_given(self) -> str:
        data = self.cleaned_data
        return data["reason_text"] if data["reason"] == _OTHER else data["reason"]

    def announcement(self) -> Announcement:
        """What everybody will read."""
        how = self.cleaned_data["how"]
        return Announcement(
            self.occasion.title,
            (self.date.starts_at, self.date.ends_at),
            is_cancelled=how == "cancel",
            new=self.new_period() if how == "dated" else None,
            reason=self.reason_given(),
            is_one_of_several=len(self.dates) > 1 and how != "dated",
        )

    def apply(self, request: HttpRequest) -> None:
        """Only this day changes: where there are others they stay. Raises ``PortalError``."""
        about: dict[str, Any] = {
            "reason": self.reason_given(),
            "by": acting_user(request),
            "revision": self.cleaned_data["revision"],
        }
        how = self.cleaned_data["how"]
        if how == "dated":
            periods = {date.pk: (date.starts_at, date.ends_at) for date in self.dates}
            periods[self.date.pk] = self.new_period()
            actions.postpone(occasion_id=self.occasion.pk, periods=periods, **about)
        elif len(self.dates) > 1:
            off = OccasionDate.Off.CANCELLED if how == "cancel" else OccasionDate.Off.POSTPONED
            actions.call_off_date(date_id=self.date.pk, off=off, **about)
        elif how == "cancel":
            actions.cancel_occasion(occasion_id=self.occasion.pk, **about)
        else:
            actions.postpone(occasion_id=self.occasion.pk, periods=None, **about)


@require_http_methods(FORM_METHODS)
@staff_may("change_occasion")
def today(request: HttpRequest, pk: int, date_pk: int) -> HttpResponse:
    occasion, date = _get(pk, date_pk)
    form = TodayForm(occasion, date, posted(request))
    is_off = occasion.state != Occasion.State.PUBLISHED or bool(date.off)
    if is_off and request.method == "GET":
        return redirect("admin:bookings_occasion_off_texts", pk, date_pk)
    preview = None
    if request.method == "POST" and "edit" not in request.POST and form.is_valid():
        if "confirm" in request.POST:
            try:
                form.apply(request)
            except StaleRevision as error:
                form.add_error(None, str(error))
                let_next_press_count(form, get_occasion(pk).revision)
            except PortalError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("公開ページを変え、連絡を始めました。"))
                return redirect("admin:bookings_occasion_off_texts", pk, date_pk)
        preview = form.announcement()
    return page(
        request,
        "today.html",
        _("きょう中止・延期"),
        occasion=occasion,
        date=date,
        form=form,
        preview=preview,
        told=ways_of(occasion.bookings.live().select_related("contact__merged_into")) if preview else None,
        has_several=len(form.dates) > 1,
    )


@require_safe
@staff_may("view_occasion")
def off_texts(request: HttpRequest, pk: int, date_pk: int) -> HttpResponse:
    """What there is to do after the press: whom to call, what to say on the machine, what to hang up."""
    occasion, date = _get(pk, date_pk)
    announcement = announcement_for(occasion, date)
    if announcement is None:
        return redirect("admin:bookings_occasion_roster", pk)
    waiting = CallListLine.objects.to_call(timezone.now()).filter(message__is_urgent=True)
    return page(
        request,
        "off_texts.html",
        _("知らせる"),
        occasion=occasion,
        date=date,
        announcement=announcement,
        calls=waiting.count(),
    )


@require_safe
@staff_may("view_occasion")
def off_door(request: HttpRequest, pk: int, date_pk: int) -> HttpResponse:
    """One sheet of A4 in letters that can be read from across the street."""
    occasion, date = _get(pk, date_pk)
    announcement = announcement_for(occasion, date)
    if announcement is None:
        return redirect("admin:bookings_occasion_roster", pk)
    return page(
        request, "off_door.html", _("入口に貼る紙"), occasion=occasion, date=date, announcement=announcement
    )


def _get(pk: int, date_pk: int) -> tuple[Occasion, OccasionDate]:
    occasion = get_occasion(pk)
    date = next((date for date in occasion.dates.all() if date.pk == date_pk), None)
    if date is None:
        raise Http404
    return occasion, date
