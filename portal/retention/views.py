"""保存期間: what is kept how long, what is due, and what was removed. Numbers only; for managers."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.acting import acting_user
from portal.accounts.staff.mark import confirmed_lately
from portal.retention.forms import PeriodForm
from portal.retention.models import RetentionPeriod, RetentionRun
from portal.retention.registry import fixed_periods, retention_kinds
from portal.retention.running import what_is_due

_MOST_RUNS = 30


@never_cache
@require_safe
@permission_required("retention.view_retentionperiod", raise_exception=True)
def periods(request: HttpRequest) -> HttpResponse:
    """Every kind with its period, its reason and how many are due; below, what was removed when."""
    chosen = {row.kind: row for row in RetentionPeriod.objects.select_related("changed_by")}
    labels = {kind.name: kind.label for kind in retention_kinds()}
    runs = RetentionRun.objects.filter(counts__isnull=False).distinct().prefetch_related("counts")
    return _page(
        request,
        "periods.html",
        _("保存期間"),
        rows=[{"due": one, "chosen": chosen.get(one.kind.name)} for one in what_is_due()],
        fixed=fixed_periods(),
        runs=[
            {"run": run, "counts": [(labels.get(one.kind, one.kind), one) for one in run.counts.all()]}
            for run in runs[:_MOST_RUNS]
        ],
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("retention.change_retentionperiod", raise_exception=True)
@confirmed_lately
def change(request: HttpRequest, name: str) -> HttpResponse:
    kind = next((kind for kind in retention_kinds() if kind.name == name), None)
    if kind is None:
        raise Http404
    row = RetentionPeriod.objects.filter(kind=name).first()
    initial = {"months": row.months, "reason": row.reason} if row else {"months": kind.months}
    form = PeriodForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        values = {**form.cleaned_data, "changed_by": acting_user(request), "changed_at": timezone.now()}
        RetentionPeriod.objects.update_or_create(kind=name, defaults=values)
        messages.success(request, _("保存しました。"))
        return redirect("admin:retention")
    return _page(request, "change.html", str(kind.label), form=form, kind=kind)


def _page(request: HttpRequest, template: str, title: str, **context: Any) -> TemplateResponse:
    context = {**admin.site.each_context(request), "title": title, **context}
    return TemplateResponse(request, f"admin/retention/{template}", context)
