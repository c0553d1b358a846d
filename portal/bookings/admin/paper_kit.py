"""The paper kit (紙の一式) of an occasion, from the day it exists: staff print it before they publish."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.bookings.addresses import occasion_path
from portal.bookings.admin.base import page, staff_may
from portal.bookings.admin.links import details_links
from portal.bookings.models import Occasion
from portal.bookings.paper import facts
from portal.bookings.paper.bulletin import bulletin_text
from portal.bookings.paper.sheets import notice_data
from portal.bookings.views.paper import sheet_document, sheet_page
from portal.documents import qr
from portal.documents.pdf import pdf_response, render_pdf
from portal.office.models import Office


def _occasion(pk: int) -> Occasion:
    return get_object_or_404(Occasion.objects.prefetch_related("dates", "place_kinds"), pk=pk)


def _with_sheet(pk: int) -> Occasion:
    """The occasion, if it takes applications on paper at all."""
    occasion = _occasion(pk)
    if not occasion.keeps_places:
        raise Http404
    return occasion


@require_safe
@staff_may("view_occasion")
def kit(request: HttpRequest, pk: int) -> HttpResponse:
    occasion, office = _occasion(pk), Office.objects.current()
    text = bulletin_text(occasion, office)
    address = facts.address_on_paper(occasion)
    return page(
        request,
        "paper_kit.html",
        _("紙の一式"),
        occasion=occasion,
        missing=facts.missing(occasion, office),
        bulletin=text,
        bulletin_rows=text.count("\n") + 2,
        address=address,
        qr=qr.inline_svg(address),
        public_sheet_url=(
            occasion_path(occasion, "sheet")
            if occasion.is_visible and not occasion.is_hidden and occasion.keeps_places
            else ""
        ),
        links=details_links(occasion),
    )


@require_safe
@staff_may("view_occasion")
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    return sheet_page(
        request, _with_sheet(pk), pdf_url=reverse("admin:bookings_occasion_paper_sheet_pdf", args=[pk])
    )


@require_safe
@staff_may("view_occasion")
def sheet_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    return sheet_document(_with_sheet(pk))


@require_safe
@staff_may("view_occasion")
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    occasion = _occasion(pk)
    context: dict[str, Any] = {
        "occasion": occasion,
        "qr": qr.inline_svg(facts.address_on_paper(occasion)),
        "notice": notice_data(occasion, Office.objects.current()),
        "pdf_url": reverse("admin:bookings_occasion_paper_notice_pdf", args=[pk]),
    }
    return render(request, "bookings/notice.html", context)


@require_safe
@staff_may("view_occasion")
def notice_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    document = render_pdf("bookings/notice.typ", notice_data(_occasion(pk), Office.objects.current()))
    return pdf_response(document, f"notice-{pk}.pdf")


@require_safe
@staff_may("view_occasion")
def qr_png(request: HttpRequest, pk: int) -> HttpResponse:
    return _file(qr.png_file(facts.address_on_paper(_occasion(pk))), "image/png", f"qr-{pk}.png")


@require_safe
@staff_may("view_occasion")
def qr_svg(request: HttpRequest, pk: int) -> HttpResponse:
    return _file(qr.svg_file(facts.address_on_paper(_occasion(pk))), "image/svg+xml", f"qr-{pk}.svg")


def _file(content: bytes, content_type: str, filename: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


PAGES = {
    "paper": ("", kit),
    "paper_sheet": ("sheet/", sheet),
    "paper_sheet_pdf": ("sheet.pdf", sheet_pdf),
    "paper_notice": ("notice/", notice),
    "paper_notice_pdf": ("notice.pdf", notice_pdf),
    "paper_qr_png": ("qr.png", qr_png),
    "paper_qr_svg": ("qr.svg", qr_svg),
}
