from django.utils.translation import gettext_lazy as _

from portal.people.models import Person
from portal.personal_files.registry import PersonalFile, register_file, register_without_people
from supporters.importing.models import PastTraining, RegistryBatch, RegistryRow, SupporterTraining
from supporters.interest.models import Interest, InterestNotice, Opening
from supporters.me.models import EmailChange
from supporters.models import (
    Concern,
    ConcernAnswer,
    ConcernDraft,
    ConcernReporter,
    ConcernStep,
    RegistryExport,
    RegistrySettings,
    ReporterAccess,
    Supporter,
    SupporterStep,
)


def register() -> None:
    register_file(
        PersonalFile(
            "supporters",
            title=_("つながりサポーター登録者ファイル"),
            purpose=_("登録を確かめ、フォローアップ研修と活動のお知らせを届けるため"),
            people=_("つながりサポーターとして登録した人（登録を終えた人をふくむ）"),
            collected=_("研修の修了、本人の申出、前からの名簿の取込み、職員の入力"),
            models=(
                Person,
                Supporter,
                SupporterStep,
                SupporterTraining,
                EmailChange,
                RegistryBatch,
                RegistryRow,
            ),
            kept=("supporters", "email_changes", "imports"),
            count=Supporter.objects.filter(person__is_contact_only=False).count,
        )
    )
    register_file(
        PersonalFile(
            "interests",
            title=_("研修のお知らせを待つ人のファイル"),
            purpose=_("次の研修の申込みが始まったことを知らせるため"),
            people=_("知らせてほしいと申し出た人"),
            collected=_("本人がWeb・電話などで申し出る、職員の入力"),
            models=(Person, Interest, InterestNotice),
            kept=("interests", "unconfirmed_interests"),
            count=Interest.objects.values("person").distinct().count,
            remarks=_("連絡に必要な事項だけを記録する（法第74条第2項第6号）"),
        )
    )
    register_file(
        PersonalFile(
            "concerns",
            title=_("気づきファイル"),
            purpose=_("気になる人・困りごとの知らせを受け、支援につなぐため"),
            people=_("知らせた人。内容に書かれた、気になる人（お名前を書かないようお願いしている）"),
            collected=_("知らせる人がWeb・電話などで申し出る、職員の入力"),
            sensitive=_("ふくむことがある。内容に、病気・障害・犯罪の被害などの事情が書かれることがある"),
            models=(Concern, ConcernReporter, ConcernStep, ConcernAnswer, ReporterAccess, ConcernDraft),
            kept=("concerns", "concern_drafts"),
            count=Concern.objects.count,
            given_to=_("なし（支援につなぐための個別の引き継ぎは、そのつど記録する）"),
        )
    )
    register_without_people(_("研修そのもの・登録の設定"), PastTraining, Opening, RegistrySettings)
    register_without_people(_("職員が書き出した日時と行数だけ"), RegistryExport)
