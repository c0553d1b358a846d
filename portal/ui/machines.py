"""Signs that a machine sent a public form: it filled in what people do not see, or was quicker than anybody reads.

They only mark what came in, for the office to look at. Nothing is refused and no answer differs: an unusual browser,
a program that helps somebody, or a quick hand may look the same.
"""

import datetime
from typing import Any

from crispy_forms.layout import LayoutObject
from crispy_forms.utils import TEMPLATE_PACK
from django import forms
from django.core.signing import BadSignature, TimestampSigner
from django.forms import BaseForm
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from portal.ui.forms import PortalForm

QUICKEST = datetime.timedelta(seconds=3)
_OPENED = TimestampSigner(salt="portal.ui.machines")
# What keeps browsers and password managers from filling in what nobody sees.
_UNTEMPTING = {
    "autocomplete": "off",
    "tabindex": "-1",
    "data-1p-ignore": "true",
    "data-lpignore": "true",
    "data-bwignore": "true",
    "data-form-type": "other",
}


class WatchedForm(PortalForm):
    """A public form with the two signs; its layout ends with ``Signs()``. They take anything and never fail."""

    homepage = forms.Field(
        label=_("ここには、何も書かないでください"),
        required=False,
        widget=forms.TextInput(attrs=_UNTEMPTING),
    )
    opened = forms.Field(required=False, widget=forms.HiddenInput, initial=lambda: _OPENED.sign(""))

    def looks_automatic(self) -> bool:
        """Of a bound form. A form that was sent without its page has no moment at which it was opened."""
        if self.data.get(self.add_prefix("homepage")):
            return True
        opened = self.data.get(self.add_prefix("opened")) or ""
        try:
            _OPENED.unsign(opened)
        except BadSignature:
            return True
        try:
            _OPENED.unsign(opened, max_age=QUICKEST)
        except BadSignature:
            return False
        return True

    def open_again(self) -> None:
        """Of a form bound to what was kept, before it is shown to be corrected: it is opened only now."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data[self.add_prefix("opened")] = _OPENED.sign("")
        self.data = data

    def typed_values(self) -> dict[str, Any]:
        """The cleaned data without the signs."""
        return {
            name: value for name, value in self.cleaned_data.items() if name not in WatchedForm.base_fields
        }


class Signs(LayoutObject):
    """The two fields, out of sight for eyes, screen readers and the keyboard alike."""

    def render(
        self, form: BaseForm, context: Context, template_pack: str = TEMPLATE_PACK, **kwargs: Any
    ) -> SafeString:
        form.rendered_fields |= {"homepage", "opened"}  # type: ignore[attr-defined]
        return render_to_string(f"{template_pack}/layout/signs.html", {"form": form})


def marked(text: str, may_be_machine: bool) -> str:
    """A cell of the office's lists, with the mark behind it where there is one."""
    return format_html("{} {}", text, render_to_string("admin/_machine.html")) if may_be_machine else text
