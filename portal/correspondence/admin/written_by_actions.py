from typing import Any

from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.db.models import Model
from django.http import HttpRequest
from django.template.response import TemplateResponse

from portal.accounts.acting import acting_user


class WrittenByActions(admin.ModelAdmin):
    """Rows that only actions write: no adding, no changing, no deleting in stock forms."""

    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def may_act(self, request: HttpRequest) -> bool:
        """Whether the presses of this page are open to who asks: those who may change, in Django's words."""
        options = self.opts
        return request.user.has_perm(f"{options.app_label}.change_{options.model_name}")

    def page(self, request: HttpRequest, template: str, title: str, **context: Any) -> TemplateResponse:
        context |= {**self.admin_site.each_context(request), "title": title, "opts": self.opts}
        context["may_act"] = self.may_act(request)
        return TemplateResponse(request, f"admin/correspondence/{template}", context)

    def print_page(
        self, request: HttpRequest, template: str, data: dict[str, Any], **context: Any
    ) -> TemplateResponse:
        """The HTML twin of a document, from the same data."""
        return self.page(request, template, **data, **context)


def log(request: HttpRequest, obj: Model, what: str) -> None:
    """One line in admin's history: who pressed what."""
    LogEntry.objects.log_actions(
        acting_user(request).pk, [obj], CHANGE, change_message=what, single_object=True
    )
