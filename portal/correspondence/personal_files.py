from django.utils.translation import gettext_lazy as _

from portal.correspondence.models import CallListLine, CallTry, LetterRun, Message, OutboxMail, PaperItem
from portal.personal_files.registry import PersonalFile, register_file


def register() -> None:
    register_file(
        PersonalFile(
            "messages",
            title=_("連絡の記録ファイル"),
            purpose=_("だれに、何を、いつ、どの方法で伝えたかを確かめ、伝わっていない人に伝えるため"),
            people=_("事務局が、メール・電話・手紙・FAXで連絡した人"),
            collected=_("連絡したときに作成、電話した職員の入力"),
            sensitive=_("配慮の手配の返事の文に、本人が申し出た心身の事情がふくまれることがある"),
            models=(Message, OutboxMail, CallListLine, CallTry, PaperItem, LetterRun),
            kept=("messages",),
            count=Message.objects.values("recipient").distinct().count,
        )
    )
