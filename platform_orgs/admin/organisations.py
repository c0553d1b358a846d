"""Organisations for staff: the list, and one page with everything about one."""

import datetime
from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from platform_orgs.admin import ending, organisation_page, page_entry, people
from platform_orgs.models import Membership, Organisation, Profile, YearlyCheck
from portal.bookings.admin.base import OnlyThroughActions
from portal.ui.dates import format_date


class AttentionFilter(admin.SimpleListFilter):
    """What somebody of the office has to look at."""

    title = _("気をつけること")
    parameter_name = "attention"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("waiting", _("ページの確認待ち")),
            ("overdue", _("年に一度の確認が遅れている")),
            ("nobody", _("代表の担当者がいない")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case "waiting":
                return queryset.filter(profiles__state=Profile.State.WAITING)
            case "overdue":
                return queryset.filter(
                    state=Organisation.State.ACTIVE,
                    checks__answered_at__isnull=True,
                    checks__due_on__lt=timezone.localdate(),
                )
            case "nobody":
                managers = Membership.objects.live().managers().filter(organisation=OuterRef("pk"))
                return queryset.filter(~Exists(managers), state=Organisation.State.ACTIVE)
        return queryset


@admin.register(Organisation)
class OrganisationAdmin(OnlyThroughActions):
    """Members of the platform; a row opens its page."""

    change_list_template = "admin/platform_orgs/organisations.html"
    list_display = ("name", "kind", "state", "joined", "confirmed", "attention")
    list_filter = (AttentionFilter, "state", "kind")
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 100
    search_fields = ("name",)
    search_help_text = _("名前・ふりがな・活動の内容でさがす")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        waiting = Profile.objects.filter(organisation=OuterRef("pk"), state=Profile.State.WAITING)
        overdue = YearlyCheck.objects.filter(
            organisation=OuterRef("pk"), answered_at__isnull=True, due_on__lt=timezone.localdate()
        )
        return Organisation.objects.annotate(has_waiting=Exists(waiting), is_overdue=Exists(overdue))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return queryset.matching(search_term.replace("\x00", "")), False  # type: ignore[attr-defined]

    @admin.display(description=_("参加した日"), ordering="joined_on")
    def joined(self, organisation: Organisation) -> str:
        return _day(organisation.joined_on)

    @admin.display(description=_("内容を確かめた日"), ordering="confirmed_on")
    def confirmed(self, organisation: Organisation) -> str:
        return _day(organisation.confirmed_on)

    @admin.display(description=_("気をつけること"))
    def attention(self, organisation: Any) -> str:
        if not organisation.is_active:
            return ""
        marks = [
            (organisation.has_waiting, _("ページの確認待ち")),
            (organisation.is_overdue, _("年に一度の確認が遅れている")),
        ]
        return "、".join(str(label) for is_so, label in marks if is_so)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        stem = "platform_orgs_organisation"
        pages: dict[str, Any] = {
            "publish": organisation_page.publish,
            "send-back": organisation_page.send_back,
            "trust": organisation_page.trust,
            "note": organisation_page.add_note,
            "confirm": organisation_page.confirm,
            "ask": organisation_page.ask,
            "logo": organisation_page.logo,
            "enter": page_entry.enter,
            "history": page_entry.history,
            "people": people.add,
            "end": ending.end,
            "revive": ending.revive,
        }
        return [
            path("", view(self.changelist_view), name=f"{stem}_changelist"),
            path("<int:pk>/", view(organisation_page.organisation_page), name=f"{stem}_page"),
            path("<int:pk>/people/<int:number>/", view(people.change), name=f"{stem}_person"),
            path("<int:pk>/invitations/<int:number>/", view(people.sheet), name=f"{stem}_sheet"),
            path(
                "<int:pk>/invitations/<int:number>/withdraw/", view(people.withdraw), name=f"{stem}_withdraw"
            ),
            *(
                path(f"<int:pk>/{name}/", view(function), name=f"{stem}_{name}")
                for name, function in pages.items()
            ),
            # Stock links to one organisation lead to its page.
            path("<int:pk>/change/", view(organisation_page.organisation_page), name=f"{stem}_change"),
        ]


def _day(day: datetime.date | None) -> str:
    return format_date(day) if day else ""
