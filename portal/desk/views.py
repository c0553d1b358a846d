"""電話受付: the telephone rings. One box, and one page with all that every app knows of the caller."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.acting import acting_user
from portal.bookings.models import Occasion
from portal.bookings.offers import offer_for
from portal.desk.finding import MOST, find_people, what_was_typed
from portal.errors import PortalError
from portal.people.actions import NOTE_LENGTH, leave_note
from portal.people.models import Person
from portal.retention.asking import open_wish

_CHOICES = 30  # occasions to apply for; the nearest first


def _page(request: HttpRequest, template: str, title: str, **context: Any) -> TemplateResponse:
    context = {**admin.site.each_context(request), "title": title, **context}
    return TemplateResponse(request, f"admin/desk/{template}", context)


def _find(pk: int) -> Person:
    return get_object_or_404(Person.objects.select_related("district"), pk=pk, is_contact_only=False)


@require_safe
@permission_required("people.view_person", raise_exception=True)
def desk(request: HttpRequest) -> HttpResponse:
    """The box. Exactly one person found: straight to the card."""
    found = find_people(request.GET.get("q", ""))
    if found.only_one:
        return redirect("admin:desk_person", found.only_one.pk)
    return _page(
        request,
        "desk.html",
        _("電話受付"),
        found=found,
        most=MOST,
        typed=urlencode(what_was_typed(found.query)),
    )


@require_safe
@permission_required("people.view_person", raise_exception=True)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """The card, composed of panels: each app shows what it knows of this person."""
    found = _find(pk)
    if found.merged_into_id is not None:
        return redirect("admin:desk_person", found.merged_into_id)
    return _card(request, found)


def _card(request: HttpRequest, found: Person, *, unsaved_note: str = "") -> TemplateResponse:
    return _page(
        request,
        "person.html",
        _("電話受付"),
        person=found,
        wish=open_wish(found.pk),
        note_length=NOTE_LENGTH,
        unsaved_note=unsaved_note,
    )


@require_POST
@permission_required("people.change_person", raise_exception=True)
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """伝言を残す"""
    found = _find(pk)
    text = request.POST.get("text", "")
    try:
        leave_note(person=found, text=text, by=acting_user(request))
    except PortalError as error:
        messages.error(request, str(error))
        # Nothing typed is lost: it stands in the field again.
        return _card(request, found, unsaved_note=text)
    messages.success(request, _("伝言を残しました。"))
    return redirect("admin:desk_person", pk)


@require_safe
@permission_required("bookings.add_booking", raise_exception=True)
def choose_occasion(request: HttpRequest) -> HttpResponse:
    """For which training or event does the caller apply? The form then knows who it is."""
    known = None
    if request.GET.get("person", "").isdecimal():
        known = get_object_or_404(Person, pk=request.GET["person"], merged_into=None, is_contact_only=False)
    carried = {"person": known.pk} if known else _carried(request)
    now = timezone.now()
    coming = Occasion.objects.taking_office_entries(now).with_seats(now)[:_CHOICES]
    return _page(
        request,
        "choose_occasion.html",
        _("どの研修・催しに申し込みますか"),
        person=known,
        choices=[{"occasion": occasion, "offer": offer_for(occasion, now=now)} for occasion in coming],
        carried=urlencode(carried),
    )


def _carried(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET[name][:100] for name in ("name", "kana", "telephone") if name in request.GET}
