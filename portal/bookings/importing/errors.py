"""Why a list cannot be taken: each message says what to do next."""

from django.utils.translation import gettext_lazy as _

from portal.errors import PortalError


class TableError(PortalError):
    """The file or the pasted text cannot be read as a list; nothing of it was kept."""


class TooLarge(TableError):
    message = _(
        "ファイルが大きすぎます（5MBまで）。名簿の行だけを新しいファイルに写して、選び直してください。"
    )


class NothingInIt(TableError):
    message = _("行が一つもありません。名簿のある表を選んでください。")


class TooManyRows(TableError):
    message = _("行が多すぎます。一度に取り込めるのは1,000行までです。ファイルを分けてください。")


class TooManyColumns(TableError):
    message = _("列が多すぎます（60列まで）。要らない列を消すか、名簿のある表を選んでください。")


class NotASpreadsheet(TableError):
    message = _("表のファイルではないようです。Excel（.xlsx）かCSVのファイルを選んでください。")


class OldExcel(TableError):
    message = _(
        "古いExcelの形式（.xls）は読めません。Excelで開き、「Excelブック（.xlsx）」として保存し直してください。"
    )


class OtherSpreadsheet(TableError):
    message = _(
        "この表計算ソフトの形式は読めません。「Excelブック（.xlsx）」かCSVとして保存し直してください。"
    )


class HasPassword(TableError):
    message = _(
        "パスワードのついたファイルは読めません。Excelで開き、パスワードを外して保存し直してください。"
    )


class DamagedFile(TableError):
    message = _("ファイルがこわれているようです。Excelで開けるか確かめて、保存し直してください。")


class SuspiciousFile(TableError):
    message = _(
        "開くと極端に大きくなるファイルです。安全のため読みません。名簿の行だけを新しいファイルに写してください。"
    )


class UnknownLetters(TableError):
    message = _(
        "文字コードがわかりません。Excelで「CSV UTF-8（コンマ区切り）」か「Excelブック」として保存し直してください。"
    )


class QuoteIsOpen(TableError):
    message = _('引用符（"）が閉じていません。表計算ソフトで開いて、保存し直してください。')


class BatchIsDone(PortalError):
    message = _("この一覧は、もう取り込まれたか、取りやめになっています。")


class BatchChanged(PortalError):
    message = _("ほかの職員が先に変更しました。いまの内容を確かめて、もう一度押してください。")


class RowsNeedAttention(PortalError):
    message = _("直す行か、決める行が残っています。直すか除くかしてから、取り込んでください。")


class NothingToImport(PortalError):
    message = _("取り込む行がありません。")
