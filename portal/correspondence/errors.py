from django.utils.translation import gettext_lazy as _

from portal.errors import PortalError


class AlreadyDone(PortalError):
    message = _("ほかの職員が先に済ませました。画面を読み直してください。")


class NoAnswerExpected(PortalError):
    message = _("この連絡には「はい・いいえ」の返事はありません。")


class NoMailAddress(PortalError):
    message = _("メールアドレスが登録されていないため、送れません。")


class NotAResult(PortalError):
    message = _("結果を一つ選んでください。")


class MayNotBeContacted(PortalError):
    message = _("この人には連絡しないことになっています。")
