"""What waits of requests to be erased."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.retention.models import ErasureWish
from portal.work import WorkLine


def erasure_wishes(request: HttpRequest) -> list[WorkLine]:
    """For those who may erase; the one person's page where there is but one."""
    if not request.user.has_perm("retention.add_personrequest"):
        return []
    people = list(ErasureWish.objects.filter(closed_at=None).values_list("person", flat=True))
    url = (
        reverse("admin:retention_erase", args=people)
        if len(people) == 1
        else reverse("admin:retention_wishes")
    )
    return [WorkLine(_("消去の求め"), len(people), _("件"), url)]
