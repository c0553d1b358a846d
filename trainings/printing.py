"""Certificates on paper: one tagged PDF for one certificate or for all of a session."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse

from portal.documents.jobs import Printing, register_printing
from portal.documents.pdf import render_pdf
from portal.documents.qr import svg_file
from portal.ui.dates import format_era_date
from trainings.models import Certificate

TEMPLATE = "trainings/certificate.typ"
# The kind of print job that makes a file for each certificate.
PRINTING = "trainings.certificates"


def verify_url(certificate: Certificate) -> str:
    """The absolute address at which anybody can compare what is printed."""
    return settings.SITE_URL + reverse("certificates:verify", args=[certificate.code])


def certificates_pdf(certificates: Sequence[Certificate], title: str) -> bytes:
    """One page for each. ``title`` is what readers of the document announce. Raises ``DocumentFailed``."""
    return render_pdf(TEMPLATE, {"title": title, "certificates": [_printed(c) for c in certificates]})


def register_printings() -> None:
    """Tell the print room how certificates are printed one by one; called once at start-up."""
    printing = Printing(template=TEMPLATE, permission="trainings.view_certificate", documents=_documents)
    register_printing(PRINTING, printing)


def _documents(keys: Sequence[int]) -> Iterator[tuple[str, dict[str, Any]]]:
    # The file's name is the number alone: names of people do not stand in names of files.
    for found in Certificate.objects.filter(pk__in=keys).order_by("fiscal_year", "seq"):
        data = {"title": f"{found.label} {found.number}", "certificates": [_printed(found)]}
        yield f"certificate-{found.fiscal_year}-{found.seq:04}.pdf", data


def _printed(certificate: Certificate) -> dict[str, Any]:
    return {
        "number": certificate.number,
        "label": certificate.label,
        "name": certificate.name,
        "course": certificate.course,
        "subject": certificate.title,
        "dates": certificate.dates,
        "wording": certificate.wording,
        "issuer": certificate.issuer,
        "issued_on": format_era_date(certificate.issued_on),
        "code": certificate.shown_code,
        "qr": svg_file(verify_url(certificate)).decode(),
        "address": settings.SITE_URL + reverse("certificates:lookup"),
        "revoked": certificate.is_revoked,
    }
