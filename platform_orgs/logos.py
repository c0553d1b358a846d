"""Logos: what somebody uploads is never shown. It is read as a picture, drawn anew in one size and one format,
and stored under a name that nobody guesses; what is no picture, or a trap, is refused with words.
"""

import datetime
import io
import secrets
from collections.abc import Iterable

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.core.signing import BadSignature, Signer
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from platform_orgs.models import Profile, ProfileEdit
from portal.ui.text import InvalidInput

CONTENT_TYPE = "image/webp"
_FOLDER = "logos"
_SIDE = 480  # pixels of the longer side, sharp at twice the size in which it is shown
_MOST_BYTES = 8 * 1024 * 1024
_MOST_PIXELS = 40_000_000
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
_kept = Signer(salt="platform_orgs.logo")


def store_logo(upload: UploadedFile) -> str:
    """Draw the picture anew and store it; returns its name in the default storage. Raises ``InvalidInput``."""
    if (upload.size or 0) > _MOST_BYTES:
        raise InvalidInput(_("画像が大きすぎます。8MBまでの画像を選んでください。"), code="too_big")
    name = f"{_FOLDER}/{secrets.token_urlsafe(24)}.webp"
    return default_storage.save(name, ContentFile(_drawn_anew(upload)))


def _drawn_anew(upload: UploadedFile) -> bytes:
    try:
        # Only these readers are tried: SVG and the like are text that could do things, not pictures.
        with Image.open(upload, formats=_FORMATS) as image:
            if image.width * image.height > _MOST_PIXELS:
                raise InvalidInput(
                    _("画像の縦と横が大きすぎます。小さくした画像を選んでください。"), code="too_many_pixels"
                )
            # Before decoding: a large JPEG is read at a fraction of its size.
            image.draft("RGB", (2 * _SIDE, 2 * _SIDE))
            picture = ImageOps.exif_transpose(image).convert("RGBA")
    except InvalidInput:
        raise
    except Exception:  # noqa: BLE001 - whatever a broken picture makes Pillow raise
        raise InvalidInput(
            _("この画像は使えません。PNG・JPEG・GIF・WebPの画像を選んでください（SVGは使えません）。"),
            code="no_picture",
        ) from None
    picture.thumbnail((_SIDE, _SIDE))
    drawn = io.BytesIO()
    # Nothing of the upload's own remarks (place, camera) is handed on.
    picture.save(drawn, "WEBP", quality=85, method=4)
    return drawn.getvalue()


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
    if not default_storage.exists(_FOLDER):
        return 0
    names = {f"{_FOLDER}/{name}" for name in default_storage.listdir(_FOLDER)[1]}
    used = set(_named(Profile.objects.values_list("logo", flat=True)))
    used |= set(_named(ProfileEdit.objects.values_list("values__logo", flat=True)))
    yesterday = timezone.now() - datetime.timedelta(days=1)
    old = [name for name in names - used if default_storage.get_modified_time(name) < yesterday]
    for name in old:
        default_storage.delete(name)
    return len(old)


def _named(names: Iterable[str | None]) -> Iterable[str]:
    return filter(None, names)
