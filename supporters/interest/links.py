"""Links to confirm and to leave, derived from the interest and never stored. One for one purpose opens nothing
else."""

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from supporters.interest.models import Interest

_CONFIRM = "supporters.interest.confirm"
_LEAVE = "supporters.interest.leave"


def confirm_url(interest: Interest) -> str:
    return _url("confirm", _CONFIRM, interest)


def leave_url(interest: Interest) -> str:
    return _url("leave", _LEAVE, interest)


def interest_to_confirm(token: str) -> Interest | None:
    return _interest(_CONFIRM, token)


def interest_to_leave(token: str) -> Interest | None:
    return _interest(_LEAVE, token)


def _signer(purpose: str) -> Signer:
    return Signer(salt=purpose, sep=".")


def _url(page: str, purpose: str, interest: Interest) -> str:
    token = _signer(purpose).sign(str(interest.pk))
    return settings.SITE_URL + reverse(f"supporters:interest-{page}", args=[token])


def _interest(purpose: str, token: str) -> Interest | None:
    """None for a link that is wrong, cut in half, or of somebody who has been removed."""
    try:
        pk = int(_signer(purpose).unsign(token))
    except (BadSignature, ValueError):
        return None
    return Interest.objects.filter(pk=pk).first()
