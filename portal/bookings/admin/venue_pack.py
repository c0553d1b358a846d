"""当日の紙: chosen here, printed as one PDF, or read as a page where a PDF is no help."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.bookings.admin.base import page, staff_may
from portal.bookings.door.venue_pack import PARTS, venue_pack, venue_pack_pdf
from portal.bookings.models import OccasionDate
from portal.documents.errors import DocumentFailed
from portal.documents.pdf import pdf_response


@never_cache
@require_safe
@staff_may("view_booking")
def pack(request: HttpRequest, pk: int, date_pk: int) -> HttpResponse:
    """The pack of one date; ``part`` names what is wanted (everything by itself), ``pdf`` asks for the file."""
    date = get_object_or_404(OccasionDate.objects.select_related("occasion"), pk=date_pk, occasion=pk)
    parts = request.GET.getlist("part")
    is_failed = False
    if "pdf" in request.GET:
        try:
            return pdf_response(venue_pack_pdf(date, parts), f"venue-pack-{date.pk}.pdf")
        except DocumentFailed:
            is_failed = True
    values = venue_pack(date, parts)
    return page(
        request,
        "venue_pack.html",
        _("当日の紙"),
        occasion=date.occasion,
        date=date,
        dates=date.occasion.dates.all(),
        choices=[(part, PARTS[part], part in values["parts"]) for part in values["known"]],
        pack=values,
        blank_rows=range(values["walk_in_rows"]),
        is_failed=is_failed,
    )
