"""はざま for members: what nobody answers, as a list while there is little, as a table and a drawing later."""

import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from platform_orgs import directory
from platform_orgs.access import own_memberships
from platform_orgs.gaps import counting
from platform_orgs.models import Need, PlatformSettings, TroubleCategory
from portal.accounts.access import sign_in_required
from portal.figures.periods import Period
from portal.ui.charts import Bar, two_year_bars

_A_YEAR = datetime.timedelta(days=364)


@require_safe
@sign_in_required
def gaps(request: HttpRequest) -> HttpResponse:
    """The last twelve months."""
    own_memberships(request)
    today = timezone.localdate()
    period = Period(today - _A_YEAR, today)
    needs = counting.needs_of(period).filter(audience=Need.Audience.MEMBERS)
    numbers = counting.counted(needs)
    is_table = len(numbers) >= PlatformSettings.objects.current().table_from_needs
    context: dict[str, Any] = {
        "period": period,
        "count": len(numbers),
        "is_table": is_table,
        "smallest": counting.SMALLEST_MARKED,
    }
    if is_table:
        context |= _table(request, needs, numbers)
    else:
        unanswered = [need.pk for need in numbers if not need.is_answered]
        context["needs"] = _listed(needs.filter(pk__in=unanswered))
    return render(request, "platform_orgs/gaps/gaps.html", context)


def _table(request: HttpRequest, needs: Any, numbers: list[counting.Counted]) -> dict[str, Any]:
    matrix = counting.matrix(numbers)
    category = request.GET.get("category", "")
    area = directory.number(request.GET.get("area", ""))
    chosen = next(
        (
            (label, name, cell)
            for label, cells in matrix.rows
            for (_pk, name), cell in zip(matrix.columns, cells, strict=True)
            if (cell.category, cell.area) == (category, area)
        ),
        None,
    )
    context: dict[str, Any] = {"matrix": matrix, "chart": _chart(numbers), "chosen": chosen}
    if chosen is not None:
        context["needs"] = _listed(needs.filter(category=category, area=area))
    return context


def _listed(needs: Any) -> Any:
    return needs.select_related("organisation", "district").order_by("-opened_at", "-pk")


def _chart(numbers: list[counting.Counted]) -> Any:
    bars = []
    for category in TroubleCategory:
        here = [need for need in numbers if need.category == category]
        unanswered = sum(not need.is_answered for need in here)
        bars.append(Bar(str(category.label), len(here), unanswered))
    names = (_("困りごと"), _("うち答えのないもの"))
    return two_year_bars(_("分類ごとの困りごと"), bars, names=names, unit=_("件"))
