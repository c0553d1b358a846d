from django.utils.translation import gettext_lazy as _

from portal.errors import PortalError


class InterestHasEnded(PortalError):
    message = _("このお知らせは、すでにやめています。")
