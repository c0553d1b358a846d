"""Layout objects for crispy forms besides those of the library."""

from typing import Any

from crispy_forms.layout import LayoutObject
from crispy_forms.utils import TEMPLATE_PACK
from django.forms import BaseForm
from django.template import Context
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString

# A number of helpers of "0" is as good as nothing typed.
_NOTHING: tuple[object, ...] = (None, "", 0, "0", [], ())


class Details(LayoutObject):
    """Optional fields folded away under ``summary``.

    Opens by itself when one of its fields holds an error or a value, so that nothing that was typed
    and nothing that has to be corrected is ever out of sight.
    """

    def __init__(self, summary: str | Promise, *fields: Any, css_id: str | None = None) -> None:
        self.summary = summary
        self.fields = list(fields)
        self.css_id = css_id

    def render(
        self, form: BaseForm, context: Context, template_pack: str = TEMPLATE_PACK, **kwargs: Any
    ) -> SafeString:
        names = [pointer.name for pointer in self.get_field_names()]
        return render_to_string(
            f"{template_pack}/layout/details.html",
            {
                "details": self,
                "summary": self.summary,
                "is_open": any(form[name].errors or form[name].value() not in _NOTHING for name in names),
                "fields": self.get_rendered_fields(form, context, template_pack, **kwargs),
            },
        )
