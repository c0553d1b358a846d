"""行ける場所: where residents may simply go, what is open today first."""

import datetime
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from platform_orgs import directory
from platform_orgs.models import Gathering
from platform_orgs.sharing import listing
from portal.page_cache import public_page
from portal.ui.dates import format_short_date

# Every third month at the latest something that is on in certain weeks comes round again.
_LOOK_AHEAD = 92


@dataclass(frozen=True)
class Filters:
    """What an address asks for; whatever makes no sense in it is ignored."""

    day: int | None = None
    area: int | None = None
    booking: str = ""
    free: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> "Filters":
        day = directory.number(query.get("day", ""))
        return cls(
            day=day if day in Gathering.Weekday.values else None,
            area=directory.number(query.get("area", "")) or None,
            booking="no" if query.get("booking") == "no" else "",
            free="yes" if query.get("free") == "yes" else "",
        )

    @property
    def is_empty(self) -> bool:
        return self == Filters()

    def address_with(self, **changes: Any) -> str:
        """The address of this choice with something changed."""
        chosen = {
            name: str(value)
            for name, value in vars(replace(self, **changes)).items()
            if value not in (None, "")
        }
        return f"?{directory.as_query(chosen)}".removesuffix("&").removesuffix("?") or "."


@public_page
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    filters = Filters.of(request.GET)
    areas = directory.areas()
    context = {
        "filters": filters,
        "groups": groups(_found(filters), timezone.now(), filters.day),
        "rows_of_links": [_days(filters), *([_areas(filters, areas)] if areas else []), _others(filters)],
    }
    return render(request, "platform_orgs/sharing/places.html", context)


def _found(filters: Filters) -> list[Gathering]:
    rows: Any = Gathering.objects.open_to_all().select_related("organisation", "district")
    if filters.day is not None:
        rows = rows.filter(weekdays__contains=[filters.day])
    if filters.area:
        near = directory.with_parent_and_parts(filters.area)
        rows = rows.filter(Q(district__in=near) | Q(district__isnull=True))
    if filters.booking:
        rows = rows.filter(needs_booking=False)
    if filters.free:
        rows = rows.filter(is_free=True)
    return list(rows)


def next_open(
    gathering: Gathering, now: datetime.datetime, weekday: int | None = None
) -> datetime.date | None:
    """The next day on which it takes place (on ``weekday``), today until it closes; None where nobody knows."""
    local = timezone.localtime(now)
    for offset in range(_LOOK_AHEAD):
        day = local.date() + datetime.timedelta(days=offset)
        is_over = offset == 0 and gathering.closes_at is not None and gathering.closes_at <= local.time()
        if not is_over and gathering.takes_place_on(day) and weekday in (None, day.weekday()):
            return day
    return None


def groups(
    gatherings: list[Gathering], now: datetime.datetime, weekday: int | None = None
) -> list[dict[str, Any]]:
    """Each once, under the next day on which one can go there; what has no such day at the end."""
    by_day: dict[datetime.date | None, list[Gathering]] = {}
    for gathering in gatherings:
        by_day.setdefault(next_open(gathering, now, weekday), []).append(gathering)
    days = sorted(by_day, key=lambda day: (day is None, day or datetime.date.max))
    today = timezone.localdate(now)
    return [
        {
            "title": _title(day, today),
            "is_today": day == today,
            "places": [listing.place(gathering) for gathering in sorted(by_day[day], key=_by_time)],
        }
        for day in days
    ]


def _by_time(gathering: Gathering) -> tuple[datetime.time, str]:
    return gathering.opens_at or datetime.time.max, gathering.name


def _title(day: datetime.date | None, today: datetime.date) -> str:
    if day is None:
        return _("日を決めずに開いているところ")
    said = {0: _("きょう"), 1: _("あした")}.get((day - today).days)
    return f"{said} {format_short_date(day)}" if said else format_short_date(day)


def _link(filters: Filters, label: Any, name: str, value: Any) -> dict[str, Any]:
    is_chosen = getattr(filters, name) == value
    return {"label": label, "url": filters.address_with(**{name: value}), "is_chosen": is_chosen}


def _days(filters: Filters) -> dict[str, Any]:
    links = [_link(filters, _("どの曜日も"), "day", None)]
    links += [_link(filters, label, "day", day) for day, label in Gathering.Weekday.choices]
    return {"label": _("曜日"), "links": links}


def _areas(filters: Filters, areas: list[tuple[int, str]]) -> dict[str, Any]:
    links = [_link(filters, _("どの地区も"), "area", None)]
    links += [_link(filters, name.strip(), "area", pk) for pk, name in areas if not name.startswith("　")]
    return {"label": _("地区"), "links": links}


def _others(filters: Filters) -> dict[str, Any]:
    """Each is chosen, or chosen no more."""
    return {
        "label": _("条件"),
        "links": [
            {
                "label": label,
                "url": filters.address_with(**{name: "" if getattr(filters, name) else value}),
                "is_chosen": bool(getattr(filters, name)),
            }
            for name, value, label in (
                ("booking", "no", _("予約なしで行ける")),
                ("free", "yes", _("無料")),
            )
        ],
    }
