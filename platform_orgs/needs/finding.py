"""Needs as members look for them: filtered by plain addresses that can be passed on."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from platform_orgs.models import FieldOfWork, Need, Organisation, TroubleCategory
from platform_orgs.needs.areas import areas

PER_PAGE = 30
MINE, NEW, ALL = "mine", "new", "all"
_RECENT = datetime.timedelta(days=14)

State = Need.State


@dataclass(frozen=True)
class Filters:
    """What somebody looks for; whatever an address holds that makes no sense is ignored. Without a word about
    the state the list of all shows what still wants an answer, that of one's own everything."""

    show: str = ALL
    category: str = ""
    field: str = ""
    area: int | None = None
    state: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> "Filters":
        show, category, field, area, state = (
            query.get(name, "") for name in ("show", "category", "field", "area", "state")
        )
        return cls(
            show=show if show in (MINE, NEW) else ALL,
            category=category if category in TroubleCategory.values else "",
            field=field if field in FieldOfWork.values else "",
            area=int(area) if area.isascii() and area.isdigit() and len(area) < 10 else None,
            state=state if state in State.values or state == ALL else "",
        )

    @property
    def is_mine(self) -> bool:
        return self.show == MINE

    @property
    def is_new(self) -> bool:
        """Those that one of one's organisations may be able to help with."""
        return self.show == NEW

    @property
    def is_empty(self) -> bool:
        return not (self.category or self.field or self.area or self.state)

    def as_query(self) -> str:
        """The parameters of the address, ending in & where there are any: for the links to other pages."""
        query = QueryDict(mutable=True)
        query.update({name: str(value) for name, value in vars(self).items() if value and value != ALL})
        if self.state == ALL:
            query["state"] = ALL
        return f"{query.urlencode()}&" if query else ""


def found(filters: Filters, organisations: Sequence[Organisation]) -> QuerySet[Need]:
    """The needs that ``filters`` leave: of what members share, or of what ``organisations`` have written."""
    rows = Need.objects.visible_to(*organisations).select_related("organisation", "district")
    if filters.is_mine:
        rows = rows.filter(organisation__in=organisations)
        if filters.state not in (State.WITHDRAWN, ALL):
            rows = rows.exclude(state=State.WITHDRAWN)
    else:
        rows = rows.filter(state__in=Need.SHARED, audience=Need.Audience.MEMBERS)
    if filters.state in State.values:
        rows = rows.filter(state=filters.state)
        if filters.state == State.OPEN and not filters.is_mine:
            rows = rows.awake()
    elif not filters.state and not filters.is_mine:
        rows = rows.filter(state=State.OPEN).awake()
    narrowed = _about(filters, rows)
    if filters.is_new:
        narrowed = _new_for_any(narrowed, organisations)
    return with_answers(narrowed).order_by("-id")


def _about(filters: Filters, rows: QuerySet[Need]) -> QuerySet[Need]:
    if filters.category:
        rows = rows.filter(category=filters.category)
    if filters.field:
        rows = rows.filter(field_of_work=filters.field)
    if filters.area:
        rows = rows.filter(
            Q(district__isnull=True) | Q(district=filters.area) | Q(district__parent=filters.area)
        )
    return rows


def _new_for_any(rows: QuerySet[Need], organisations: Sequence[Organisation]) -> QuerySet[Need]:
    fitting = Q(pk__in=[])
    for organisation in organisations:
        fitting |= Q(pk__in=new_for(organisation).values("pk"))
    return rows.filter(fitting)


def new_for(organisation: Organisation) -> QuerySet[Need]:
    """What came in its fields and area in two weeks, not yet answered by it. Who names neither works on everything
    everywhere."""
    now, page = timezone.now(), organisation.published
    rows = (
        Need.objects.waiting_for_answers(now)
        .filter(audience=Need.Audience.MEMBERS, opened_at__gte=now - _RECENT)
        .exclude(organisation=organisation)
        .exclude(responses__organisation=organisation)
    )
    if page is not None and page.fields_of_work:
        rows = rows.filter(Q(field_of_work="") | Q(field_of_work__in=page.fields_of_work))
    if page is not None and page.districts:
        near = Q(district__in=page.districts) | Q(district__parent__in=page.districts)
        rows = rows.filter(Q(district__isnull=True) | near | Q(district__parts__in=page.districts)).distinct()
    return rows


def with_answers(needs: QuerySet[Need]) -> QuerySet[Need]:
    """Each with the number of its answers that somebody besides the office has seen: ``answers``."""
    shown = Q(responses__messages__shown_at__isnull=False) & ~Q(responses__state="withdrawn")
    return needs.annotate(answers=Count("responses", filter=shown, distinct=True))


def choices() -> dict[str, list[tuple[Any, str]]]:
    """What can be chosen. Two queries."""
    return {
        "categories": [(value.value, str(value.label)) for value in TroubleCategory],
        "fields": [(value.value, str(value.label)) for value in FieldOfWork],
        "areas": list(areas().values_list("pk", "name")),
        "states": [(ALL, _("すべて")), *((value.value, str(value.label)) for value in Need.SHARED)],
    }
