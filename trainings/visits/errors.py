from django.utils.translation import gettext_lazy as _

from portal.errors import PortalError


class VisitChangedMeanwhile(PortalError):
    message = _("ほかの職員が先に変更しました。いまの内容を確かめて、もう一度押してください。")


class VisitIsSettled(PortalError):
    message = _("この依頼は、もう研修になっています。")


class VisitReasonMissing(PortalError):
    message = _("お断り・取りやめの理由を入力してください。")
