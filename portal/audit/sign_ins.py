"""Who of the office signed in, and that somebody failed to. Members' sign-ins are nobody's business."""

from typing import Any

from django.http import HttpRequest

from portal.accounts.models import User
from portal.audit.models import Entry
from portal.audit.recording import address_of, record


def note_sign_in(sender: Any, request: HttpRequest | None, user: User, **kwargs: Any) -> None:
    if user.is_staff and request is not None:
        record(
            verb=Entry.Verb.SIGNED_IN,
            by=user,
            what="accounts.user",
            number=str(user.pk),
            address=address_of(request),
        )


def note_failure(sender: Any, request: HttpRequest | None = None, **kwargs: Any) -> None:
    """Without what was typed: a password lands in the field of the address now and then."""
    if request is not None:
        record(verb=Entry.Verb.FAILED, by=None, address=address_of(request))
