"""Moments in forms of admin: a day and a time, of which Django gives neither a label of its own."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _


def name_halves(field: forms.SplitDateTimeField) -> None:
    """Let day and time carry the name of their field each."""
    for widget, name in zip(field.widget.widgets, (_("{label}（日付）"), _("{label}（時刻）")), strict=True):
        widget.attrs["aria-label"] = format_lazy(name, label=field.label)
        if isinstance(widget, forms.TimeInput):
            # Nobody announces seconds.
            widget.format = "%H:%M"


class NamedMoments:
    """For the admin, or the inline rows, of models with moments."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest | None, **kwargs: Any) -> Any:
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        if isinstance(field, forms.SplitDateTimeField):
            name_halves(field)
        return field
