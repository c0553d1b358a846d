from typing import Any

from django import forms
from django.utils.translation import gettext as _


def moment_field(label: Any, **options: Any) -> forms.SplitDateTimeField:
    """Day and time with the browser's own pickers; without them 2026-12-05 and 13:30 can be typed."""
    widget = forms.SplitDateTimeWidget(
        date_format="%Y-%m-%d",
        time_format="%H:%M",
        date_attrs={"type": "date", "aria-label": _("日付")},
        time_attrs={"type": "time", "aria-label": _("時刻")},
    )
    messages = {
        "invalid_date": _("日付を入力してください。例）2026-12-05"),
        "invalid_time": _("時刻を入力してください。例）13:30"),
    }
    return forms.SplitDateTimeField(
        label=label, required=False, widget=widget, error_messages=messages, **options
    )
