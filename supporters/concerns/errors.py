from django.utils.translation import gettext_lazy as _

from portal.errors import PortalError


class ConcernChangedMeanwhile(PortalError):
    message = _("ほかの職員が先に変更しました。いまの内容を確かめて、もう一度押してください。")


class ConcernIsClosed(PortalError):
    message = _("この気づきは、もう終わりにしています。続けるときは「もう一度始める」を押してください。")


class ConcernIsOpen(PortalError):
    message = _("この気づきは、まだ終わっていません。")


class NobodyToAnswer(PortalError):
    message = _("返事を望まない人か、連絡先のない人です。返事は送れません。")


class TextMissing(PortalError):
    message = _("内容を入力してください。")


class HandedToMissing(PortalError):
    message = _("引き継ぎ先を入力してください。")


class SameStandIn(PortalError):
    message = _("担当の代わりには、担当とは別の人を選んでください。")
