"""What waits: inquiries that nobody has taken up."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from portal.inquiries.models import Inquiry
from portal.work import WorkLine, line_of


def inquiries(request: HttpRequest) -> list[WorkLine]:
    if not request.user.has_perm("inquiries.view_inquiry"):
        return []
    rows = Inquiry.objects.filter(state=Inquiry.State.NEW)
    return line_of(_("新しいお問い合わせ"), rows, _("件"), "inquiries_inquiry", stays=True)
