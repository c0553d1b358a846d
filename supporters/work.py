"""What waits of supporters: worries to read, people who wait for a training."""

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.work import WorkLine, line_of
from supporters.models import Concern, Interest


def concerns(request: HttpRequest) -> list[WorkLine]:
    """Those that are late, or else the new ones."""
    if not request.user.has_perm("supporters.view_concern"):
        return []
    late = line_of(
        _("読むのが遅れている気づき"), Concern.objects.late(timezone.now()), _("件"), "supporters_concern"
    )
    if late[0].count:
        return late
    new = Concern.objects.filter(state=Concern.State.NEW)
    return line_of(_("新しい気づき"), new, _("件"), "supporters_concern")


def interests(request: HttpRequest) -> list[WorkLine]:
    if not request.user.has_perm("supporters.view_interest"):
        return []
    rows = Interest.objects.waiting_for_a_training()
    label = _("次の研修を待っている人")
    return line_of(label, rows, _("人"), "supporters_interest", "?state__exact=confirmed")
