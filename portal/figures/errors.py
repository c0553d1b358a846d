from django.utils.translation import gettext_lazy as _

from portal.errors import PortalError


class YearNotOver(PortalError):
    message = _("まだ終わっていない年度は、確定できません。4月1日になってから確定してください。")


class AlreadyClosed(PortalError):
    message = _("この年度は、もう確定しています。")


class NotClosed(PortalError):
    message = _("この年度は、確定していないか、ほかの管理者が先に確定を取り消しました。")


class YearIsFinal(PortalError):
    message = _(
        "この年度の記録は、保存期間が過ぎて一部が削除されています。数え直せないので、確定は取り消せません。"
    )


class ReasonMissing(PortalError):
    message = _("確定を取り消す理由を入力してください。")
