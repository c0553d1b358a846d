"""QR codes, drawn in one place: for a page (inline SVG), for a printed document, for a file to download."""

import io

import segno
from django.utils.safestring import SafeString, mark_safe

# Trying all eight masks for the best takes three quarters of the time; any of them can be read.
_MASK = 3
_QUIET_ZONE = 4  # modules, as the standard asks


def _code(address: str) -> segno.QRCode:
    return segno.make_qr(address, error="m", mask=_MASK)


def inline_svg(address: str) -> SafeString:
    """For a page: an ``svg`` element of class ``qr`` without a name of its own; say beside it what it opens."""
    svg = _code(address).svg_inline(scale=4, border=_QUIET_ZONE, svgclass="qr", lineclass=None)
    return mark_safe(svg)  # noqa: S308 (drawn by segno: nothing but numbers of a path)


def svg_file(address: str) -> bytes:
    """For a download, and for a document: give it as text (``.decode()``) and draw it with ``qr_code``."""
    out = io.BytesIO()
    _code(address).save(out, kind="svg", scale=4, border=_QUIET_ZONE, svgclass=None, lineclass=None)
    return out.getvalue()


def png_file(address: str) -> bytes:
    """For a download: black on white, 12 pixels a module, sharp enough for a poster of A4."""
    out = io.BytesIO()
    _code(address).save(out, kind="png", scale=12, border=_QUIET_ZONE)
    return out.getvalue()
