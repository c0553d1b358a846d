from django.utils.translation import gettext_lazy as _

from portal.errors import PortalError


class NotOpenForApplications(PortalError):
    message = _("いまは申込みを受け付けていません。")


class OccasionIsOver(PortalError):
    message = _("中止または終了した研修・催しのため、変更できません。")


class NotOverYet(PortalError):
    message = _("まだ終わっていない研修・催しは、終了にできません。")


class PlaceKindUnknown(PortalError):
    message = _("選ばれた参加のしかたは、この研修・催しにはありません。")


class NoPlaceFree(PortalError):
    message = _("席が足りません。定員を超えて決めるときは、「定員を超えてよい」を選んでください。")


class CapacityBelowTaken(PortalError):
    message = _("すでに決まっている人数より少なくはできません。")


class AlreadyHasPlace(PortalError):
    message = _("この人には、同じ研修・催しの申込みがすでにあります。")


class AlreadyDecided(PortalError):
    message = _("この申込みは、もう別の職員または本人が決めています。画面を読み直してください。")


class NothingToRestore(PortalError):
    message = _("元に戻す取消がありません。")


class DatesAreWrong(PortalError):
    message = _("日時を確かめてください。")


class NotReadyToPublish(PortalError):
    message = _("公開には、開催日と、申込を受けるなら定員が必要です。")


class StaleRevision(PortalError):
    message = _("ほかの職員が先に変更しました。いまの内容を確かめて、もう一度入力してください。")


class NotComing(PortalError):
    message = _("席が決まっている人だけ、出欠を記入できます。")


class RecipientsChanged(PortalError):
    message = _("確かめている間に、宛先が変わりました。いまの人数を見て、もう一度押してください。")


class NobodyToTell(PortalError):
    message = _("知らせる相手がいません。")


class OnlyDay(PortalError):
    message = _("ほかに開催日がありません。研修・催し全体を中止または延期してください。")


class MarkedMeanwhile(PortalError):
    message = _("ほかの受付が、ちがう記入をしています。どちらにするかを選んでください。")


class LikelyOnRoster(PortalError):
    message = _(
        "同じよみがな・連絡先の人の申込みがあります。名簿でさがして、その人を出席にしてください。"
        "別の人のときは、連絡先を空欄にして受け付けてください。"
    )


class SeatUndecided(PortalError):
    message = _(
        "この研修・催しでは、申込みのあとで席が決まります。名簿の「申込を入力する」から入力してください。"
    )


class AlreadySettled(PortalError):
    message = _("ほかの職員が先に手配の結果を書いたか、申込が変わりました。いまの内容を確かめてください。")


class NotWantedAnyMore(PortalError):
    message = _("この申出は取り消されています。手配は要りません。")


class WordsAreMissing(PortalError):
    message = _("用意できないときは、本人へのことばを書いてください。")


class SurveyHasAnswers(PortalError):
    message = _("回答が届いているため、質問はもう変えられません。")


class SurveyIsClosed(PortalError):
    message = _("このアンケートは、受付を終わりました。")


class SurveyAlreadyAnswered(PortalError):
    message = _("このアンケートには、もう回答いただいています。")


class DidNotCome(PortalError):
    message = _("このアンケートは、出席した人にお願いしています。")


class NothingAnswered(PortalError):
    message = _("一つ以上の質問に答えてください。")


class NotALottery(PortalError):
    message = _("抽選をする研修・催しではないか、有効な抽選結果がありません。")


class DrawTooEarly(PortalError):
    message = _("申込みの受付が終わってから、抽選できます。")


class AlreadyDrawn(PortalError):
    message = _("抽選は、もう済んでいます。結果を確かめてください。")


class UndecidedApplications(PortalError):
    message = _("確認中の申込みが残っています。先に、受け付けるかどうかを決めてください。")


class ReasonNeeded(PortalError):
    message = _("理由を入力してください。")


class NotOfTheParty(PortalError):
    message = _("この申込でいま参加する人の中から選んでください。")


class NotAReview(PortalError):
    message = _("選考をする研修・催しではありません。")


class OfferIsOver(PortalError):
    message = _("この席のご案内は、期限が過ぎたか、もうお返事をいただいています。")


class NoPlaceThere(PortalError):
    message = _("申し訳ありません。その日は、いま空いている席がありません。")


class SelectionThere(PortalError):
    message = _("その日は抽選または選考で決まるため、あらためてお申し込みください。")
