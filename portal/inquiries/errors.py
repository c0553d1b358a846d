from django.utils.translation import gettext_lazy as _

from portal.errors import PortalError


class InquiryChangedMeanwhile(PortalError):
    message = _("ほかの職員が先に変更しました。いまの内容を確かめて、もう一度押してください。")


class InquiryIsOver(PortalError):
    message = _("このお問い合わせは、もう終わっています。続けるときは「もう一度始める」を押してください。")


class InquiryIsOpen(PortalError):
    message = _("このお問い合わせは、まだ終わっていません。")


class NoAnswerWished(PortalError):
    message = _("返事を望まない人です。返事は送れません。")


class TextMissing(PortalError):
    message = _("内容を入力してください。")
