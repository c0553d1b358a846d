"""What the forms of the portal have in common: messages that name the field and say what to do."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

_CHOSEN = (forms.RadioSelect, forms.Select, forms.CheckboxSelectMultiple)


class PortalFormMixin:
    """Fields say 「お名前を入力してください。」 instead of 「このフィールドは必須です。」.

    Checks happen on the server only, so that every page works the same in every browser.
    """

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("use_required_attribute", False)
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            say_what_to_do(field)


class PortalForm(PortalFormMixin, forms.Form):
    pass


class PortalModelForm(PortalFormMixin, forms.ModelForm):
    pass


def say_what_to_do(field: forms.Field) -> None:
    """Replace Django's own messages for an empty field and a wrong choice; messages of the field's own stay."""
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        field.error_messages["invalid_choice"] = _("一覧の中から選び直してください。")
    if field.error_messages["required"] is not forms.Field.default_error_messages["required"]:
        return
    if isinstance(field.widget, forms.CheckboxInput):
        text = _("「{label}」に印をつけてください。")
    elif isinstance(field.widget, _CHOSEN):
        text = _("{label}を選んでください。")
    else:
        text = _("{label}を入力してください。")
    field.error_messages["required"] = format_lazy(text, label=field.label or "")
