"""A form of our own that came back late: both values shown, and the next press is a deliberate one."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from portal.admin_revisions import shown
from portal.bookings.errors import StaleRevision


def refuse_stale(form: forms.Form, error: StaleRevision, revision: int) -> None:
    """Say why nothing was saved, put beside every field what is stored where it differs, and let the next
    press count.

    The form must have been built after the refusal, from what is stored since: its initial values are shown.
    """
    form.is_valid()
    form.add_error(None, str(error))
    for name in form.changed_data:
        if name == "revision":
            continue
        field = form.fields[name]
        typed = form.cleaned_data.get(name, form[name].value())
        form.add_error(
            name,
            _("保存されている値：%(stored)s ／ 入力した値：%(typed)s")
            % {"stored": shown(field, form.get_initial_for_field(field, name)), "typed": shown(field, typed)},
        )
    let_next_press_count(form, revision)


def let_next_press_count(form: Any, revision: int) -> None:
    """Give the form the revision that is stored now: who presses again has seen what changed."""
    form.data = form.data.copy()
    form.data[form.add_prefix("revision")] = str(revision)
