from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.office.models import ClosedDay, District, Office


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
