from django.utils.translation import gettext_lazy as _

from portal.people.models import Person
from portal.personal_files.registry import PersonalFile, register_file, register_without_people
from trainings.models import (
    Certificate,
    CertificateDecision,
    CertificateSettings,
    GroupPlan,
    GroupRule,
    TableSeat,
    TrainingSession,
)
from trainings.visits.models import VisitDraft, VisitRequest, VisitStep


def register() -> None:
    register_file(
        PersonalFile(
            "certificates",
            title=_("修了証・受講証の交付者ファイル"),
            purpose=_("修了証・受講証を交付し、あとから修了を証明するため"),
            people=_("修了証・受講証を受けた人、研修のグループ分けをした人"),
            collected=_("研修の出欠から作成、職員の入力"),
            models=(Certificate, CertificateDecision, GroupRule, TableSeat),
            kept=("certificates", "bookings"),
            count=Certificate.objects.values("attendee__person").distinct().count,
        )
    )
    register_file(
        PersonalFile(
            "visits",
            title=_("出前講座の依頼者ファイル"),
            purpose=_("出前講座の依頼を受け、日時と場所を相談して、開くため"),
            people=_("依頼した団体の担当の人"),
            collected=_("本人がWeb・電話などで申し出る、職員の入力"),
            models=(Person, VisitRequest, VisitStep, VisitDraft),
            kept=("visits", "visit_drafts"),
            count=VisitRequest.objects.filter(contact__is_contact_only=False)
            .values("contact")
            .distinct()
            .count,
        )
    )
    register_without_people(_("研修そのもの・証書の設定"), CertificateSettings, GroupPlan)
    register_without_people(_("研修そのもの。講師のお名前は、公表する"), TrainingSession)
