"""開示と消去: what is kept of one person, to hand over or to remove; for managers, on record."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.acting import acting_user
from portal.accounts.staff.mark import ask_again, confirmed_lately, is_confirmed
from portal.office.models import Office
from portal.people.care import has_open
from portal.people.errors import HasBeenErased
from portal.people.models import Person
from portal.retention.asking import decline, open_wish
from portal.retention.erasing import erase_person, what_there_is
from portal.retention.forms import DeclineForm, EraseForm
from portal.retention.models import ErasureWish, PersonRequest
from supporters.me import export
from supporters.me.disclosure import data_for_office

_may = permission_required("retention.add_personrequest", raise_exception=True)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@_may
@confirmed_lately
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """What there is, what would go and what stays and why; the press that removes."""
    found = _person(pk)
    form = EraseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            done = erase_person(person_id=pk, by=acting_user(request), reason=form.cleaned_data["reason"])
        except HasBeenErased as error:
            messages.info(request, str(error))
            return redirect("admin:retention_wishes")
        text = (
            _("消しました。")
            if done.is_whole
            else _("消せるものを消しました。残ったものは、下の表のとおりです。")
        )
        messages.success(request, text)
        return redirect("admin:retention_wishes" if done.is_whole else request.path)
    parts = what_there_is(found)
    return _page(
        request,
        "person.html",
        _("開示と消去"),
        person=found,
        parts=parts,
        stays=any(part.stays for part in parts),
        form=form,
        wish=open_wish(pk),
        may_export=not found.handle_with_care or has_open(request.user, found),
        records=PersonRequest.objects.filter(person_number=pk).select_related("by"),
    )


@never_cache
@require_safe
@_may
def wishes(request: HttpRequest) -> HttpResponse:
    """Who asked on their own page to be erased and has no answer yet."""
    found = ErasureWish.objects.filter(closed_at=None).select_related("person")
    return _page(request, "wishes.html", _("消去の求め"), wishes=found)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@_may
def decline_wish(request: HttpRequest, pk: int) -> HttpResponse:
    """End a wish without removing anything: the person has been told why."""
    found = _person(pk)
    wish = open_wish(pk)
    form = DeclineForm(request.POST if request.method == "POST" else None)
    if wish is None:
        messages.info(request, _("消去の求めは、もう終わっています。"))
        return redirect("admin:retention_erase", pk)
    if form.is_valid():
        decline(person_id=pk, reason=form.cleaned_data["reason"], by=acting_user(request))
        messages.success(request, _("消去しないで、終わりにしました。"))
        return redirect("admin:retention_erase", pk)
    return _page(request, "decline.html", _("消去しないで終わりにする"), person=found, wish=wish, form=form)


@never_cache
@require_POST
@_may
def hand_over(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """All data of the person, as a sheet to print, JSON or CSV. Each time on record."""
    found = _person(pk)
    if form not in ("html", "json", "csv"):
        raise Http404
    if found.handle_with_care and not has_open(request.user, found):
        raise PermissionDenied
    if not is_confirmed(request):
        return ask_again(request, back_to=reverse("admin:retention_erase", args=[pk]))
    data = data_for_office(found)
    PersonRequest.objects.create(verb=PersonRequest.Verb.EXPORTED, person_number=pk, by=acting_user(request))
    if form == "html":
        sheet = _page(
            request,
            "sheet.html",
            _("保有している個人情報"),
            person=found,
            parts=data,
            today=timezone.localdate(),
            office=Office.objects.current(),
        )
        # No form with mistakes: the record takes a page after a press for one unless it says otherwise.
        sheet.is_done = True  # type: ignore[attr-defined]
        return sheet
    text, content_type = (
        (export.as_json(data), "application/json")
        if form == "json"
        else (export.as_csv(data), "text/csv; charset=utf-8")
    )
    headers = {"Content-Disposition": f'attachment; filename="person-{pk}.{form}"'}
    return HttpResponse(text, content_type=content_type, headers=headers)


def _person(pk: int) -> Person:
    return get_object_or_404(Person, pk=pk, is_contact_only=False, merged_into=None)


def _page(request: HttpRequest, template: str, title: str, **context: Any) -> TemplateResponse:
    context = {**admin.site.each_context(request), "title": title, **context}
    return TemplateResponse(request, f"admin/retention/{template}", context)
