"""Applications that wait on the server between form and confirmation.

A draft is opened by its token alone, a long random number in the address: no cookie is needed, two tabs
are two drafts, and what was typed never travels through hidden fields.
"""

import datetime
import secrets
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone

from portal.bookings.forms import ApplicationForm, PublicApplicationForm
from portal.bookings.models import BookingDraft, Occasion
from portal.private.tokens import at_rest
from portal.ui.machines import WatchedForm

KEPT_FOR = datetime.timedelta(hours=24)


def save_draft(form: PublicApplicationForm, draft: BookingDraft | None) -> BookingDraft:
    """Keep what was typed into ``form``, in a new draft or in place of what ``draft`` held."""
    names = [name for name in form.fields if name in form.data and name not in WatchedForm.base_fields]
    data = {name: _typed(form, name) for name in names}
    may_be_machine = form.looks_automatic()
    if draft is None:
        token = secrets.token_urlsafe(24)
        draft = BookingDraft(
            token_hash=at_rest(token),
            occasion_id=form.occasion.pk,
            data=data,
            may_be_machine=may_be_machine,
        )
        draft.token = token
        draft.save()
        return draft
    # Not where another tab has made it a booking meanwhile: nothing typed stays behind then.
    BookingDraft.objects.filter(pk=draft.pk, booking=None).update(
        data=data, may_be_machine=draft.may_be_machine or may_be_machine
    )
    return draft


def _typed(form: ApplicationForm, name: str) -> list[str]:
    """The values that the form itself reads, without what the database cannot hold."""
    values = form.data.getlist(name)  # type: ignore[attr-defined]
    if not isinstance(form.fields[name], forms.MultipleChoiceField):
        values = values[-1:]
    return [value.replace("\x00", "") for value in values]


def draft_data(draft: BookingDraft) -> QueryDict:
    """What was typed, in the shape in which a form takes it."""
    data = QueryDict(mutable=True)
    for name, values in draft.data.items():
        data.setlist(name, values)
    return data


def find_draft(occasion: Occasion, token: str) -> BookingDraft | None:
    """The draft of this occasion with this token, also when it has become a booking already."""
    draft = (
        BookingDraft.objects.select_related("booking")
        .filter(occasion_id=occasion.pk, token_hash=at_rest(token), created_at__gt=timezone.now() - KEPT_FOR)
        .first()
    )
    if draft:
        draft.token = token
    return draft


def finish_draft(draft: BookingDraft, booking: Any) -> None:
    """The draft has become a booking: drop what was typed, keep the way to the receipt."""
    BookingDraft.objects.filter(pk=draft.pk).update(data={}, booking=booking)


def clear_drafts() -> int:
    """Remove drafts that nobody will come back to; returns how many. For the periodic run."""
    removed, _ = BookingDraft.objects.filter(created_at__lte=timezone.now() - KEPT_FOR).delete()
    return removed
