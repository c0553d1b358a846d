"""Form fields that several forms about organisations have."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from platform_orgs.models import FieldOfWork, OrganisationKind

MOST_FIELDS = 3


class FieldsOfWorkField(forms.MultipleChoiceField):
    """Up to three fields of work, in the order of the list."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("活動の分野"))
        kwargs.setdefault("help_text", _("三つまで選べます。"))
        super().__init__(choices=FieldOfWork.choices, **kwargs)

    def clean(self, value: Any) -> list[str]:
        chosen = super().clean(value)
        if len(chosen) > MOST_FIELDS:
            raise ValidationError(
                _("三つまで選んでください（いま%(given)d個）。"), params={"given": len(chosen)}, code="many"
            )
        return [work for work in FieldOfWork.values if work in chosen]


def kind_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("団体の種類"), choices=OrganisationKind.choices, widget=forms.RadioSelect
    )
