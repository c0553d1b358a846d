"""What is on record about people and read by those who answer for the office; written by the actions alone."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.people.models import CareAccess, Person, PersonMerge


class OnRecord(admin.ModelAdmin):
    """Rows that are read only."""

    actions = None
    list_display_links = None
    list_per_page = 100
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(CareAccess)
class CareAccessAdmin(OnRecord):
    list_display = ("at", "by", "person", "reason")
    list_select_related = ("by",)


@admin.register(PersonMerge)
class PersonMergeAdmin(OnRecord):
    list_display = ("at", "by", "keep", "drop", "what_was_filled")
    list_select_related = ("by",)

    @admin.display(description=_("補ったところ"))
    def what_was_filled(self, merge: PersonMerge) -> str:
        return "・".join(str(Person._meta.get_field(name).verbose_name) for name in merge.filled)  # type: ignore[union-attr]
