"""What the office's own pages about one person have in common."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from portal.people.models import Person
from portal.ui.forms import PortalForm


class ReasonForm(PortalForm):
    """Why? One line, kept with the name of who says so."""

    reason = forms.CharField(
        label=_("理由"), max_length=200, widget=forms.TextInput(attrs={"class": "vTextField"})
    )
    next = forms.CharField(required=False, widget=forms.HiddenInput)


def page(
    request: HttpRequest, template: str, title: str, person: Person, status: int = 200, **context: Any
) -> TemplateResponse:
    """One of the pages about a person, inside the admin's frame."""
    context = {**admin.site.each_context(request), "title": title, "person": person, **context}
    return TemplateResponse(request, f"admin/people/{template}", context, status=status)


def person_or_404(pk: int) -> Person:
    """A person whom lists of people show: not the record of somebody who only told of a worry."""
    return get_object_or_404(Person, pk=pk, is_contact_only=False)
