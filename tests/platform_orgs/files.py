"""Small files of each kind, as somebody would upload them."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def pdf(name: str = "papers.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.7\n%%EOF\n")


def archive(name: str, *parts: str) -> SimpleUploadedFile:
    """An Office document, or what calls itself one."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for part in parts:
            file.writestr(part, "<x/>")
    return SimpleUploadedFile(name, packed.getvalue())


def picture(name: str, kind: str = "PNG") -> SimpleUploadedFile:
    drawn = io.BytesIO()
    Image.new("RGB", (4, 4), "white").save(drawn, kind)
    return SimpleUploadedFile(name, drawn.getvalue())
