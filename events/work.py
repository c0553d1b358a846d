"""What waits of events: recordings that nobody has published yet."""

import datetime

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import Video
from portal.work import WorkLine, line_of

# Afterwards it was decided, by silence, that there will be no recording.
_REMINDED = datetime.timedelta(days=30)


def recordings(request: HttpRequest) -> list[WorkLine]:
    if not request.user.has_perm("events.change_video"):
        return []
    rows = Video.objects.unreleased(timezone.now(), within=_REMINDED)
    return line_of(_("公開していない録画"), rows, _("本"), "events_video", "?recording=waits")
