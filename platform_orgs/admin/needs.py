"""困りごと for staff: what waits to be read, and all the others."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from platform_orgs.admin import need_entry, need_page
from platform_orgs.admin.kit import OwnerFilter
from platform_orgs.models import Need, PlatformSettings
from platform_orgs.needs.finding import with_answers
from portal.bookings.admin.base import OnlyThroughActions
from portal.one_row import OneRowAdmin
from portal.ui.dates import format_date, format_moment


class OfficeFilter(admin.SimpleListFilter):
    title = _("事務局がすること")
    parameter_name = "waits"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("読む・答えるもの"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.wanting_office() if self.value() == "yes" else queryset  # type: ignore[attr-defined]


@admin.register(Need)
class NeedAdmin(OnlyThroughActions):
    """Needs, the newest first; a row opens its page."""

    change_list_template = "admin/platform_orgs/needs/list.html"
    list_display = ("title", "shown_state", "who", "category", "answers", "promised", "ends")
    list_filter = (OfficeFilter, OwnerFilter, "state", "category")
    show_facets = admin.ShowFacets.NEVER
    list_select_related = ("organisation",)
    search_fields = ("title", "slug")
    search_help_text = _("題・番号でさがす")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return with_answers(Need.objects.for_office())

    @admin.display(description=_("状態"), ordering="state")
    def shown_state(self, need: Need) -> str:
        return need.state_shown

    @admin.display(description=_("出した団体"))
    def who(self, need: Need) -> str:
        return need.organisation.name if need.organisation else str(_("事務局"))

    @admin.display(description=_("回答"))
    def answers(self, need: Any) -> int:
        return int(need.answers)

    @admin.display(description=_("読む約束"))
    def promised(self, need: Need) -> str:
        is_waiting = need.state == Need.State.RECEIVED and need.read_by
        return format_moment(need.read_by) if is_waiting else "－"  # type: ignore[arg-type]

    @admin.display(description=_("いつまで"), ordering="until")
    def ends(self, need: Need) -> str:
        return format_date(need.until)

    def get_urls(self) -> list[URLPattern]:
        view, name = self.admin_site.admin_view, "platform_orgs_need"
        response = "<int:pk>/responses/<int:number>/"
        return [
            path("", view(self.changelist_view), name=f"{name}_changelist"),
            path("enter/", view(need_entry.enter), name=f"{name}_enter"),
            path("minutes/", view(need_entry.minutes), name=f"{name}_minutes"),
            path("from-concern/<int:pk>/", view(need_entry.from_concern), name=f"{name}_from-concern"),
            path("<int:pk>/", view(need_page.need_page), name=f"{name}_page"),
            path("<int:pk>/press/", view(need_page.press_need), name=f"{name}_press"),
            path("<int:pk>/edit/", view(need_entry.edit), name=f"{name}_edit"),
            path("<int:pk>/send-back/", view(need_page.send_back), name=f"{name}_send-back"),
            path("<int:pk>/answer/", view(need_page.answer), name=f"{name}_answer"),
            path(f"{response}press/", view(need_page.press_response), name=f"{name}_press-response"),
            path(f"{response}write/", view(need_page.write), name=f"{name}_write"),
            path(f"{response}send-back/", view(need_page.send_message_back), name=f"{name}_response-back"),
            # Stock links to one need lead to its page.
            path("<int:pk>/change/", view(need_page.need_page), name=f"{name}_change"),
        ]


@admin.register(PlatformSettings)
class PlatformSettingsAdmin(OneRowAdmin):
    """How the office runs the platform: one row."""

    fields = ("reads_first", "promised_hours", "allows_small_areas", "table_from_needs")
