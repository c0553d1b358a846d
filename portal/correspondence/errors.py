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


class NoPostalAddress(PortalError):
    message = _("住所が登録されていないため、手紙を出せません。")


class NoFaxNumber(PortalError):
    message = _("FAX番号が登録されていないため、送れません。")


class NothingToSay(PortalError):
    message = _("この連絡の内容は、もう要らなくなりました。送る必要はありません。")


class NothingToPrint(PortalError):
    message = _("印刷するものがありません。ほかの職員が先に済ませたか、取りやめになりました。")


class NotPrinted(PortalError):
    message = _("まだ印刷していません。印刷してから記録してください。")


class RunIsClosed(PortalError):
    message = _("この束は、もう発送済みです。")


class StaleText(PortalError):
    message = _(
        "この画面を開いたあとに、ほかの職員が先に保存しました。まだ保存していません。"
        "下のちがいを確かめ、入力した内容でよければ、もう一度保存してください。"
    )
