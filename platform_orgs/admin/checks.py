"""年に一度の確認 for staff: who has not answered, which address fails, and the sheets that come back."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from platform_orgs import actions, contents
from platform_orgs.admin.forms import CheckNumberForm
from platform_orgs.admin.kit import attempt, page, staff_may
from platform_orgs.admin.telling import tellings
from platform_orgs.models import Organisation, YearlyCheck
from portal.accounts.acting import acting_user
from portal.bookings.admin.base import OnlyThroughActions
from portal.documents.imprint import office_lines
from portal.office.models import Office

_LIST = "admin:platform_orgs_yearlycheck_changelist"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_may("view_yearlycheck")
def overdue(request: HttpRequest) -> HttpResponse:
    """Who has been asked and has not answered, the longest waiting first; POST takes a sheet that came back."""
    form = CheckNumberForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if not request.user.has_perm("platform_orgs.change_yearlycheck"):
            form.add_error(None, _("確認を記録する権限がありません。"))
        elif (answer := _came_back(request, form)) is not None:
            return answer
    checks = list(_open().select_related("organisation").order_by("due_on", "id"))
    told = tellings(checks)
    today = timezone.localdate()
    return page(
        request,
        "checks.html",
        _("年に一度の確認"),
        form=form,
        rows=[
            {"check": check, "tellings": told[check.pk], "is_overdue": check.due_on < today}
            for check in checks
        ],
    )


@never_cache
@require_safe
@staff_may("view_yearlycheck")
def sheets(request: HttpRequest) -> HttpResponse:
    """確認の用紙: one page for each organisation that has not answered, or for the one that is asked for."""
    wanted = request.GET.get("number", "")
    checks: Any = _open().select_related("organisation__published").order_by("organisation__kana", "id")
    if wanted:
        checks = checks.filter(number=wanted.replace("\x00", ""))
    return page(
        request,
        "check_sheets.html",
        _("確認の用紙"),
        contact=office_lines(Office.objects.current()),
        sheets=[
            {"check": check, "rows": contents.rows(check.organisation.published.values())}
            for check in checks
            if check.organisation.published
        ],
    )


def _open() -> QuerySet[YearlyCheck]:
    return YearlyCheck.objects.filter(answered_at__isnull=True, organisation__state=Organisation.State.ACTIVE)


def _came_back(request: HttpRequest, form: CheckNumberForm) -> HttpResponse | None:
    check = _open().select_related("organisation").filter(number=form.cleaned_data["number"]).first()
    if check is None:
        form.add_error("number", _("返事を待っている確認に、この番号はありません。"))
        return None
    if "changes" in request.POST:
        return redirect("admin:platform_orgs_organisation_enter", check.organisation_id)
    done = attempt(
        form,
        lambda: actions.confirm(
            organisation_id=check.organisation_id, how=YearlyCheck.How.SHEET, by=acting_user(request)
        ),
    )
    if not done:
        return None
    messages.success(
        request, _("%(name)s：内容を確かめた日を、きょうにしました。") % {"name": check.organisation.name}
    )
    return redirect(_LIST)


@admin.register(YearlyCheck)
class YearlyCheckAdmin(OnlyThroughActions):
    """The list is a page of our own."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("", view(overdue), name="platform_orgs_yearlycheck_changelist"),
            path("sheets/", view(sheets), name="platform_orgs_yearlycheck_sheets"),
        ]
