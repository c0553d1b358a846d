"""Two colleagues on one form: the second is told what the first has saved, and nothing typed is lost.

The model carries a ``revision`` that every write raises. The form brings back the revision that it was
opened with; the row is locked before the form is looked at, so what is compared is what will be replaced.
"""

import datetime
from collections.abc import Container
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.forms.models import BaseInlineFormSet, ModelChoiceField
from django.http import HttpRequest, HttpResponse
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from portal.ui.uploads import kept_only_if_saved

_SEEN = "seen_revision"


STALE = _(
    "この画面を開いたあとに、ほかの職員が先に保存しました。まだ保存していません。"
    "下のちがいを確かめ、入力した内容でよければ、もう一度保存してください。"
)


class RevisionedForm(forms.ModelForm):
    """A form that refuses to save over a newer revision and shows both values of every differing field.

    Saving a second time is then a deliberate decision, and works.
    """

    seen_revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial[_SEEN] = self.instance.revision

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.instance.pk and self.cleaned_data.get(_SEEN) != self.instance.revision:
            self._refuse_stale()
        return self.cleaned_data

    def _refuse_stale(self) -> None:
        # The inlines are told by the object that they share with this form.
        self.instance.is_stale = True
        add_differences(self, besides={_SEEN})
        self.add_error(None, STALE)
        # Shown again, the form carries the revision that it was compared with.
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data[self.add_prefix(_SEEN)] = str(self.instance.revision)
        self.data = data


class RevisionedFormSet(BaseInlineFormSet):
    """Inline rows of a revisioned object: they too show both values when the object is stale."""

    def clean(self) -> None:
        super().clean()
        if getattr(self.instance, "is_stale", False):
            for form in self.initial_forms:
                add_differences(form)


class RevisionedAdmin(admin.ModelAdmin):
    """Admin of a model with a ``revision``. Use ``RevisionedForm`` (or a child of it) as ``form`` and
    ``RevisionedFormSet`` as ``formset`` of the inlines. No ``list_editable``: it would go past the lock."""

    form = RevisionedForm

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Files are stored while a form is looked at: when it is refused, none of them stays."""
        with kept_only_if_saved() as coming:
            response = super().changeform_view(request, object_id, form_url, extra_context)
            if response.status_code == 302:
                coming.clear()
        return response

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Model | None:
        """The object; on POST locked first (parent rows too), so that it is read as it will be replaced."""
        found = super().get_object(request, object_id, from_field)
        if found is None or request.method != "POST":
            return found
        locked = self.model._base_manager.select_for_update(no_key=True).filter(pk=found.pk)
        return super().get_object(request, object_id, from_field) if locked.first() else None

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or not fieldsets or not self.has_change_permission(request, obj):
            return fieldsets
        (name, options), *others = fieldsets
        fields = [field for field in options["fields"] if field != _SEEN]
        return [(name, {**options, "fields": [*fields, _SEEN]}), *others]

    def save_model(self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool) -> None:
        if change:
            obj.revision += 1
        super().save_model(request, obj, form, change)


def add_differences(form: forms.BaseForm, besides: Container[str] = ()) -> None:
    """Add to each field that differs from what is stored an error that names both values."""
    for name in form.changed_data:
        if name in besides or name not in form.fields:
            continue
        field = form.fields[name]
        typed = form.cleaned_data.get(name, form[name].value())
        form.add_error(
            name,
            forms.ValidationError(
                _("保存されている値：%(stored)s ／ 入力した値：%(typed)s"),
                params={"stored": shown(field, form.initial.get(name)), "typed": shown(field, typed)},
            ),
        )


def shown(field: forms.Field, value: Any) -> str:
    """A value of a form field as somebody reads it: choices by their label, moments in local time."""
    if callable(value):
        value = value()
    if value is None or value == "" or value == []:
        return str(_("（空欄）"))
    if isinstance(value, bool):
        return str(_("はい") if value else _("いいえ"))
    if isinstance(value, Model):
        return str(value)
    if isinstance(value, list | tuple | set):
        return "、".join(shown(field, item) for item in value)
    if isinstance(value, datetime.datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return formats.date_format(local, "Y年n月j日 H:i")
    if isinstance(value, datetime.date):
        return formats.date_format(value, "Y年n月j日")
    if isinstance(value, datetime.time):
        return f"{value:%H:%M}"
    if isinstance(field, ModelChoiceField):
        chosen = field.queryset.filter(pk=value).first() if field.queryset is not None else None
        return str(chosen or value)
    return str(field.prepare_value(_label(field, value)))


def _label(field: forms.Field, value: Any) -> Any:
    """The label of a choice, in groups or not; the value itself where there is none."""
    for key, label in getattr(field, "choices", ()):
        options = label if isinstance(label, list | tuple) else [(key, label)]
        for option, text in options:
            if str(option) == str(value):
                return text
    return value
