from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from portal.bookings.admin import (
    attendance,
    door_passes,
    drawing,
    entry,
    export,
    import_pages,
    import_row,
    occasion_pages,
    paper_kit,
    postponing,
    reminding,
    reviewing,
    roster,
    survey,
    today,
    venue_pack,
    writing,
)
from portal.bookings.admin.base import OnlyThroughActions
from portal.bookings.models import Occasion
from portal.ui.dates import format_moment


class ToDecideFilter(admin.SimpleListFilter):
    title = _("抽選・選考")
    parameter_name = "decide"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        return [("yes", str(_("これからする")))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "yes":
            return queryset.to_decide(timezone.now())  # type: ignore[attr-defined]
        return queryset


# Pages under /<occasion>/, by the last word of their name and address.
_PAGES = {
    "roster": roster.roster,
    "enter": entry.enter,
    "export": export.export,
    "import": import_pages.start,
    "door": door_passes.door,
    "publish": occasion_pages.publish,
    "capacity": occasion_pages.capacity,
    "cancel": occasion_pages.cancel,
    "close": occasion_pages.close,
    "postpone": postponing.postpone,
    "reminder": reminding.reminder,
    "write": writing.write,
    "draw": drawing.draw,
    "void_draw": drawing.void,
    "review": reviewing.review,
}
# Of a list on its way in, by the end of the address.
_IMPORT_STEPS = {
    "": ("rows", import_pages.rows),
    "columns/": ("columns", import_pages.columns),
    "decide/": ("decide", import_pages.decide),
    "write/": ("write", import_pages.write),
    "done/": ("done", import_pages.done),
    "drop/": ("drop", import_pages.drop),
    "<int:line>/": ("row", import_row.row),
}
# Of one day: end of the address, name, view.
_ONE_DAY = (
    ("today", "today", today.today),
    ("venue-pack", "venue_pack", venue_pack.pack),
    ("off", "off_texts", today.off_texts),
    ("off-door", "off_door", today.off_door),
)


@admin.register(Occasion)
class OccasionCalendarAdmin(OnlyThroughActions):
    """Everything that takes place, of whatever kind, with the way to its roster. Texts are edited in the
    admin of its kind; there is no stock form here."""

    list_display = ("roster_link", "kind", "state", "first_day", "apply_by")
    list_filter = (ToDecideFilter, "state", "kind")
    search_fields = ("title",)
    search_help_text = _("名前でさがす")
    list_display_links = None
    show_facets = admin.ShowFacets.NEVER

    def get_queryset(self, request: HttpRequest) -> QuerySet[Occasion]:
        # Not the stock one, which would order by a column that is only counted afterwards.
        return self.model._default_manager.with_period().order_by(*self.get_ordering(request))

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        return ("-first_start", "-pk")

    @admin.display(description=_("名簿をひらく"), ordering="title")
    def roster_link(self, occasion: Occasion) -> str:
        url = reverse("admin:bookings_occasion_roster", args=[occasion.pk])
        return format_html('<a href="{}">{}</a>', url, occasion.title)

    @admin.display(description=_("開催日"), ordering="first_start")
    def first_day(self, occasion: Occasion) -> str:
        start = occasion.first_start  # type: ignore[attr-defined]
        return format_moment(start) if start else ""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("", view(self.changelist_view), name="bookings_occasion_changelist"),
            *(
                path(f"<int:pk>/{name}/", view(function), name=f"bookings_occasion_{name}")
                for name, function in _PAGES.items()
            ),
            *(
                path(f"<int:pk>/import/<int:batch_pk>/{step}", view(function), name=f"bookings_import_{name}")
                for step, (name, function) in _IMPORT_STEPS.items()
            ),
            *(
                path(f"<int:pk>/paper/{tail}", view(function), name=f"bookings_occasion_{name}")
                for name, (tail, function) in paper_kit.PAGES.items()
            ),
            *(
                path(f"<int:pk>/survey/{tail}", view(function), name=f"bookings_survey_{name}")
                for name, (tail, function) in survey.PAGES.items()
            ),
            path(
                "<int:pk>/attendance/<int:date_pk>/",
                view(attendance.attendance),
                name="bookings_occasion_attendance",
            ),
            *(
                path(f"<int:pk>/{name}/<int:date_pk>/", view(function), name=f"bookings_occasion_{key}")
                for name, key, function in _ONE_DAY
            ),
            path(
                "<int:pk>/door/<int:pass_pk>/revoke/",
                view(door_passes.revoke),
                name="bookings_occasion_door_revoke",
            ),
            # Stock links to one occasion lead to its roster.
            path("<int:pk>/change/", view(roster.roster), name="bookings_occasion_change"),
        ]
