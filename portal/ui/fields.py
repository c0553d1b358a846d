"""Form fields for Japanese input. They fold what they can and say in words what to do about the rest."""

from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from portal.ui import text
from portal.ui.email import fold_email
from portal.ui.numbers import format_postal_code, format_receipt_number, format_telephone

_WEB_ADDRESS = URLValidator(schemes=("http", "https"))


class FoldedField(forms.CharField):
    """A text field whose value is folded before it is checked.

    No ``maxlength`` in the page: browsers count 𠮷 twice and cut names in half without a word. Too long a
    value comes back with a message and with everything that was typed.
    """

    default_error_messages = {
        "max_length": _("%(limit_value)d文字以内で入力してください（いま%(show_value)d文字）。"),
    }
    attrs: dict[str, Any] = {}

    def __init__(self, *, attrs: dict[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.pop("maxlength", None)
        self.widget.attrs = {**self.attrs, **self.widget.attrs, **(attrs or {})}

    def fold(self, value: str) -> str:
        raise NotImplementedError

    def show(self, value: str) -> str:
        """How a stored value stands in the page's field."""
        return value

    def to_python(self, value: Any) -> str:
        return self.fold(str(value)) if value not in self.empty_values else ""

    def prepare_value(self, value: Any) -> Any:
        # Stored numbers are shown with their dashes; what could not be understood comes back as typed.
        return self.show(value) if isinstance(value, str) else value


class NameField(FoldedField):
    attrs = {"autocomplete": "name"}

    def __init__(self, *, max_length: int = 100, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)

    def fold(self, value: str) -> str:
        return text.clean_name(value)


class TextField(FoldedField):
    """Several lines: addresses, remarks. Kept as written, like names."""

    widget = forms.Textarea

    def __init__(self, *, max_length: int = 1000, rows: int = 4, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)
        self.widget.attrs["rows"] = rows
        self.widget.attrs.pop("cols", None)

    def fold(self, value: str) -> str:
        return text.clean_lines(value)


class KanaField(FoldedField):
    attrs = {"autocomplete": "off"}  # no token exists for a reading

    def __init__(self, *, max_length: int = 100, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)

    def fold(self, value: str) -> str:
        return text.fold_kana(value)


class DigitsField(FoldedField):
    """Digits in any width, with any dash. ``exact_length`` is the number of digits when it is fixed."""

    default_error_messages = {
        "digits": _("数字で入力してください。"),
        "exact_length": _("%(wanted)d桁の数字で入力してください（いま%(given)d桁）。"),
    }
    attrs = {"inputmode": "numeric", "class": "size-m"}

    def __init__(self, *, exact_length: int | None = None, max_length: int = 20, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)
        self.exact_length = exact_length

    def fold(self, value: str) -> str:
        digits = text.fold_digits(value)
        if digits.strip("0123456789"):
            raise text.InvalidInput(self.error_messages["digits"], code="digits")
        if digits and self.exact_length not in (None, len(digits)):
            raise text.InvalidInput(
                self.error_messages["exact_length"],
                code="exact_length",
                params={"wanted": self.exact_length, "given": len(digits)},
            )
        return digits


class TelephoneField(FoldedField):
    attrs = {"autocomplete": "tel", "class": "size-l"}
    widget = forms.TextInput(attrs={"type": "tel"})

    def fold(self, value: str) -> str:
        return text.fold_telephone(value)

    def show(self, value: str) -> str:
        return format_telephone(value)


class PostalCodeField(FoldedField):
    attrs = {"autocomplete": "postal-code", "inputmode": "numeric", "class": "size-m"}

    def fold(self, value: str) -> str:
        return text.fold_postal_code(value)

    def show(self, value: str) -> str:
        return format_postal_code(value)


class EmailField(FoldedField):
    # Not type=email: browsers refuse carrier addresses and full-width input before we see them.
    attrs = {"autocomplete": "email", "inputmode": "email", "autocapitalize": "none", "spellcheck": "false"}

    def fold(self, value: str) -> str:
        return fold_email(value)


class ReceiptNumberField(FoldedField):
    attrs = {"autocomplete": "off", "inputmode": "numeric", "class": "size-m"}

    def fold(self, value: str) -> str:
        return text.fold_receipt_number(value)

    def show(self, value: str) -> str:
        return format_receipt_number(value)


class WebAddressField(FoldedField):
    """The address of a page. What somebody reads off a leaflet (www.example.jp) gets its https:// here."""

    default_error_messages = {
        "address": _("Webサイトのアドレスを確かめてください。例）https://www.example.jp/"),
    }
    attrs = {"autocomplete": "url", "inputmode": "url", "autocapitalize": "none", "spellcheck": "false"}

    def fold(self, value: str) -> str:
        return text.fold_web_address(value)

    def validate(self, value: str) -> None:
        super().validate(value)
        if value:
            try:
                _WEB_ADDRESS(value)
            except forms.ValidationError:
                raise forms.ValidationError(self.error_messages["address"], code="address") from None
