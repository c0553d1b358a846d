from django.utils.translation import gettext_lazy as _

from portal.errors import PortalError


class PictureIsGone(PortalError):
    message = _("この写真は、もう取り下げられています。")
