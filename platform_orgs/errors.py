from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.errors import PortalError


class NotTakingPart(PortalError):
    message = _("この団体は、いま参加していません。")


class OrganisationChangedMeanwhile(PortalError):
    message = _("ほかの人が先に変更しました。いまの内容を確かめて、もう一度押してください。")


class ReasonMissing(PortalError):
    message = _("理由を入力してください。")


class LastManager(PortalError):
    message = _(
        "代表の担当者が一人もいなくなります。先に、ほかの人を代表の担当者にするか、新しい人を招待してください。"
    )


class NoLongerManager(PortalError):
    message = _("あなたは、もうこの団体の代表の担当者ではありません。")


class MemberHasGone(PortalError):
    message = _("この人は、もう担当者ではありません。")


class AlreadyMember(PortalError):
    message = _("このメールアドレスの人は、もうこの団体の担当者です。")


class InvitationGone(PortalError):
    message = _("この招待は、もう使えません。使い終わったか、期限が過ぎたか、取りやめになっています。")


class TooManyMails(PortalError):
    message = _("メールを何度も送りました。届かないときは、事務局に電話してください。")


class TooManyInvitations(PortalError):
    message = _(
        "きょうは、招待のメールをもう%(count)d通送りました。つづきは、あした送れます。急ぐときは、事務局に電話してください。"
    )

    def __init__(self, count: int) -> None:
        super().__init__(str(self.message) % {"count": count})


class PageChangedMeanwhile(PortalError):
    """Somebody else saved the page first. ``merged`` is what both want together; ``clashes`` are the fields
    that both changed, with what the other wrote; ``taken_over`` those that only the other changed."""

    message = _("ほかの人が先に保存しました。")

    def __init__(
        self,
        *,
        revision: int,
        merged: dict[str, Any],
        clashes: dict[str, Any],
        taken_over: list[str],
        by: str,
    ) -> None:
        super().__init__()
        self.revision = revision
        self.merged = merged
        self.clashes = clashes
        self.taken_over = taken_over
        self.by = by


class VersionIsDecided(PortalError):
    message = _("この内容は、もう確認が済んでいるか、新しい内容が送られています。")


class ApplicationIsDecided(PortalError):
    message = _("この申込みには、もう返事をしています。")


class AddressTaken(PortalError):
    message = _("このページのアドレスは、もう使われています。")


class EndsInTheFuture(PortalError):
    message = _("日付は、きょうか、きょうより前にしてください。")


class SuccessorUnfit(PortalError):
    message = _("引きつぐ団体には、いま参加しているほかの団体を選んでください。")


class NeedChangedMeanwhile(PortalError):
    message = _("ほかの人が先に変更しました。いまの内容を確かめて、もう一度送ってください。")


class NeedIsSent(PortalError):
    message = _("この困りごとは、もう送られています。")


class NeedHasEnded(PortalError):
    message = _("この困りごとは、もう終わっています。")


class NeedLastsLong(PortalError):
    message = _("この困りごとの期限は、もう3か月先か、それより先までのびています。変えていません。")


class NeedTakesNoAnswers(PortalError):
    message = _("この困りごとの募集は、もう終わっています。回答はできません。")


class NeedRests(PortalError):
    message = _("この困りごとを出した団体は、いま参加していません。回答はできません。")


class NeedNotAnsweredYet(PortalError):
    message = _("三つの質問に答えてから送ってください。")


class NeedDayHasPassed(PortalError):
    message = _("「いつまで」の日が過ぎています。書き直して、選び直してください。")


class LooksIdentifying(PortalError):
    """The text seems to say who somebody is: asked once. ``parts`` are what seems so."""

    message = _("名前や電話番号、住所のように見えるところがあります。確かめてください。")

    def __init__(self, parts: list[str]) -> None:
        super().__init__()
        self.parts = parts


class OwnNeed(PortalError):
    message = _("自分の団体が出した困りごとには、回答できません。")


class AnsweredAlready(PortalError):
    message = _("あなたの団体は、もう回答しています。続きは、やりとりに書いてください。")


class ResponseWithdrawn(PortalError):
    message = _("この回答は、相手が取り下げました。")


class ResponseNotShown(PortalError):
    message = _("この回答は、事務局がまだ確認しています。")


class OfficeHasTakenOver(PortalError):
    message = _("この困りごとは、事務局だけで扱うことになりました。ここにはもう書けません。")


class ThreadIsOver(PortalError):
    message = _("このやりとりは、もう終わっています。")


class NothingToRead(PortalError):
    message = _("ほかの職員が先に確認しました。")


class TextMissing(PortalError):
    message = _("内容を入力してください。")


class EntryChangedMeanwhile(PortalError):
    """Somebody else changed a resource, a place or a meeting first; ``current`` is what is stored now."""

    message = _("ほかの人が先に変更しました。まだ保存していません。")

    def __init__(self, current: Any) -> None:
        super().__init__()
        self.current = current


class EntryHasEnded(PortalError):
    message = _("これは、もう終わりになっています。新しく足してください。")


class MeetingIsOff(PortalError):
    message = _("この会議は、もう中止になっています。")


class MeetingIsOver(PortalError):
    message = _("この会議は、もう始まったか、終わっています。")


class MeetingTakesNoReplies(PortalError):
    message = _("この会議の返事は、もう受け付けていません。事務局に電話してください。")
