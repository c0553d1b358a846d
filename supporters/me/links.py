"""The link by which the owner of a new mail address confirms it. Derived, never stored."""

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from supporters.me.models import EmailChange


def _signer() -> Signer:
    return Signer(salt="supporters.me.email", sep=".")


def confirm_url(change: EmailChange) -> str:
    token = _signer().sign(f"{change.pk}-{change.version}")
    return settings.SITE_URL + reverse("supporters:me-email-confirm", args=[token])


def change_of(token: str) -> EmailChange | None:
    """The change that a link confirms; None for one that is wrong, void or done."""
    try:
        pk, version = _signer().unsign(token).split("-")
        return EmailChange.objects.filter(pk=int(pk), version=int(version)).first()
    except (BadSignature, ValueError):
        return None
