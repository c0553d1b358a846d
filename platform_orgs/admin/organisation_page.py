"""The page of one organisation: what waits, what it says, who acts for it, what was done."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from platform_orgs import actions, contents
from platform_orgs.actions.record import note
from platform_orgs.admin.forms import NoteForm, RemarkForm
from platform_orgs.admin.kit import PAGE, attempt, page, press, staff_may
from platform_orgs.admin.telling import tellings
from platform_orgs.messages import public_url
from platform_orgs.models import Organisation, Profile, YearlyCheck
from platform_orgs.views.public import logo_response
from portal.accounts.acting import acting_user
from portal.bookings.models import Booking


@never_cache
@require_safe
@staff_may("view_organisation")
def organisation_page(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, find(pk))


@never_cache
@require_POST
@staff_may("change_organisation")
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """公開する: the version that was looked at, and no other."""
    version = _version(request, pk)
    return press(
        request,
        version.organisation,
        lambda: actions.publish_page(profile_id=version.pk, by=acting_user(request)),
        _("公開しました。団体に知らせます。"),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_may("change_organisation")
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """差し戻す"""
    organisation = find(pk)
    version = get_object_or_404(organisation.profiles, state=Profile.State.WAITING)
    form = RemarkForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and attempt(
        form,
        lambda: actions.send_page_back(
            profile_id=version.pk, remark=form.cleaned_data["remark"], by=acting_user(request)
        ),
    ):
        return redirect(PAGE, pk)
    return page(request, "send_back.html", _("差し戻す"), organisation=organisation, form=form)


@never_cache
@require_POST
@staff_may("change_organisation")
def trust(request: HttpRequest, pk: int) -> HttpResponse:
    """確認なしで公開する、またはやめる"""
    is_trusted = request.POST.get("is_trusted") == "yes"
    done = (
        _("これからは、送られた内容をすぐに公開します。")
        if is_trusted
        else _("これからは、確認してから公開します。")
    )
    return press(
        request,
        find(pk),
        lambda: actions.set_trusted(organisation_id=pk, is_trusted=is_trusted, by=acting_user(request)),
        done,
    )


@never_cache
@require_POST
@staff_may("change_organisation")
def add_note(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = find(pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, organisation, note_form=form)
    return press(
        request,
        organisation,
        lambda: note(organisation_id=pk, text=form.cleaned_data["text"], by=acting_user(request)),
        _("メモを書き足しました。"),
    )


@never_cache
@require_POST
@staff_may("change_organisation")
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """電話や窓口で、内容が合っていることを確かめた"""
    return press(
        request,
        find(pk),
        lambda: actions.confirm(organisation_id=pk, how=YearlyCheck.How.TELEPHONE, by=acting_user(request)),
        _("内容を確かめた日を、きょうにしました。"),
    )


@never_cache
@require_POST
@staff_may("change_organisation")
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """年に一度の確認を、いまお願いする"""
    return press(
        request,
        find(pk),
        lambda: actions.ask(organisation_id=pk, by=acting_user(request)),
        _("確認をお願いします。代表の担当者に、それぞれの連絡方法で届きます。"),
    )


@never_cache
@require_safe
@staff_may("view_organisation")
def logo(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture of a version that waits, or of the public page."""
    version = get_object_or_404(find(pk).profiles, pk=_number(request.GET.get("version", "")))
    return logo_response(version)


def find(pk: int) -> Organisation:
    return get_object_or_404(Organisation.objects.select_related("published", "successor"), pk=pk)


def _version(request: HttpRequest, pk: int) -> Profile:
    return get_object_or_404(
        Profile.objects.select_related("organisation"),
        pk=_number(request.POST.get("version", "")),
        organisation=pk,
    )


def _number(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit() and len(typed) < 19):
        raise Http404
    return int(typed)


def _page(
    request: HttpRequest, organisation: Organisation, note_form: NoteForm | None = None
) -> HttpResponse:
    published = organisation.published
    waiting = organisation.profiles.filter(state=Profile.State.WAITING).select_related("sent_by").first()
    check = organisation.checks.filter(answered_at__isnull=True).first()
    return page(
        request,
        "organisation.html",
        organisation.name,
        organisation=organisation,
        public_url=public_url(organisation),
        waiting=waiting,
        differences=_differences(published, waiting),
        rows=contents.rows(published.values()) if published else [],
        people=organisation.memberships.live().select_related("person", "user"),
        invitations=organisation.invitations.open(timezone.now()).select_related("person"),
        check=check,
        tellings=tellings([check])[check.pk] if check else [],
        steps=organisation.steps.select_related("actor").order_by("-id")[:50],
        note_form=note_form or NoteForm(),
        web=Booking.Channel.WEB,
    )


def _differences(published: Profile | None, waiting: Profile | None) -> list[Any]:
    if waiting is None:
        return []
    return contents.differences(published.values() if published else {}, waiting.values())
