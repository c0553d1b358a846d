"""Logos of organisations: drawn anew like every picture (``portal.ui.pictures``)."""

from django.core.files.uploadedfile import UploadedFile
from django.core.signing import BadSignature, Signer

from platform_orgs.models import Profile, ProfileEdit
from portal.ui.pictures import store_picture
from portal.ui.uploads import clear_unnamed

_FOLDER = "logos"
_SIDE = 480  # pixels of the longer side, sharp at twice the size in which it is shown
_kept = Signer(salt="platform_orgs.logo")


def store_logo(upload: UploadedFile) -> str:
    """Draw the picture anew and store it; returns its name in the default storage. Raises ``InvalidInput``."""
    return store_picture(upload, folder=_FOLDER, side=_SIDE).name


def keep(name: str) -> str:
    """``name`` for a hidden field: a stored logo survives a form that comes back with mistakes."""
    return _kept.sign(name)


def kept(signed: str) -> str:
    """The name again; empty for anything that we did not sign."""
    try:
        return _kept.unsign(signed)
    except BadSignature:
        return ""


def clear_unused() -> int:
    """Remove stored logos that no page and no saved draft names, a day after they came; returns how many. For
    the periodic run."""
    in_drafts = ProfileEdit.objects.values_list("values__logo", flat=True)
    return clear_unnamed(_FOLDER, filter(None, (*Profile.objects.values_list("logo", flat=True), *in_drafts)))
