import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.figures.periods import Period, current_year, fiscal_year, year_name
from portal.ui.fields import NameField
from portal.ui.forms import PortalForm

_EARLIEST = 2000


class PeriodForm(PortalForm):
    """A fiscal year, or any days; without either the current year."""

    year: Any = forms.TypedChoiceField(label=_("年度"), coerce=int, empty_value=None, required=False)
    first = forms.DateField(
        label=_("初日"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("日付を入力してください。例）2026-04-01")},
    )
    last = forms.DateField(
        label=_("最終日"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("日付を入力してください。例）2027-03-31")},
    )
    publication = forms.BooleanField(label=_("公表用（5人未満を伏せる）"), required=False)

    def __init__(self, *args: Any, years: range, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [  # type: ignore[attr-defined]
            ("", _("期間で選ぶ")),
            *((year, f"{year_name(year)}（{year}）") for year in reversed(years)),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("year") is not None or self.errors:
            return data
        first, last = data.get("first"), data.get("last")
        if (first is None) != (last is None):
            name = "first" if first is None else "last"
            self.add_error(name, _("期間で選ぶときは、初日と最終日の両方を入力してください。"))
        elif first is not None and last is not None:
            self._check_days(first, last)
        return data

    def _check_days(self, first: datetime.date, last: datetime.date) -> None:
        if first > last:
            self.add_error("last", _("最終日は、初日と同じ日か、それより後にしてください。"))
        elif first.year < _EARLIEST or last.year > current_year() + 10:
            self.add_error("first", _("年を確かめてください。"))

    def period(self) -> Period:
        """What was chosen; call it on a valid form."""
        data = self.cleaned_data
        if data["year"] is not None:
            return fiscal_year(data["year"])
        if data["first"] is not None:
            return Period(data["first"], data["last"])
        return fiscal_year(current_year())


class CloseForm(PortalForm):
    note = NameField(
        label=_("メモ"),
        required=False,
        max_length=300,
        help_text=_("例）市議会への報告と同じ数"),
        attrs={"autocomplete": "off"},
    )


class ReopenForm(PortalForm):
    closed = forms.IntegerField(widget=forms.HiddenInput)
    reason = NameField(
        label=_("確定を取り消す理由"),
        max_length=300,
        help_text=_("記録に残ります。例）12月の研修の出欠が1日分入っていなかった"),
        attrs={"autocomplete": "off"},
    )
