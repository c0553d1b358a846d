from django.utils.translation import gettext_lazy as _

from portal.errors import PortalError


class AccountError(PortalError):
    """Something about signing in was not met. None of these says whether an address is known."""


class CodeWrong(AccountError):
    message = _("コードがちがいます。メールに書かれた6けたの数字を、もう一度確かめてください。")


class CodeOld(AccountError):
    message = _("コードの時間（30分）が過ぎました。下の「コードをもう一度送る」を押してください。")


class CodeUsed(AccountError):
    message = _("このコードは、もう使われました。下の「コードをもう一度送る」を押してください。")


class CodeSpent(AccountError):
    message = _(
        "まちがいが続いたので、安全のためこのコードを使えなくしました。"
        "下の「コードをもう一度送る」を押して、新しいコードを受け取ってください。"
    )


class AskedTooOften(AccountError):
    message = _(
        "同じ場所から続けてたくさんの申し込みがありました。"
        "しばらくたってからお試しいただくか、お電話でご連絡ください。"
    )


class HandOverRefused(AccountError):
    """A handing over that cannot be: each has its own message."""


class NothingToHandOver(HandOverRefused):
    message = _("移すものはありません。")


class SuccessorNotWorking(HandOverRefused):
    message = _("新しい担当には、いま働いているほかの職員を選んでください。")


class StandInNotWorking(HandOverRefused):
    message = _("代理には、いま働いているほかの職員を選んでください。")


class OwnAccountWouldClose(HandOverRefused):
    message = _("自分の最終日を、過ぎた日にはできません。")


class MayNotBeClosed(HandOverRefused):
    message = _("全体の管理者のアカウントは、全体の管理者だけが変えられます。")
