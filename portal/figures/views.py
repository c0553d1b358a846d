"""実績: the yearly report for staff. No page here shows a person, only numbers."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.acting import acting_user
from portal.errors import PortalError
from portal.figures.actions import close_year, reopen_year
from portal.figures.forms import CloseForm, PeriodForm, ReopenForm
from portal.figures.models import ClosedYear
from portal.figures.periods import Period, current_year, fiscal_year, year_name
from portal.figures.report import make_report
from portal.figures.spreadsheet import workbook

# As far back as the choice of years goes; any other days can be typed.
_FIRST_YEAR = 2021
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_may_look = permission_required("figures.view_closedyear", raise_exception=True)
_may_close = permission_required("figures.add_closedyear", raise_exception=True)
_may_reopen = permission_required("figures.change_closedyear", raise_exception=True)


@never_cache
@require_safe
@_may_look
def figures(request: HttpRequest) -> HttpResponse:
    form = _period_form(request)
    if not form.is_valid():
        return _page(request, "figures.html", _("実績"), form=form, report=None)
    period = form.period()
    report = make_report(period, is_for_publication=form.cleaned_data["publication"])
    closings = ClosedYear.objects.select_related("closed_by", "reopened_by").exclude(reopened_at=None)
    return _page(
        request,
        "figures.html",
        _("実績"),
        form=form,
        report=report,
        records=[] if period.year is None else list(closings.filter(year=period.year)),
        file_url=f"{reverse('figures:xlsx')}?{_query(period, report.is_for_publication)}",
        can_close=_can_close(request, period) and report.closed is None,
        can_reopen=report.closed is not None
        and not report.closed.is_final
        and request.user.has_perm("figures.change_closedyear"),
        is_running=not period.has_ended(),
    )


@never_cache
@require_safe
@_may_look
def xlsx(request: HttpRequest) -> HttpResponse:
    form = _period_form(request)
    if not form.is_valid():
        return redirect(f"{reverse('figures:figures')}?{request.GET.urlencode()}")
    report = make_report(form.period(), is_for_publication=form.cleaned_data["publication"])
    response = HttpResponse(workbook(report), content_type=_XLSX)
    name = f"figures-{report.period.first:%Y%m%d}-{report.period.last:%Y%m%d}"
    if report.is_for_publication:
        name += "-public"
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@_may_close
def close(request: HttpRequest, year: int) -> HttpResponse:
    period = _known_year(year)
    form = CloseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            close_year(year=year, by=acting_user(request), note=form.cleaned_data["note"])
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("%(year)sの実績を確定しました。") % {"year": year_name(year)})
            return redirect(_year_url(year))
    title = _("%(year)sの実績を確定する") % {"year": year_name(year)}
    return _page(
        request, "close.html", title, form=form, period=period, year=year, has_ended=period.has_ended()
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@_may_reopen
def reopen(request: HttpRequest, year: int) -> HttpResponse:
    _known_year(year)
    closed = ClosedYear.objects.in_force().select_related("closed_by").filter(year=year).first()
    if request.method != "POST" and closed is None:
        messages.info(request, _("この年度は、確定していません。"))
        return redirect(_year_url(year))
    form = ReopenForm(
        request.POST if request.method == "POST" else None, initial={"closed": closed.pk if closed else None}
    )
    if form.is_valid():
        try:
            reopen_year(
                closed_id=form.cleaned_data["closed"],
                reason=form.cleaned_data["reason"],
                by=acting_user(request),
            )
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request,
                _("%(year)sの確定を取り消しました。いまの数で表示しています。") % {"year": year_name(year)},
            )
            return redirect(_year_url(year))
    title = _("%(year)sの確定を取り消す") % {"year": year_name(year)}
    return _page(request, "reopen.html", title, form=form, closed=closed, year=year)


def _period_form(request: HttpRequest) -> PeriodForm:
    years = range(_FIRST_YEAR, current_year() + 2)
    asked = request.GET.copy()
    if not any(asked.get(name) for name in ("year", "first", "last")):
        asked["year"] = str(current_year())
    return PeriodForm(asked, years=years)


def _query(period: Period, is_for_publication: bool) -> str:
    chosen: dict[str, Any] = (
        {"year": period.year} if period.year is not None else {"first": period.first, "last": period.last}
    )
    return urlencode({**chosen, **({"publication": "on"} if is_for_publication else {})})


def _year_url(year: int) -> str:
    return f"{reverse('figures:figures')}?year={year}"


def _known_year(year: int) -> Period:
    if not _FIRST_YEAR <= year <= timezone.localdate().year + 1:
        raise Http404
    return fiscal_year(year)


def _can_close(request: HttpRequest, period: Period) -> bool:
    return period.year is not None and period.has_ended() and request.user.has_perm("figures.add_closedyear")


def _page(request: HttpRequest, template: str, title: str, **context: Any) -> TemplateResponse:
    context = {**admin.site.each_context(request), "title": title, **context}
    return TemplateResponse(request, f"admin/figures/{template}", context)
