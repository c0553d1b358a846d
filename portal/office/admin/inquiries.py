from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.office.models import Inquiry


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
