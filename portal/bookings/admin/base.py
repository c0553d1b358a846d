"""What the office's pages about seats have in common."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.db.models import Model
from django.http import HttpRequest, QueryDict
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from portal.bookings.models import Booking, Occasion
from portal.errors import PortalError
from portal.ui.forms import PortalForm

Result = TypeVar("Result")


class OnlyThroughActions(admin.ModelAdmin):
    """Rows about seats: stock forms neither add nor change nor delete them."""

    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def staff_may(permission: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """403 for staff without ``bookings.<permission>``. Who is not staff never comes this far."""
    return permission_required(f"bookings.{permission}", raise_exception=True)


def page(
    request: HttpRequest, template: str, title: str, status: int = 200, **context: Any
) -> TemplateResponse:
    """One of the office's own pages, inside the admin's frame."""
    context = {**admin.site.each_context(request), "title": title, **context}
    return TemplateResponse(request, f"admin/bookings/{template}", context, status=status)


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: an empty POST is one too (a page with nothing but a button)."""
    return request.POST if request.method == "POST" else None


def attempt(form: forms.Form, action: Callable[..., Result], **arguments: Any) -> Result | None:
    """Run an action; a rule that is not met becomes an error of the form, and the result is None."""
    try:
        return action(**arguments)
    except PortalError as error:
        form.add_error(None, str(error))
        return None


def names_of(booking: Booking) -> str:
    """The whole party, for reading back on the telephone. Reads prefetched attendees."""
    return "、".join(a.person.name for a in booking.attendees.all() if a.is_live or booking.cancelled_at)


def seats_may_change(occasion: Occasion) -> bool:
    """Whether buttons that change seats make sense at all; the actions decide."""
    return occasion.state in {Occasion.State.PUBLISHED, Occasion.State.POSTPONED}


class ToldForm(PortalForm):
    """Whether staff have said it to the person already: then no mail goes out and nobody calls."""

    told = forms.BooleanField(
        label=_("本人に伝えた"),
        required=False,
        help_text=_("電話や窓口で話しながら操作しているとき。お知らせは送りません。"),
    )
