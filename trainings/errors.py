from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from portal.errors import PortalError


class UnmarkedPeople(PortalError):
    message = _("出欠が未記入の人がいます。「残りは全員出席」か「未記入のまま」かを選んでください。")


class OutcomeChanged(PortalError):
    message = _(
        "この画面を開いたあとに、出欠や判定が変わりました。下の一覧を確かめて、もう一度押してください。"
    )


class ReasonMissing(PortalError):
    message = _("理由を入力してください。")


class AlreadyClosed(PortalError):
    message = _("この研修は、もう終了しています。修了証の一覧から、一人ずつ発行・取消ができます。")


class NotClosedYet(PortalError):
    message = _("修了証は、研修を「終了」にしてから発行します。")


class NotCompleted(PortalError):
    message = _("修了していない人がふくまれています。いまの一覧を確かめて、もう一度押してください。")


class AlreadyHasCertificate(PortalError):
    message = _("この人には、有効な修了証がすでにあります。")


class AlreadyRevoked(PortalError):
    message = _("この修了証は、すでに取り消されています。画面を読み直してください。")


class NothingChanged(PortalError):
    message = _("元の修了証から、何も変わっていません。")


class NumberTaken(PortalError):
    message = _(
        "番号の形を変えたため、前に出した番号と重なります。「修了証の設定」で番号の形を見直してください。"
    )


class GroupsImpossible(PortalError):
    """No tables keep all rules. ``people`` are the numbers of those whom it is about, as far as known."""

    message = _("決まりを全部守る席がありません。")

    def __init__(self, message: str, people: Iterable[int] = ()) -> None:
        super().__init__(message)
        self.people = tuple(people)


class NobodyToSeat(PortalError):
    message = _("会場の席が決まっている人が、まだいません。")


class NotAtTheTables(PortalError):
    message = _("取り消した人か、会場に来ない人です。画面を読み直してください。")


class NotMadeYet(PortalError):
    message = _("グループがまだありません。先に作ってください。")


class SameTwice(PortalError):
    message = _("ちがう二人を選んでください。")


class RuleExists(PortalError):
    message = _("この二人の決まりは、もうあります。変えるときは、先に外してください。")
