from django.utils.translation import gettext_lazy as _

from portal.errors import PortalError


class NothingToPublish(PortalError):
    message = _(
        "公開を待っている録画ではありません。配信がまだ終わっていないか、録画はもう公開されています。"
    )


class PictureIsGone(PortalError):
    message = _("この写真は、もう取り下げられています。")
