"""延期: new days for every date, or none yet. Before anything happens the page reads old and new days back."""

import datetime
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
from portal.bookings.admin.occasion_pages import (
    FORM_METHODS,
    get_occasion,
    people_to_tell,
)
from portal.bookings.admin.stale import let_next_press_count
from portal.bookings.errors import StaleRevision
from portal.bookings.models import Occasion, OccasionDate
from portal.bookings.moments import moment_field
from portal.errors import PortalError
from portal.ui.dates import format_period, format_short_date
from portal.ui.forms import PortalForm, say_what_to_do

Period = tuple[datetime.datetime, datetime.datetime]


class PostponeForm(PortalForm):
    revision = forms.IntegerField(widget=forms.HiddenInput)
    has_new_dates = forms.TypedChoiceField(
        label=gettext_lazy("新しい日程"),
        choices=[
            ("yes", gettext_lazy("決まっている")),
            ("no", gettext_lazy("まだ決まっていない（日程未定）")),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )

    def __init__(self, occasion: Occasion, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"revision": occasion.revision, "has_new_dates": "yes"}, **kwargs)
        # A day that is over stays as it was; unless all are: then it is these that move.
        every = list(occasion.dates.all())
        ahead = [date for date in every if date.ends_at > timezone.now()]
        self.dates: list[OccasionDate] = ahead or every
        self.kept = [date for date in every if date not in self.dates]
        for date in self.dates:
            about = {"old": format_short_date(date.starts_at)}
            # The hours mostly stay: only the day has to be chosen.
            hours = [timezone.localtime(moment).time() for moment in (date.starts_at, date.ends_at)]
            self.fields[f"starts_{date.pk}"] = moment_field(
                _("%(old)s に代わる日の開始") % about, initial=[None, hours[0]]
            )
            self.fields[f"ends_{date.pk}"] = moment_field(
                _("%(old)s に代わる日の終了") % about, initial=[None, hours[1]]
            )
        self.fields["closes_at"] = moment_field(
            _("新しい申込期限"), help_text=_("変えないときは空欄のまま。")
        )
        self.fields["reason"] = forms.CharField(
            label=_("延期の理由"),
            max_length=200,
            help_text=_("公開ページとお知らせに、このまま載ります。例）台風の接近のため"),
        )
        say_what_to_do(self.fields["reason"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for date in self.dates:
            names = (f"starts_{date.pk}", f"ends_{date.pk}")
            if data.get("has_new_dates"):
                self._check(*names)
            else:
                # The hours of the old day still stand in the fields; nobody meant them.
                for name in names:
                    self.errors.pop(name, None)
        return data

    def _check(self, starts: str, ends: str) -> None:
        start, end = self.cleaned_data.get(starts), self.cleaned_data.get(ends)
        for name, value in ((starts, start), (ends, end)):
            if value is None and name not in self.errors:
                self.add_error(name, _("新しい日時を入力してください。"))
        if start and start <= timezone.now():
            self.add_error(starts, _("いまより後の日時にしてください。"))
        if start and end and end <= start:
            self.add_error(ends, _("終了は、開始より後にしてください。"))

    def periods(self) -> dict[int, Period] | None:
        data = self.cleaned_data
        if not data["has_new_dates"]:
            return None
        kept = {date.pk: (date.starts_at, date.ends_at) for date in self.kept}
        return kept | {date.pk: (data[f"starts_{date.pk}"], data[f"ends_{date.pk}"]) for date in self.dates}

    def read_back(self) -> list[dict[str, str]]:
        """Old and new days in words, weekday included: a slip shows here."""
        periods = self.periods()
        return [
            {
                "old": format_period(date.starts_at, date.ends_at),
                "new": format_period(*periods[date.pk]) if periods else _("日程未定"),
            }
            for date in self.dates
        ]


@require_http_methods(FORM_METHODS)
@staff_may("change_occasion")
def postpone(request: HttpRequest, pk: int) -> HttpResponse:
    occasion = get_occasion(pk)
    form = PostponeForm(occasion, posted(request))
    read_back = None
    if request.method == "POST" and "edit" not in request.POST and form.is_valid():
        if "confirm" not in request.POST:
            read_back = form.read_back()
        elif _postpone(request, occasion, form):
            text = _("延期にしました。みなさんの席はそのままで、行けるかどうかをたずねます。")
            messages.success(request, text)
            return redirect("admin:bookings_occasion_roster", pk)
        else:
            occasion = get_occasion(pk)
    return page(
        request,
        "postpone.html",
        _("延期する"),
        occasion=occasion,
        form=form,
        read_back=read_back,
        told=people_to_tell(occasion),
        is_off=occasion.state not in {Occasion.State.PUBLISHED, Occasion.State.POSTPONED},
    )


def _postpone(request: HttpRequest, occasion: Occasion, form: PostponeForm) -> bool:
    data = form.cleaned_data
    try:
        actions.postpone(
            occasion_id=occasion.pk,
            periods=form.periods(),
            reason=data["reason"],
            by=acting_user(request),
            revision=data["revision"],
            closes_at=data["closes_at"],
        )
    except StaleRevision as error:
        form.add_error(None, str(error))
        let_next_press_count(form, get_occasion(occasion.pk).revision)
        return False
    except PortalError as error:
        form.add_error(None, str(error))
        return False
    return True
