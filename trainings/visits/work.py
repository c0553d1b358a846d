"""What waits of 出前講座: requests that nobody has looked at."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from portal.work import WorkLine, line_of
from trainings.visits.models import VisitRequest


def new_visits(request: HttpRequest) -> list[WorkLine]:
    if not request.user.has_perm("trainings.view_visitrequest"):
        return []
    rows = VisitRequest.objects.filter(state=VisitRequest.State.NEW)
    return line_of(_("新しい出前講座の依頼"), rows, _("件"), "trainings_visitrequest", "?state__exact=new")
