"""One row of a list as the application form sees it: the same fields and rules as for everybody."""

from collections.abc import Mapping, Sequence
from copy import copy
from typing import Any, Self

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.bookings.models import Booking, Occasion
from portal.bookings.office_forms import OfficeApplicationForm
from portal.people.models import Person


class ListRowForm(forms.Form):
    """One row of any list: made once, used for every row; what could not be read counts as wrong."""

    unread: Mapping[str, Sequence[str]] = {}

    def for_row(self, data: Mapping[str, Any], unread: Mapping[str, Sequence[str]] | None = None) -> Self:
        """The same form for another row. It shares its fields, which keep nothing of what they clean: making
        them anew for every row would take longer than checking it."""
        form = copy(self)
        form.data, form.unread, form.is_bound = data, unread or {}, True
        form._errors = None  # type: ignore[attr-defined]
        form._bound_fields_cache = {}  # type: ignore[attr-defined]
        return form

    def say_what_was_not_read(self) -> None:
        """Call it at the end of ``clean``."""
        for name, (said, why) in self.unread.items():
            text = _("%(why)s（もとの欄：%(said)s）") % {"why": why, "said": said}
            if name in self.fields:
                # What is missing because it could not be understood is said once.
                self.errors.pop(name, None)
                self.add_error(name, text)
            else:
                self.add_error(None, text)


class RowForm(OfficeApplicationForm, ListRowForm):
    """Also takes what came through another office's web form."""

    channel = forms.ChoiceField(
        label=gettext_lazy("申込経路"), choices=Booking.Channel.choices, widget=forms.RadioSelect
    )

    def __init__(
        self,
        occasion: Occasion,
        *args: Any,
        unread: Mapping[str, Sequence[str]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(occasion, *args, **kwargs)
        self.unread = unread or {}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self.say_what_was_not_read()
        return data

    def people(self) -> list[Person]:
        """Who applies, from valid data, with the keys by which the same person is found elsewhere."""
        people = [member.person for member in self.to_application().members]
        for person in people:
            person.renew_kana_key()
        return people

    def identity(self) -> dict[str, Any]:
        """What two records of one person share. Nothing where a field is wrong: that is corrected first."""
        if not self.is_valid():
            return {}
        people = self.people()
        return {
            "keys": [person.kana_key for person in people],
            "emails": sorted({person.email.lower() for person in people if person.email}),
            "numbers": sorted({number for p in people for number in (p.telephone, p.fax) if number}),
        }
