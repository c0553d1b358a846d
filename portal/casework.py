"""What the office's inboxes have in common: every press carries the revision that it was made from, and a page
with a form does one thing. The actions themselves belong to the rooms; templates/admin/casework holds what the
pages show alike."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from portal.accounts.acting import acting_user
from portal.errors import PortalError
from portal.ui.forms import PortalForm


class StepForm(PortalForm):
    """A press that must know which version was looked at."""

    revision = forms.IntegerField(widget=forms.HiddenInput)


@dataclass(frozen=True)
class Sheet:
    """A page with a form that does one thing: what it is called, what it says before and afterwards."""

    title: Any
    form: type[StepForm]
    action: Callable[..., object]
    button: Any
    done: Any
    hint: Any = ""


def press_button(request: HttpRequest, act: Callable[[int], object], done: Any) -> None:
    """Do one thing at one press; ``act`` takes the revision. What came of it is said on the next page."""
    form = StepForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("画面を読み直して、もう一度押してください。"))
        return
    try:
        act(form.cleaned_data["revision"])
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)


def button_view(
    action: Callable[..., object], done: Any, *, key: str, find: Callable[[int], object], page: str, may: Any
) -> Callable[..., HttpResponse]:
    """A view that does one thing at one press, for those whom ``may`` lets through, and leads back to ``page``.
    ``action`` takes the number of the row as ``key``; ``find`` raises ``Http404`` where there is none."""

    @never_cache
    @require_POST
    @may
    def press(request: HttpRequest, pk: int) -> HttpResponse:
        find(pk)
        user = acting_user(request)
        press_button(request, lambda revision: action(**{key: pk}, by=user, revision=revision), done)
        return redirect(page, pk)

    return press


def press_sheet(
    request: HttpRequest, sheet: Sheet, form: forms.Form, *, revision: Callable[[], int], **values: Any
) -> bool:
    """Do what a valid ``form`` says. Returns False where a rule was not met: the form says so and keeps what was
    typed, and its next press is a deliberate one that carries the ``revision`` stored now."""
    try:
        sheet.action(**values, **form.cleaned_data)
    except PortalError as error:
        form.add_error(None, str(error))
        data: Any = form.data.copy()  # type: ignore[attr-defined]
        data["revision"] = str(revision())
        form.data = data
        return False
    messages.success(request, sheet.done)
    return True
