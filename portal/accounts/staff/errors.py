import datetime

from django.utils.translation import gettext_lazy as _

from portal.accounts.errors import AccountError
from portal.ui.dates import format_time


class SignInWrong(AccountError):
    """Address, password or number: which of them is not said."""

    message = _(
        "メールアドレス、パスワード、確認の番号のどれかがちがいます。"
        "番号は一度しか使えません。新しい番号で、もう一度お試しください。"
    )


class NumberWrong(AccountError):
    message = _("番号がちがうか、もう使われています。新しい番号を入れてください。")


class TooManyTries(AccountError):
    message = _("まちがいが続いたので、{until}までお待ちください。急ぐときは、管理者に声をかけてください。")

    def __init__(self, until: datetime.datetime) -> None:
        super().__init__(str(self.message).format(until=format_time(until)))


class SecretUnreadable(AccountError):
    message = _("機器の鍵を読み取れません。機器の紙に書かれた英数字を、そのまま入れてください。")


class SameAccount(AccountError):
    message = _("自分のものは、ほかの管理者に頼んでください。")


class NoManagerLeft(AccountError):
    message = _(
        "ログインできる管理者が、ほかにいなくなります。"
        "先に、もう一人を管理者にして、その人が二つめの確認を登録してから行ってください。"
    )


class MayNotGiveRoles(AccountError):
    """Also of who was a manager a moment ago."""

    message = _("アカウントと役割を決められるのは、管理者だけです。")


class AddressTaken(AccountError):
    message = _(
        "このメールアドレスのアカウントは、もうあります。前にいた職員なら「職員のログイン」の一覧から選んで、"
        "もう一度開いてください。いま開いたばかりで紙がないときは、同じ一覧から、最初のパスワードを作り直せます。"
        "市民や団体の人が使っているアドレスは、職員には使えません。"
    )


class RolesChanged(AccountError):
    message = _(
        "この画面を開いたあとに、ほかの管理者が役割を変えました。いまの役割を確かめて、もう一度選んでください。"
    )


class MayNotBeHelped(AccountError):
    message = _("全体の管理者のログインは、全体の管理者だけが変えられます。")
