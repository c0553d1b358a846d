from django.utils.translation import gettext_lazy as _

from portal.errors import PortalError


class MergedMeanwhile(PortalError):
    message = _("ほかの職員が先に、この人の記録をまとめました。画面を読み直してください。")


class HasBeenErased(PortalError):
    message = _("この人の記録は、もう消去されています。")


class NoteIsEmpty(PortalError):
    message = _("伝言を入力してください。")


class NoteIsTooLong(PortalError):
    pass


class MarkedMeanwhile(PortalError):
    message = _("同じ時に、この人の申込が入りました。もう一度押してください。")


class MarkReasonMissing(PortalError):
    message = _("元に戻す理由を入力してください。")


class NotMarked(PortalError):
    message = _("この印は、もう付いていません。ほかの職員が先に元に戻しました。")


class NeedsSensitiveRight(PortalError):
    message = _("取扱注意の人の記録です。「取扱注意」の担当の職員に頼んでください。")


class OpenReasonMissing(PortalError):
    message = _("開く理由を入力してください。")


class HasDied(PortalError):
    message = _("亡くなられたと記録されている人です。まちがいなら、先に印を元に戻してください。")


class HasMovedAway(PortalError):
    message = _("転居と記録されている人です。参加されるなら、先に印を元に戻してください。")


class MarksDiffer(PortalError):
    message = _(
        "「亡くなられた」「転居」「今後連絡しない」の印が、二つの記録でちがいます。"
        "先にどちらかにそろえてから、まとめてください。"
    )


class RecordChanged(PortalError):
    message = _(
        "この画面を開いたあとに、どちらかの記録をほかの職員が直しました。まだまとめていません。"
        "新しい内容を確かめて、もう一度押してください。"
    )


class SameRecord(PortalError):
    message = _("同じ記録どうしは、まとめられません。別の記録を選んでください。")
