from django.utils.translation import gettext_lazy as _

from portal.people.models import CareAccess, Person, PersonMark, PersonMerge, PersonNote
from portal.personal_files.registry import PersonalFile, register_file


def register() -> None:
    register_file(
        PersonalFile(
            "people",
            title=_("人の記録ファイル"),
            purpose=_("申込み・登録・問い合わせをした人を取りちがえず、その人の希望する方法で連絡するため"),
            people=_("研修・催しに申し込んだ人、つながりサポーター、団体の担当者、事務局と連絡した人"),
            collected=_("本人がWeb・電話・FAX・郵便・窓口で申し出る、職員の入力、申込みの一覧の取込み"),
            sensitive=_("聞かないが、伝言や連絡の注意に、本人が話した心身の事情が書かれることがある"),
            models=(Person, PersonNote, PersonMark, PersonMerge, CareAccess),
            kept=("people",),
            count=Person.objects.filter(is_contact_only=False, merged_into=None).count,
        )
    )
