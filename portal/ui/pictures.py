"""Pictures: what somebody uploads is never shown. It is read as a picture, drawn anew in one size and one format,
and stored under a name that nobody guesses; what is no picture, or a trap, is refused with words. Nothing of the
upload's own remarks (place, camera, name) is handed on.
"""

import io
import secrets
from typing import NamedTuple

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from portal.ui import uploads
from portal.ui.text import InvalidInput

CONTENT_TYPE = "image/webp"
_MOST_BYTES = 8 * 1024 * 1024
_MOST_PIXELS = 50_000_000  # as many as a telephone's camera takes
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")


class Drawn(NamedTuple):
    """A picture as it was stored: its name in the default storage and its size in pixels."""

    name: str
    width: int
    height: int


def store_picture(upload: UploadedFile, *, folder: str, side: int, most_bytes: int = _MOST_BYTES) -> Drawn:
    """Draw the picture anew, its longer side at most ``side`` pixels, and store it in ``folder``. Raises
    ``InvalidInput``."""
    if (upload.size or 0) > most_bytes:
        raise InvalidInput(
            _("画像が大きすぎます。%(most)dMBまでの画像を選んでください。"),
            code="too_big",
            params={"most": most_bytes // (1024 * 1024)},
        )
    picture = _drawn_anew(upload, side)
    drawn = io.BytesIO()
    picture.save(drawn, "WEBP", quality=85, method=4)
    name = uploads.store(f"{folder}/{secrets.token_urlsafe(24)}.webp", ContentFile(drawn.getvalue()))
    return Drawn(name, picture.width, picture.height)


def _drawn_anew(upload: UploadedFile, side: int) -> Image.Image:
    try:
        # Only these readers are tried: SVG and the like are text that could do things, not pictures.
        with Image.open(upload, formats=_FORMATS) as image:
            if image.width * image.height > _MOST_PIXELS:
                raise InvalidInput(
                    _("画像の縦と横が大きすぎます。小さくした画像を選んでください。"), code="too_many_pixels"
                )
            # Before decoding: a large JPEG is read at a fraction of its size.
            image.draft("RGB", (2 * side, 2 * side))
            picture = ImageOps.exif_transpose(image).convert("RGBA")
    except InvalidInput:
        raise
    except Exception:  # noqa: BLE001 - whatever a broken picture makes Pillow raise
        raise InvalidInput(
            _("この画像は使えません。PNG・JPEG・GIF・WebPの画像を選んでください（SVGは使えません）。"),
            code="no_picture",
        ) from None
    picture.thumbnail((side, side))
    return picture


def picture_response(name: str) -> HttpResponse:
    """The stored picture. Raises ``Http404`` where there is none, or the file has gone."""
    if not name or not default_storage.exists(name):
        raise Http404
    with default_storage.open(name) as file:
        return HttpResponse(file.read(), content_type=CONTENT_TYPE)
