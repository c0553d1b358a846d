from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.office.models import Inquiry
from portal.search.folding import fold


@admin.register(Inquiry)
class InquiryAdmin(admin.ModelAdmin):
    """What residents wrote stays as they wrote it: staff set the state and keep a note."""

    list_display = ("__str__", "received_at", "state", "answer_wish", "beginning")
    list_filter = ("state", "answer_wish")
    search_fields = ("name",)
    search_help_text = _("お名前、内容、メモから")
    fields = ("received_at", "body", "name", "answer_wish", "email", "telephone", "state", "office_note")
    readonly_fields = ("received_at", "body", "name", "answer_wish", "email", "telephone")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Inquiry], search_term: str
    ) -> tuple[QuerySet[Inquiry], bool]:
        """The database cannot look into what is sealed; an office has few enough inquiries to read them all."""
        if not search_term:
            return queryset, False
        words = [fold(word) for word in search_term.split()]
        texts = queryset.values_list("pk", "name", "body", "office_note")
        found = [pk for pk, *parts in texts if all(word in fold("\n".join(parts)) for word in words)]
        return queryset.filter(pk__in=found), False

    @admin.display(description=_("内容のはじめ"))
    def beginning(self, inquiry: Inquiry) -> str:
        return inquiry.body[:40]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Inquiry | None = None) -> bool:
        return False
