from typing import Any, NamedTuple

from django import forms, template
from django.forms import BoundField
from django.utils.translation import gettext as _

from portal.bookings.forms import ApplicationForm

register = template.Library()


class Row(NamedTuple):
    label: str
    text: str
    target: str


@register.simple_tag
def confirm_rows(form: ApplicationForm) -> list[Row]:
    """What was typed, as it was understood, for the confirmation page; empty fields are left out."""
    rows = []
    for field in form:
        text = _text(form, field)
        if text:
            target = f"{field.auto_id}_0" if field.use_fieldset else field.id_for_label
            rows.append(Row(str(field.label), text, target))
    return rows


def _text(form: ApplicationForm, field: BoundField) -> str:
    value = form.cleaned_data.get(field.name)
    if value in (None, "", [], 0, False):
        return ""
    if value is True:
        return _("はい")
    formfield = field.field
    choices: Any = getattr(formfield, "choices", ())
    if isinstance(formfield, forms.MultipleChoiceField):
        return "、".join(str(label) for code, label in choices if code in value)
    if isinstance(formfield, forms.ChoiceField) and not isinstance(formfield, forms.ModelChoiceField):
        return str(dict(choices)[value])
    return str(formfield.prepare_value(value) if isinstance(value, str) else value)
