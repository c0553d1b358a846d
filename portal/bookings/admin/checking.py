"""登録を確認した: somebody applied as a registered supporter, and staff have looked it up."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.accounts.acting import acting_user
from portal.bookings import actions
from portal.bookings.admin.base import staff_may
from portal.bookings.models import Booking
from portal.errors import PortalError


@require_POST
@staff_may("change_booking")
def checked(request: HttpRequest, pk: int) -> HttpResponse:
    booking = get_object_or_404(Booking, pk=pk)
    if booking.status != Booking.Status.RECEIVED or booking.awaits != Booking.Awaits.CHECK:
        messages.warning(request, _("この申込は、もう確認が済んでいます。いまの状態を確かめてください。"))
        return redirect("admin:bookings_booking_page", pk)
    try:
        booking = actions.admit(booking_id=pk, by=acting_user(request))
    except PortalError as error:
        messages.error(request, str(error))
    else:
        text = _("登録を確認して受け付けました。いまは「%(status)s」で、本人にお知らせします。")
        messages.success(request, text % {"status": booking.get_status_display()})
    return redirect("admin:bookings_booking_page", pk)
