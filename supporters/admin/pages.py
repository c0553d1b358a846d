"""What the office's own pages about supporters have in common."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from supporters.models import Supporter


def staff_may(permission: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """403 for staff without ``supporters.<permission>``. Who is not staff never comes this far."""
    return permission_required(f"supporters.{permission}", raise_exception=True)


def page(request: HttpRequest, template: str, title: str, **context: Any) -> TemplateResponse:
    """One of the office's own pages, inside the admin's frame."""
    context = {**admin.site.each_context(request), "title": title, **context}
    return TemplateResponse(request, f"admin/supporters/{template}", context)


def get_supporter(pk: int) -> Supporter:
    return get_object_or_404(Supporter.objects.listed().select_related("person"), pk=pk)
