"""Links that open something without a password: derived from the row, never stored, as with bookings.

A token is ``<id>-<version>.<signature>``; the signature covers the purpose too, so that a link for one thing
opens nothing else, and raising the version voids all older links.
"""

from typing import TypeVar

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db.models import QuerySet
from django.urls import reverse

from platform_orgs.models import Invitation, Membership, YearlyCheck

# The mailed way in proves whose address it is; the printed sheet only that somebody holds it.
_MAILED = "platform_orgs.invitation"
_SHEET = "platform_orgs.invitation_sheet"
_CHECK = "platform_orgs.yearly_check"
_DIGEST = "platform_orgs.digest"

Row = TypeVar("Row", Invitation, YearlyCheck)


def _token(purpose: str, row: Invitation | YearlyCheck) -> str:
    return Signer(salt=purpose, sep=".").sign(f"{row.pk}-{row.link_version}")


def _find(purpose: str, token: str, rows: QuerySet[Row], *, any_version: bool = False) -> Row | None:
    try:
        pk, version = Signer(salt=purpose, sep=".").unsign(token).split("-")
        found = rows.filter(pk=int(pk))
        return (found if any_version else found.filter(link_version=int(version))).first()
    except (BadSignature, ValueError, OverflowError):
        return None


def invitation_url(invitation: Invitation) -> str:
    token = _token(_MAILED, invitation)
    return settings.SITE_URL + reverse("platform_orgs:invitation", args=[token])


def invitation_by_token(token: str) -> Invitation | None:
    """The invitation whose mail this link stood in; None for a link that is wrong, cut or void."""
    return _find(_MAILED, token, Invitation.objects.select_related("organisation", "person"))


def sheet_url(invitation: Invitation) -> str:
    token = _token(_SHEET, invitation)
    return settings.SITE_URL + reverse("platform_orgs:invitation-sheet", args=[token])


def invitation_by_sheet_token(token: str) -> Invitation | None:
    """The invitation of a printed sheet, which stays good while mails with newer versions go out."""
    rows = Invitation.objects.select_related("organisation", "person")
    return _find(_SHEET, token, rows, any_version=True)


def check_url(check: YearlyCheck) -> str:
    return settings.SITE_URL + reverse("platform_orgs:still-right", args=[_token(_CHECK, check)])


def check_by_token(token: str) -> YearlyCheck | None:
    rows = YearlyCheck.objects.select_related("organisation__published")
    return _find(_CHECK, token, rows)


def digest_stop_url(membership: Membership) -> str:
    """Stops the weekly mail and opens nothing else; the same in every mail."""
    token = Signer(salt=_DIGEST, sep=".").sign(str(membership.pk))
    return settings.SITE_URL + reverse("platform_orgs:stop-digest", args=[token])


def membership_to_stop(token: str) -> Membership | None:
    try:
        pk = int(Signer(salt=_DIGEST, sep=".").unsign(token))
        return Membership.objects.live().select_related("organisation").filter(pk=pk).first()
    except (BadSignature, ValueError, OverflowError):
        return None
