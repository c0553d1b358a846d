"""Why something about a registration cannot be done; each message says what to do next."""

from django.utils.translation import gettext_lazy as _

from portal.errors import PortalError


class NumberTaken(PortalError):
    message = _("その登録番号は、もう使われています。別の番号にしてください。")


class NumberTooLong(PortalError):
    message = _("登録番号は20字までです。「登録の設定」の形を短くしてください。")


class NotRegistered(PortalError):
    message = _("登録は終了しています。もどすときは「登録にもどす」を押してください。")


class RecordWasMerged(PortalError):
    message = _("この人の記録は、ほかの記録にまとめられました。画面を読み直してください。")
