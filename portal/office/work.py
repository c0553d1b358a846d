"""What waits of the office's own: helplines that nobody has checked."""

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.office.models import Helpline
from portal.work import WorkLine, line_of


def unchecked_helplines(request: HttpRequest) -> list[WorkLine]:
    if not request.user.has_perm("office.change_helpline"):
        return []
    rows = Helpline.objects.needing_check(timezone.localdate())
    return line_of(_("6か月以上確認していない相談窓口"), rows, _("件"), "office_helpline", "?check=old")
