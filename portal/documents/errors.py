from django.utils.translation import gettext_lazy as _

from portal.errors import PortalError


class DocumentFailed(PortalError):
    """A document could not be set. Carries nothing of its data: they hold names and addresses."""

    message = _("印刷用の書類（PDF）を作れませんでした。画面の印刷を使うか、担当者に知らせてください。")


class NothingToPrint(PortalError):
    message = _("印刷するものがありません。")
