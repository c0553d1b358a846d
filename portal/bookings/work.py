"""What waits of applications: to check, to decide, to arrange."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.bookings.admin.accommodations import still_to_arrange, to_call_off
from portal.bookings.models import Booking, Occasion
from portal.work import WorkLine, line_of


def to_check(request: HttpRequest) -> list[WorkLine]:
    if not request.user.has_perm("bookings.view_booking"):
        return []
    rows = Booking.objects.for_staff_to_check(timezone.now())
    return line_of(_("確認する申込"), rows, _("件"), "bookings_booking", "?check=yes", stays=True)


def to_decide(request: HttpRequest) -> list[WorkLine]:
    if not request.user.has_perm("bookings.view_occasion"):
        return []
    rows = Occasion.objects.to_decide(timezone.now())
    return line_of(_("これからする抽選・選考"), rows, _("件"), "bookings_occasion", "?decide=yes")


def accommodations(request: HttpRequest) -> list[WorkLine]:
    """Everybody sees how many there are, only those who arrange them what and for whom."""
    if not request.user.has_perm("bookings.view_booking"):
        return []
    may_arrange = request.user.has_perm("bookings.arrange_accommodations")
    url = reverse("admin:bookings_accommodationrequest_changelist") if may_arrange else ""
    count = still_to_arrange().count() + to_call_off().count()
    return [WorkLine(_("配慮の手配"), count, _("件"), url, stays=True)]
