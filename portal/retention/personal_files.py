from django.utils.translation import gettext_lazy as _

from portal.audit.models import Entry
from portal.documents.models import PrintedDocument, PrintJob
from portal.figures.models import ClosedYear
from portal.personal_files.registry import PersonalFile, register_file, register_without_people
from portal.retention.models import ErasureWish, PersonRequest, RetentionCount, RetentionPeriod, RetentionRun


def register() -> None:
    """Of the rooms that look after records: what staff did, what was handed over or removed, what is printed."""
    register_file(
        PersonalFile(
            "audit",
            title=_("操作の記録ファイル"),
            purpose=_("個人情報をだれがいつ見たか・変えたかを確かめ、開示と消去の求めに応じたことを残すため"),
            people=_("事務局の職員、開示・消去を求めた人。見られた人は番号だけ"),
            collected=_("操作のときに自動で記録"),
            models=(Entry, PersonRequest, ErasureWish),
            kept=("audit", "person_requests", "erasure_wishes"),
            count=Entry.objects.values("by").distinct().count,
            remarks=_(
                "職員の人事などに関するファイル（法第74条第2項第3号）にあたる部分は、公表の対象ではない"
            ),
        )
    )
    register_file(
        PersonalFile(
            "prints",
            title=_("印刷中の書類"),
            purpose=_("何百枚もの書類を、一度に印刷できるようにするため"),
            people=_("書類に名前のある人"),
            collected=_("ほかのファイルから作成"),
            models=(PrintJob, PrintedDocument),
            kept=("prints",),
            count=PrintJob.objects.count,
            remarks=_("ほかのファイルの写しで、1年以内に消去する（法第74条第2項第5号）"),
        )
    )
    register_without_people(_("件数と期間だけ"), ClosedYear, RetentionCount, RetentionPeriod, RetentionRun)
