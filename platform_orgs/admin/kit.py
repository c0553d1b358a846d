"""What the office's pages about the platform have in common."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from platform_orgs.models import Organisation
from portal.errors import PortalError

PAGE = "admin:platform_orgs_organisation_page"


def staff_may(permission: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """403 for staff without ``platform_orgs.<permission>``. Who is not staff never comes this far."""
    return permission_required(f"platform_orgs.{permission}", raise_exception=True)


def page(
    request: HttpRequest, template: str, title: str, status: int = 200, **context: Any
) -> TemplateResponse:
    """One of the office's own pages, inside the admin's frame."""
    context = {**admin.site.each_context(request), "title": title, **context}
    return TemplateResponse(request, f"admin/platform_orgs/{template}", context, status=status)


def attempt(form: forms.Form, action: Callable[[], object]) -> bool:
    """Run an action; a rule that is not met becomes an error of the form. Returns whether it worked."""
    try:
        action()
    except PortalError as error:
        form.add_error(None, str(error))
        return False
    return True


def press(
    request: HttpRequest, organisation: Organisation, action: Callable[[], object], done: str
) -> HttpResponse:
    """Run an action for a button of the organisation's page and go back there with what came of it."""
    try:
        action()
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect(PAGE, organisation.pk)


class OwnerFilter(admin.SimpleListFilter):
    """One organisation's, as its page links to; not listed in the margin, where dozens would stand."""

    title = gettext_lazy("団体")
    parameter_name = "organisation"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("none", _("事務局が入れたもの"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.value() or ""
        if chosen == "none":
            return queryset.filter(organisation__isnull=True)
        return queryset.filter(organisation=chosen) if chosen.isascii() and chosen.isdigit() else queryset
