"""What the office's own pages about trainings have in common."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from trainings.models import Certificate, TrainingSession


def staff_may(permission: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """403 for staff without ``trainings.<permission>``. Who is not staff never comes this far."""
    return permission_required(f"trainings.{permission}", raise_exception=True)


def page(request: HttpRequest, template: str, title: str, **context: Any) -> TemplateResponse:
    """One of the office's own pages, inside the admin's frame. Holds names: never kept anywhere."""
    context = {**admin.site.each_context(request), "title": title, **context}
    return TemplateResponse(request, f"admin/trainings/{template}", context)


def get_session(pk: int) -> TrainingSession:
    return get_object_or_404(TrainingSession.objects.prefetch_related("dates"), pk=pk)


def get_certificate(pk: int) -> Certificate:
    found = Certificate.objects.select_related(
        "attendee__occasion",
        "attendee__person",
        "attendee__booking__contact",
        "issued_by",
        "revoked_by",
        "replaces",
        "replaced_by",
    )
    return get_object_or_404(found, pk=pk)
