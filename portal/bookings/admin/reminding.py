"""The reminder of one occasion: when it goes out, to how many, what it says; off, or now."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from portal.accounts.acting import acting_user
from portal.bookings import actions
from portal.bookings.admin.base import page, posted, staff_may
from portal.bookings.admin.occasion_pages import FORM_METHODS, get_occasion
from portal.bookings.admin.stale import let_next_press_count
from portal.bookings.admin.telling import ways_of
from portal.bookings.errors import StaleRevision
from portal.bookings.models import Occasion, Reminder
from portal.bookings.reminders import announced_moment, day_of, runs_ahead
from portal.ui.forms import PortalForm


class ReminderForm(PortalForm):
    revision = forms.IntegerField(widget=forms.HiddenInput)
    reminder_days = forms.TypedChoiceField(
        label=gettext_lazy("いつ送るか"),
        choices=[
            ("1", gettext_lazy("前の日の9時")),
            ("2", gettext_lazy("2日前の9時")),
            ("3", gettext_lazy("3日前の9時")),
            ("7", gettext_lazy("7日前の9時")),
            ("", gettext_lazy("送らない")),
        ],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    reminder_text = forms.CharField(
        label=gettext_lazy("書き添えること"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("日時・場所・持ち物・取り消し方・中止の知らせ方は、いつも入ります。"),
    )

    def __init__(self, occasion: Occasion, data: Any) -> None:
        days = "" if occasion.reminder_days is None else str(occasion.reminder_days)
        super().__init__(
            data,
            initial={
                "revision": occasion.revision,
                "reminder_days": days,
                "reminder_text": occasion.reminder_text,
            },
        )
        field = self.fields["reminder_days"]
        if days not in dict(field.choices):  # type: ignore[attr-defined]
            own = (days, _("%(days)s日前の9時") % {"days": days})
            field.choices = [*field.choices[:-1], own, field.choices[-1]]  # type: ignore[attr-defined]


@require_http_methods(FORM_METHODS)
@staff_may("change_occasion")
def reminder(request: HttpRequest, pk: int) -> HttpResponse:
    occasion = get_occasion(pk)
    is_now = "now" in request.POST
    form = ReminderForm(occasion, None if is_now else posted(request))
    if request.method == "POST" and is_now:
        return _send_now(request, occasion)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_reminder(
                occasion_id=pk,
                days=form.cleaned_data["reminder_days"],
                text=form.cleaned_data["reminder_text"],
                by=acting_user(request),
                revision=form.cleaned_data["revision"],
            )
        except StaleRevision as error:
            form.add_error(None, str(error))
            let_next_press_count(form, get_occasion(pk).revision)
        else:
            messages.success(request, _("リマインダーを保存しました。"))
            return redirect("admin:bookings_occasion_reminder", pk)
    return page(
        request, "reminder.html", _("リマインダー"), occasion=occasion, form=form, runs=_runs(occasion)
    )


def _runs(occasion: Occasion) -> list[dict[str, Any]]:
    """For each run of days ahead: when, to whom, and who was reminded."""
    lines = []
    now = timezone.now()
    for run in runs_ahead(occasion, now):
        is_off = occasion.reminder_days is None
        moment = None if is_off else announced_moment(run, occasion.reminder_days or 0)
        waiting = (
            [] if is_off else list(actions.to_remind(occasion, run).select_related("contact__merged_into"))
        )
        missing = actions.without_reminder(occasion, run).count()
        lines.append(
            {
                "run": run,
                "moment": moment,
                "is_past": moment is not None and moment <= now,
                "told": ways_of(waiting),
                "missing": missing,
                "reminded": Reminder.objects.of_run(run, day_of(run[0])).count(),
            }
        )
    return lines


def _send_now(request: HttpRequest, occasion: Occasion) -> HttpResponse:
    wanted = request.POST["now"]
    dates = {str(date.pk): date.pk for date in occasion.dates.all()}
    count = 0
    if wanted in dates:
        count = actions.remind_now(occasion_id=occasion.pk, date_id=dates[wanted], by=acting_user(request))
    if count:
        messages.success(
            request,
            _("%(count)s組に、それぞれの連絡の方法でリマインダーを送ります。") % {"count": count},
        )
    else:
        messages.info(request, _("リマインダーを送る相手は、もういません。"))
    return redirect("admin:bookings_occasion_reminder", occasion.pk)
