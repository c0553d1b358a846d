from django.utils.translation import gettext_lazy as _

from portal.errors import PortalError


class MergedMeanwhile(PortalError):
    message = _("ほかの職員が先に、この人の記録をまとめました。画面を読み直してください。")


class NoteIsEmpty(PortalError):
    message = _("伝言を入力してください。")


class NoteIsTooLong(PortalError):
    pass
