from typing import Any

from django import forms

from portal.office.models import District


class DistrictField(forms.ModelChoiceField):
    """One of the office's districts, as a tree: what belongs to another stands indented below it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=District.objects.all(), required=False, **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.indented_name)
