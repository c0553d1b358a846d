"""Documents to print: a Typst template from ``templates/typst/`` and data make a tagged PDF (PDF/UA-1).

The data travel as JSON beside the template, never inside its source: what people wrote is text there,
whatever signs it holds. The only font is the one that comes with the portal, so that a document looks the
same on every machine. ``templates/typst/base.typ`` says what all documents share.
"""

import functools
import json
import logging
import re
import warnings
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import typst
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.utils import timezone
from noto_cjk_sans_jp_regular import FONT_PATH

from portal.documents.errors import DocumentFailed

logger = logging.getLogger(__name__)

_PLACE = re.compile(r"┌─ ([\w./-]+\.typ:\d+:\d+)")

_LARGE = 500_000  # bytes; some eighty pages

TEMPLATES = settings.BASE_DIR / "templates" / "typst"


def render_pdf(template: str, data: dict[str, Any]) -> bytes:
    """One document: ``template`` as in ``trainings/certificate.typ``, ``data`` what its page needs.

    ``data["title"]`` is the title of the document, which readers announce. Values are what JSON knows;
    dates and lazy texts become text. Raises ``DocumentFailed``.
    """
    return _set(_compiler(template), template, data)


def render_many(
    template: str, rows: Iterable[dict[str, Any]], on_progress: Callable[[int], object] | None = None
) -> Iterator[bytes]:
    """One document for each of ``rows``, by one compiler, as each is asked for.

    ``on_progress`` is called with the number of finished documents after each. Raises ``DocumentFailed``
    at the first that fails. Many small pages of one print (name tags, letters) are faster as ONE document
    whose data hold a list.
    """
    compiler = _compiler(template)
    for done, data in enumerate(rows, start=1):
        yield _set(compiler, template, data)
        if on_progress is not None:
            on_progress(done)


def pdf_response(content: bytes, filename: str) -> HttpResponse:
    """Show the document in the browser. ``filename`` is ASCII and holds no name of a person."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{filename}"'
    response["Cache-Control"] = "no-store, private"
    return response


@functools.cache
def _fonts() -> typst.Fonts:
    # Read once in a process: 16 MB, shared by all compilers.
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONT_PATH.parent)]
    )


def _compiler(template: str) -> typst.Compiler:
    return typst.Compiler(str(TEMPLATES / template), root=str(TEMPLATES), font_paths=_fonts())


def _set(compiler: typst.Compiler, template: str, data: dict[str, Any]) -> bytes:
    inputs = {"data": json.dumps(data, cls=DjangoJSONEncoder)}
    now = timezone.now().replace(microsecond=0)
    # PDF/UA-1 refuses a document with a sign that the font lacks (an emoji, a gaiji of one's own). Then it
    # is set without that promise, still tagged, with an empty box for the sign: one name does not stop
    # five hundred certificates, and the box is seen.
    standards: typst.PDFStandards
    for standards in ("ua-1", []):
        try:
            document, doubts = compiler.compile_with_warnings(
                sys_inputs=inputs, pdf_standards=standards, timestamp=now
            )
        except typst.TypstError as error:
            logger.error("document %s could not be set as %s: %s", template, standards, _place(error))
            if not _lacks_a_sign(error):
                break
        else:
            for doubt in doubts:
                # Something of the template was left out. In tests a warning is an error.
                warnings.warn(f"document {template} has doubts: {_place(doubt)}", stacklevel=2)
            assert isinstance(document, bytes)
            if len(document) > _LARGE:
                _forget_computed()
            return document
    # Outside of ``except``: the compiler's own message, which may quote the data, does not travel along.
    raise DocumentFailed


def _forget_computed() -> None:
    """Give back what the typesetter has kept of a large document.

    It keeps whatever was computed until ten compilations went by without it: after ten runs of 500
    certificates that was 930 MB in a process, with this 290 MB. Ten empty pages cost 50 ms.
    """
    for _round in range(10):
        typst.compile(b" ", font_paths=_fonts(), format="svg")


def _lacks_a_sign(error: typst.TypstError) -> bool:
    return "could not be displayed with font" in error.message


def _place(error: typst.TypstError | typst.TypstWarning) -> str:
    """Where in our templates: file, line and column, and nothing of what was being set."""
    found = _PLACE.search(error.diagnostic)
    return found.group(1) if found else "?"
