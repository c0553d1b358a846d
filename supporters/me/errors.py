from django.utils.translation import gettext_lazy as _

from portal.errors import PortalError


class DataChangedMeanwhile(PortalError):
    message = _(
        "この画面を開いたあとに、登録の内容が変わりました。まだ保存していません。"
        "入力した内容でよければ、もう一度押してください。"
    )


class AskedTooOften(PortalError):
    message = _("何度も続いたので、しばらくお待ちください。1時間ほどたってから、もう一度お試しください。")


class EmailChangeIsOver(PortalError):
    message = _("このアドレスへの変更は、期限が過ぎたか、取りやめになっています。")
