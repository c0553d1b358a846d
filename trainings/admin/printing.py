"""Certificates on paper, for staff: one, all of a session in one file, or a file for each."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.acting import acting_user
from portal.documents.errors import DocumentFailed, NothingToPrint
from portal.documents.jobs import start_job
from portal.documents.pdf import pdf_response
from portal.documents.qr import inline_svg
from trainings.admin.pages import get_certificate, get_session, staff_may
from trainings.models import Certificate
from trainings.printing import PRINTING, certificates_pdf, verify_url


@require_safe
@staff_may("view_certificate")
def print_one(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_certificate(pk)
    try:
        content = certificates_pdf([found], f"{found.label} {found.number}")
    except DocumentFailed as error:
        messages.error(request, str(error))
        return redirect("admin:trainings_certificate_page", pk)
    return pdf_response(content, f"certificate-{found.fiscal_year}-{found.seq}.pdf")


@require_safe
@staff_may("view_certificate")
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a page, to be read aloud or printed by the browser."""
    found = get_certificate(pk)
    response = render(
        request,
        "trainings/certificate_sheet.html",
        {"certificates": [found], "qr_svg": inline_svg(verify_url(found)), "title": found.number},
    )
    response["Cache-Control"] = "no-store, private"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@staff_may("view_certificate")
def print_session(request: HttpRequest, pk: int) -> HttpResponse:
    """All certificates of a session that count: GET gives them as one file to print, POST orders a file
    for each, made with progress."""
    session = get_session(pk)
    live = Certificate.objects.of_occasion(pk).live()
    try:
        if request.method == "POST":
            job = start_job(
                kind=PRINTING,
                keys=list(live.values_list("pk", flat=True)),
                title=_("修了証（一人ずつのPDF）：%(title)s") % {"title": session.title},
                filename=f"certificates-{pk}.zip",
                by=acting_user(request),
            )
            return redirect("admin:documents_printjob_page", job.pk)
        found = list(live)
        if not found:
            raise NothingToPrint
        content = certificates_pdf(found, _("修了証 %(title)s") % {"title": session.title})
    except (DocumentFailed, NothingToPrint) as error:
        messages.error(request, str(error))
        return redirect("admin:trainings_trainingsession_certificates", pk)
    return pdf_response(content, f"certificates-{pk}.pdf")
