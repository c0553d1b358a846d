from django.utils.translation import gettext_lazy as _

from portal.inquiries.models import Inquiry, InquiryAnswer, InquiryStep
from portal.personal_files.registry import PersonalFile, register_file


def register() -> None:
    register_file(
        PersonalFile(
            "inquiries",
            title=_("お問い合わせファイル"),
            purpose=_("問い合わせに答え、続きの問い合わせのときに経過が分かるようにするため"),
            people=_("お問い合わせのフォームから書いた人"),
            collected=_("本人がWebで入力"),
            sensitive=_("聞かないが、本人が書いた心身の事情がふくまれることがある"),
            models=(Inquiry, InquiryStep, InquiryAnswer),
            kept=("inquiries",),
            count=Inquiry.objects.count,
        )
    )
