"""What rooms keep that stand below this one, and what it keeps itself."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portal.retention.models import ErasureWish, PersonRequest
from portal.retention.registry import register_fixed, register_retention
from portal.ui.dates import format_months


def register() -> None:
    register_retention(
        "person_requests",
        _("開示・消去の記録（お名前はない）"),
        months=36,
        why=_("求めに応じたことを、3年のあいだ説明できるように"),
        due=lambda before: PersonRequest.objects.filter(at__lt=before),
        remove=lambda record: record.delete(),
    )
    register_retention(
        "erasure_wishes",
        _("終わった「消去の求め」"),
        months=12,
        why=_("行き違いに備えて1年"),
        due=lambda before: ErasureWish.objects.filter(closed_at__lt=before),
        remove=lambda wish: wish.delete(),
    )
    register_fixed("audit", _("操作の記録"), _kept_on_record())
    register_fixed("prints", _("印刷中の書類"), _("1日"))
    register_fixed("public_pages", _("登壇者と写真（公表しているもの）"), _("公表をやめるまで"))


def _kept_on_record() -> str:
    """The server counts in days; whole years are said as years."""
    years, days = divmod(settings.AUDIT_DAYS, 365)
    period = (
        format_months(12 * years) if years and not days else _("%(days)s日") % {"days": settings.AUDIT_DAYS}
    )
    return _("%(period)s（サーバーの設定）") % {"period": period}
