"""What the office's pages about worries have in common."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from supporters.models import Concern

PAGE = "admin:supporters_concern_page"


def staff_may(verb: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """403 for staff without this right on worries. Who is not staff never comes this far."""
    return permission_required(f"supporters.{verb}_concern", raise_exception=True)


def find_concern(pk: int) -> Concern:
    return get_object_or_404(
        Concern.objects.select_related("owner", "stand_in", "district", "entered_by", "first_read_by"), pk=pk
    )


def render_page(request: HttpRequest, template: str, title: str, **context: Any) -> TemplateResponse:
    context = {**admin.site.each_context(request), "title": title, **context}
    return TemplateResponse(request, f"admin/supporters/concerns/{template}", context)
