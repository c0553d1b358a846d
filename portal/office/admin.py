import datetime
from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.office.models import ClosedDay, District, Helpline, Inquiry, Office

# After a year a number or its hours may have changed.
_HELPLINE_IS_OLD_AFTER = datetime.timedelta(days=365)


@admin.register(Office)
class OfficeAdmin(admin.ModelAdmin):
    list_display = ("name", "city_name", "telephone", "fax", "email", "opens_at", "closes_at")
    fieldsets = (
        (None, {"fields": ("name", "city_name", "telephone", "fax", "email", "opens_at", "closes_at")}),
        (_("所在地"), {"fields": ("postal_code", "address", "prefecture_name", "city_code")}),
        (_("手紙"), {"fields": ("letter_issuer",)}),
        (_("サイト"), {"fields": ("decision_note", "site_note")}),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Office.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Office | None = None) -> bool:
        return False


@admin.register(ClosedDay)
class ClosedDayAdmin(admin.ModelAdmin):
    list_display = ("date", "reason")
    date_hierarchy = "date"


@admin.register(District)
class DistrictAdmin(admin.ModelAdmin):
    """The tree of places: the office may name the 地区 within a 地域, neighbouring towns, 市外, わからない."""

    list_display = ("indented_name", "kind", "position")
    list_editable = ("position",)
    list_filter = ("kind",)
    search_fields = ("name",)
    fields = ("name", "kind", "parent", "position")

    @admin.display(description=_("地区の名前"))
    def indented_name(self, district: District) -> str:
        return district.indented_name

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field: Any = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "parent":
            field.queryset = District.objects.filter(parent__isnull=True)
            field.widget.can_add_related = field.widget.can_change_related = False
            field.widget.can_view_related = field.widget.can_delete_related = False
        return field


class NeedsCheckFilter(admin.SimpleListFilter):
    title = _("確認")
    parameter_name = "check"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        return [("old", str(_("1年以上確認していない")))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Helpline]) -> QuerySet[Helpline]:
        if self.value() == "old":
            return queryset.filter(checked_on__lt=timezone.localdate() - _HELPLINE_IS_OLD_AFTER)
        return queryset


@admin.register(Helpline)
class HelplineAdmin(admin.ModelAdmin):
    list_display = ("name", "topic", "telephone", "hours", "checked_on", "valid_from", "valid_until")
    list_filter = ("topic", NeedsCheckFilter)
    search_fields = ("name", "telephone", "description")
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    fieldsets = (
        (None, {"fields": ("topic", "name", "description", "position")}),
        (
            _("連絡のしかた（どれか一つ以上）"),
            {"fields": ("telephone", "fax", "email", "url", "hours", "cost")},
        ),
        (_("確かさ"), {"fields": ("source_name", "source_url", "checked_on")}),
        (_("期間のある窓口だけ"), {"fields": ("valid_from", "valid_until")}),
    )


@admin.register(Inquiry)
class InquiryAdmin(admin.ModelAdmin):
    """What residents wrote stays as they wrote it: staff set the state and keep a note."""

    list_display = ("__str__", "received_at", "state", "answer_wish", "beginning")
    list_filter = ("state", "answer_wish")
    search_fields = ("body", "name", "office_note")
    fields = ("received_at", "body", "name", "answer_wish", "email", "telephone", "state", "office_note")
    readonly_fields = ("received_at", "body", "name", "answer_wish", "email", "telephone")

    @admin.display(description=_("内容のはじめ"))
    def beginning(self, inquiry: Inquiry) -> str:
        return inquiry.body[:40]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Inquiry | None = None) -> bool:
        return False
