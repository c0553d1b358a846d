"""The caller answers: to a question about new days, or to the offer of a free place, applied in one press."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.accounts.acting import acting_user
from portal.admin_back import back
from portal.bookings import actions
from portal.bookings.admin.base import staff_may
from portal.bookings.models import PlaceOffer, PostponementAnswer
from portal.errors import PortalError

_ANSWERS = {"yes": True, "no": False}


@require_POST
@staff_may("change_booking")
def answer_postponement(request: HttpRequest, pk: int) -> HttpResponse:
    """行ける・行けない, to the latest postponement of the occasion of booking ``pk``."""
    asked = PostponementAnswer.objects.filter(booking=pk, postponement__has_new_dates=True).order_by("-pk")
    answer = get_object_or_404(asked[:1])
    can_come = _ANSWERS.get(request.POST.get("answer", ""))
    if can_come is None:
        messages.error(request, _("行けるか行けないかを選んでください。"))
        return back(request, "admin:bookings_booking_page", pk)
    try:
        actions.answer_postponement(answer_id=answer.pk, can_come=can_come, by=acting_user(request))
    except PortalError as error:
        messages.error(request, str(error))
    else:
        text = (
            _("「行ける」と記録しました。") if can_come else _("「行けない」と記録し、申込を取り消しました。")
        )
        messages.success(request, text)
    return back(request, "admin:bookings_booking_page", pk)


@require_POST
@staff_may("change_booking")
def answer_offer(request: HttpRequest, pk: int) -> HttpResponse:
    """参加する・辞退, to the very offer to booking ``pk`` that the page showed."""
    asked = request.POST.get("offer", "")
    offer = get_object_or_404(PlaceOffer, booking=pk, pk=asked if asked.isdecimal() else None)
    takes_it = _ANSWERS.get(request.POST.get("answer", ""))
    if takes_it is None:
        messages.error(request, _("参加するか辞退するかを選んでください。"))
        return back(request, "admin:bookings_booking_page", pk)
    answer = actions.accept_offer if takes_it else actions.decline_offer
    try:
        answer(offer_id=offer.pk, by=acting_user(request))
    except PortalError as error:
        messages.error(request, str(error))
    else:
        text = (
            _("「参加する」と記録し、席が決まりました。")
            if takes_it
            else _("「辞退」と記録し、申込を取り消しました。次に待っている人に案内します。")
        )
        messages.success(request, text)
    return back(request, "admin:bookings_booking_page", pk)
