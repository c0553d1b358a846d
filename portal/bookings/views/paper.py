"""What paper leads to, and the application sheet for those who apply on paper. Public, without a cookie."""

import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.bookings.addresses import occasion_path
from portal.bookings.models import Occasion
from portal.bookings.offers import Offer, OfferKind, offer_for, takes_paper
from portal.bookings.paper import facts
from portal.bookings.paper.sheets import sheet_data
from portal.documents import qr
from portal.documents.pdf import pdf_response, render_pdf
from portal.office.models import Office
from portal.page_cache import public_page

_NEXT_SHOWN = 4
# Not a page to send somebody to who holds a leaflet: here the next ones matter more.
_TOO_LATE = {OfferKind.OVER, OfferKind.CANCELLED, OfferKind.APPLICATION_CLOSED}


@public_page
@require_safe
def short_address(request: HttpRequest, number: int) -> HttpResponse:
    """``/t/12/``: to the page of the occasion while one can come, else what became of it and the next ones.

    Numbers that stand for nothing, for what is still being prepared and for what only those with its
    address may know all answer the same.
    """
    now = timezone.now()
    occasion = Occasion.objects.listed().with_days().with_seats(now).filter(pk=number).first()
    if occasion is None:
        unknown = {"next": _next_occasions(None, now)}
        return render(request, "bookings/short_unknown.html", unknown, status=404)
    offer = offer_for(occasion, now=now)
    if not _leads_on(offer):
        return redirect(occasion_path(occasion))
    context = {"occasion": occasion, "offer": offer, "next": _next_occasions(occasion, now)}
    return render(request, "bookings/short.html", context)


def _leads_on(offer: Offer) -> bool:
    is_full = offer.kind == OfferKind.WAITING_LIST or (
        offer.kind == OfferKind.OFFICE_ONLY and bool(offer.places) and not offer.has_places
    )
    return is_full or offer.kind in _TOO_LATE


def _next_occasions(occasion: Occasion | None, now: datetime.datetime) -> list[Occasion]:
    """What one can still come to, of the same kind where there is one to compare with."""
    coming = Occasion.objects.upcoming(now).with_days().with_seats(now)
    if occasion is not None:
        coming = coming.filter(kind=occasion.kind).exclude(pk=occasion.pk)
    offers = [(other, offer_for(other, now=now)) for other in coming]
    return [other for other, offer in offers if offer.has_places or offer.kind == OfferKind.NOT_YET_OPEN][
        :_NEXT_SHOWN
    ]


@public_page
@require_safe
def sheet(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """The application sheet as a page to print; what can be applied for when it is too late."""
    occasion = _occasion(slug, kind)
    offer = offer_for(occasion, now=timezone.now())
    if not takes_paper(occasion, offer):
        return render(request, "bookings/closed.html", {"occasion": occasion, "offer": offer})
    return sheet_page(request, occasion, pdf_url=occasion_path(occasion, "sheet_pdf"))


@public_page
@require_safe
def sheet_pdf(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    occasion = _occasion(slug, kind)
    if not takes_paper(occasion, offer_for(occasion, now=timezone.now())):
        raise Http404
    return sheet_document(occasion)


def sheet_page(request: HttpRequest, occasion: Occasion, *, pdf_url: str) -> HttpResponse:
    """The sheet in the browser, for the public and for staff."""
    context = {
        "occasion": occasion,
        "sheet": sheet_data(occasion, Office.objects.current()),
        "qr": qr.inline_svg(facts.address_on_paper(occasion)),
        "pdf_url": pdf_url,
    }
    return render(request, "bookings/sheet.html", context)


def sheet_document(occasion: Occasion) -> HttpResponse:
    """The sheet as PDF, for the public and for staff."""
    document = render_pdf("bookings/sheet.typ", sheet_data(occasion, Office.objects.current()))
    return pdf_response(document, f"sheet-{occasion.pk}.pdf")


def _occasion(slug: str, kind: str) -> Occasion:
    occasions = Occasion.objects.public().with_seats(timezone.now())
    occasion = occasions.filter(slug=slug, kind=kind).first()
    if occasion is None or not occasion.keeps_places:
        raise Http404
    return occasion
