"""The record, for managers: to search, to print for one person, to print the accounts for the yearly review."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from portal.audit.models import Entry
from portal.audit.names import name_of, thing
from portal.audit.reviewing import reviewed_accounts
from portal.audit.trails import entries_about, kept_together

_SHOWN = 500


@require_safe
@permission_required("audit.view_entry", raise_exception=True)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody who saw or changed what is kept of one person."""
    entries = entries_about(kept_together(pk)).select_related("by")
    rows = [(entry, thing(entry.what, entry.number)) for entry in entries[: _SHOWN + 1]]
    context = {
        **admin.site.each_context(request),
        "title": _("人 %(number)s の記録を見た・変えた職員") % {"number": pk},
        "number": pk,
        "made_at": timezone.now(),
        "rows": rows[:_SHOWN],
        "has_more": len(rows) > _SHOWN,
        "most": _SHOWN,
    }
    return TemplateResponse(request, "admin/audit/person.html", context)


@require_safe
@permission_required("audit.view_entry", raise_exception=True)
def accounts(request: HttpRequest) -> HttpResponse:
    """Accounts of the office for the yearly review (アカウントの棚卸し)."""
    context = {
        **admin.site.each_context(request),
        "title": _("職員アカウントの棚卸し"),
        "accounts": reviewed_accounts(),
        "made_at": timezone.now(),
    }
    return TemplateResponse(request, "admin/audit/accounts.html", context)


class KindFilter(admin.AllValuesFieldListFilter):
    """Kinds of records by what people call them."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        for choice in super().choices(changelist):
            yield {**choice, "display": name_of(str(choice["display"])) or _("（なし）")}


@admin.register(Entry)
class EntryAdmin(admin.ModelAdmin):
    """To look at only, for everybody: a record that its subjects could change would prove nothing."""

    change_list_template = "admin/audit/list.html"
    # The page, by the name of its address, is for who looks closer: it stands in the entry.
    list_display = ("at", "by", "verb", "about", "address")
    list_filter = (
        ("at", admin.DateFieldListFilter),
        "verb",
        ("what", KindFilter),
        ("by", admin.RelatedOnlyFieldListFilter),
    )
    list_select_related = ("by",)
    list_per_page = 100
    show_full_result_count = False
    search_fields = ("=number", "page", "by__name", "by__email")
    search_help_text = gettext_lazy("記録の番号、画面の名前、職員の名前")
    date_hierarchy = "at"

    @admin.display(description=gettext_lazy("何を"), ordering="what")
    def about(self, entry: Entry) -> str:
        return thing(entry.what, entry.number)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("person/<int:pk>/", view(person), name="audit_entry_person"),
            path("accounts/", view(accounts), name="audit_entry_accounts"),
            *super().get_urls(),
        ]
