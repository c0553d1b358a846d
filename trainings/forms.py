import unicodedata
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from portal.ui.fields import FoldedField
from portal.ui.forms import PortalForm
from trainings.models.certificate import CODE_LENGTH, CODE_LETTERS

# What is easily mistaken when read from paper; none of these letters is ever printed.
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})


class CodeField(FoldedField):
    """A certificate's code in any width, with or without its dashes, large or small letters."""

    def fold(self, value: str) -> str:
        letters = unicodedata.normalize("NFKC", value).upper().translate(_MISREAD)
        code = "".join(c for c in letters if c.isalnum())
        if len(code) != CODE_LENGTH or not set(code) <= set(CODE_LETTERS):
            raise forms.ValidationError(
                _(
                    "確認番号は、%(length)sけたの英数字です。証書の下のほうにあります。例）7K3M-P4QX-92TB-HD6W"
                ),
                params={"length": CODE_LENGTH},
            )
        return code


class CodeForm(PortalForm):
    code = CodeField(
        label=_("確認番号"),
        help_text=_("証書の下のほうにある、16けたの英数字。例）7K3M-P4QX-92TB-HD6W"),
        attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
