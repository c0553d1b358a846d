"""Staff enter what an organisation wants on its page: from a call, a FAX, a letter, a talk at the counter."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from platform_orgs import actions, contents
from platform_orgs.actions.profile import draft_of
from platform_orgs.admin.forms import EnterPageForm
from platform_orgs.admin.kit import PAGE, page, staff_may
from platform_orgs.admin.organisation_page import find
from platform_orgs.errors import PageChangedMeanwhile
from platform_orgs.forms.profile import initial_of
from platform_orgs.models import Organisation, Profile
from platform_orgs.views.profile import changes, in_words, kept_logo
from portal.accounts.acting import acting_user
from portal.accounts.models import User
from portal.bookings.models import Booking
from portal.errors import PortalError


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_may("change_organisation")
def enter(request: HttpRequest, pk: int) -> HttpResponse:
    """電話・FAX・紙で届いた内容を入力して公開する"""
    organisation = find(pk)
    draft = draft_of(organisation)
    meanwhile = None
    if request.method != "POST":
        form = EnterPageForm(initial=initial_of(draft.values(), draft.revision), has_logo=bool(draft.logo))
        return _render(request, organisation, draft, form)
    form = EnterPageForm(request.POST, request.FILES, has_logo=bool(draft.logo))
    if form.is_valid():
        try:
            _enter(organisation, form, draft, acting_user(request))
        except PageChangedMeanwhile as error:
            meanwhile = error
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("公開しました。団体に知らせます。"))
            return redirect(PAGE, pk)
    if meanwhile is not None:
        asked = {name: form.cleaned_data[name] for name in ("channel", "received_on")}
        form = EnterPageForm(
            initial=initial_of(meanwhile.merged, meanwhile.revision) | kept_logo(meanwhile) | asked,
            has_logo=bool(meanwhile.merged["logo"]),
        )
    return _render(request, organisation, draft, form, meanwhile)


@transaction.atomic
def _enter(organisation: Organisation, form: EnterPageForm, draft: Profile, by: User) -> None:
    data = form.cleaned_data
    actions.save_page(
        organisation_id=organisation.pk,
        values=form.values(draft),
        seen_revision=data["seen_revision"],
        by=by,
        channel=data["channel"],
    )
    version = actions.send_page(
        organisation_id=organisation.pk, by=by, channel=data["channel"], received_on=data["received_on"]
    )
    if version is not None and version.state == Profile.State.WAITING:
        # Whoever said it on the telephone or at the counter knows; the others read that it is public.
        speaks = data["channel"] in (Booking.Channel.PHONE, Booking.Channel.COUNTER)
        actions.publish_page(profile_id=version.pk, by=by, told=speaks)


@never_cache
@require_safe
@staff_may("view_organisation")
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """これまでの版"""
    organisation = find(pk)
    versions = organisation.profiles.exclude(state=Profile.State.DRAFT).select_related(
        "sent_by", "decided_by"
    )
    return page(
        request,
        "history.html",
        _("これまでの変更"),
        organisation=organisation,
        versions=changes(list(versions)),
    )


def _render(
    request: HttpRequest,
    organisation: Organisation,
    draft: Profile,
    form: EnterPageForm,
    meanwhile: PageChangedMeanwhile | None = None,
) -> HttpResponse:
    public = organisation.published
    unsent: list[Any] = contents.differences(public.values(), draft.values()) if public else []
    return page(
        request,
        "enter_page.html",
        _("ページの内容を入力する"),
        status=409 if meanwhile else 200,
        organisation=organisation,
        form=form,
        unsent=unsent if request.method != "POST" else [],
        meanwhile=in_words(meanwhile) if meanwhile else None,
    )
