"""Files that are handed on: kept as they came, under a name that nobody guesses, once they are what they say. They
are handed out as downloads only, so nothing in them runs in a browser."""

import secrets
import zipfile
from collections.abc import Callable
from typing import BinaryIO
from urllib.parse import quote

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _
from PIL import Image

from portal.ui import uploads
from portal.ui.text import InvalidInput

MOST_BYTES = 20 * 1024 * 1024
_MOST_ENTRIES = 10_000
_OFFICE = "application/vnd.openxmlformats-officedocument."
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": f"{_OFFICE}wordprocessingml.document",
    "xlsx": f"{_OFFICE}spreadsheetml.sheet",
    "pptx": f"{_OFFICE}presentationml.presentation",
    "png": "image/png",
    "jpg": "image/jpeg",
}
ACCEPTED = ",".join(f".{ending}" for ending in (*CONTENT_TYPES, "jpeg"))


def store_file(upload: UploadedFile, folder: str) -> tuple[str, int]:
    """Check the file and store it in ``folder``; returns its name in the default storage and its size. Raises
    ``InvalidInput``."""
    size = upload.size or 0
    if size > MOST_BYTES:
        raise InvalidInput(_("ファイルが大きすぎます。20MBまでのファイルを選んでください。"), code="too_big")
    ending = (upload.name or "").rpartition(".")[2].lower().replace("jpeg", "jpg")
    check = _CHECKS.get(ending)
    if check is None:
        raise InvalidInput(
            _("PDF、Word（docx）、Excel（xlsx）、PowerPoint（pptx）、PNG、JPEGのファイルを選んでください。"),
            code="kind",
        )
    file: BinaryIO = upload  # type: ignore[assignment]  # an upload reads and seeks like any file
    upload.seek(0)
    if not check(file):
        raise InvalidInput(
            _("このファイルは、名前の終わり（.%(ending)s）と中身が合わないか、こわれています。"),
            code="content",
            params={"ending": ending},
        )
    upload.seek(0)
    name = uploads.store(f"{folder}/{secrets.token_urlsafe(24)}.{ending}", upload)
    return name, size


def ending_of(name: str) -> str:
    """What kind of file it is: pdf, docx …"""
    return name.rpartition(".")[2]


def file_response(name: str, title: str) -> HttpResponse:
    """The stored file as a download under its title. Raises ``Http404`` where it has gone from the storage."""
    ending = ending_of(name)
    if ending not in CONTENT_TYPES or not default_storage.exists(name):
        raise Http404
    with default_storage.open(name) as file:
        response = HttpResponse(file.read(), content_type=CONTENT_TYPES[ending])
    shown = f"{title}.{ending}".replace("/", "_").replace("\\", "_")
    response["Content-Disposition"] = (
        f"attachment; filename=\"file.{ending}\"; filename*=UTF-8''{quote(shown, safe='')}"
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _is_pdf(file: BinaryIO) -> bool:
    return file.read(1024).lstrip().startswith(b"%PDF-")


def _is_picture(kind: str) -> Callable[[BinaryIO], bool]:
    def check(file: BinaryIO) -> bool:
        try:
            with Image.open(file, formats=[kind]) as image:
                image.verify()
        except Exception:  # noqa: BLE001 - whatever a broken picture makes Pillow raise
            return False
        return True

    return check


def _is_office(folder: str) -> Callable[[BinaryIO], bool]:
    """An archive with the parts of that kind of document, without macros. Nothing of it is unpacked."""

    def check(file: BinaryIO) -> bool:
        try:
            with zipfile.ZipFile(file) as archive:
                names = archive.namelist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
            return False
        has_macros = any(name.lower().endswith("vbaproject.bin") for name in names)
        has_parts = "[Content_Types].xml" in names and any(name.startswith(f"{folder}/") for name in names)
        return has_parts and not has_macros and len(names) <= _MOST_ENTRIES

    return check


_CHECKS: dict[str, Callable[[BinaryIO], bool]] = {
    "pdf": _is_pdf,
    "docx": _is_office("word"),
    "xlsx": _is_office("xl"),
    "pptx": _is_office("ppt"),
    "png": _is_picture("PNG"),
    "jpg": _is_picture("JPEG"),
}
