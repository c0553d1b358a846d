"""The one page on which an organisation keeps its public page true."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from platform_orgs import contents, logos
from platform_orgs.access import own_membership, pressing
from platform_orgs.actions import confirm, save_page, send_page
from platform_orgs.actions.profile import draft_of
from platform_orgs.errors import OrganisationChangedMeanwhile, PageChangedMeanwhile
from platform_orgs.forms.profile import ProfileForm, initial_of
from platform_orgs.models import Membership, Profile, Visibility, YearlyCheck
from platform_orgs.views.public import page_context
from portal.accounts.access import sign_in_required
from portal.accounts.acting import acting_user
from portal.accounts.keeping import typed


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def profile(request: HttpRequest, slug: str) -> HttpResponse:
    """Edit and send; or keep for later and look at it first."""
    membership = own_membership(request, slug)
    draft = draft_of(membership.organisation)
    data = typed(request)
    if data is None:
        form = ProfileForm(initial=initial_of(draft.values(), draft.revision), has_logo=bool(draft.logo))
        return _render(request, membership, form)
    form = ProfileForm(data, request.FILES, has_logo=bool(draft.logo))
    if request.method != "POST" or not form.is_valid():
        return _render(request, membership, form)
    try:
        return _saved(request, membership, form, draft)
    except PageChangedMeanwhile as meanwhile:
        form = ProfileForm(
            initial=initial_of(meanwhile.merged, meanwhile.revision) | kept_logo(meanwhile),
            has_logo=bool(meanwhile.merged["logo"]),
        )
        return _render(request, membership, form, meanwhile)


def _saved(request: HttpRequest, membership: Membership, form: ProfileForm, draft: Profile) -> HttpResponse:
    organisation, user = membership.organisation, acting_user(request)
    with pressing(request, organisation.pk):
        save_page(
            organisation_id=organisation.pk,
            values=form.values(draft),
            seen_revision=form.cleaned_data["seen_revision"],
            by=user,
        )
        if "look" not in request.POST:
            _say(request, send_page(organisation_id=organisation.pk, by=user))
    if "look" in request.POST:
        return redirect("platform:preview", organisation.slug)
    return redirect("platform:organisation", organisation.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """How the page will look to everybody, before it is sent; POST sends it."""
    membership = own_membership(request, slug)
    organisation = membership.organisation
    draft = draft_of(organisation)
    if request.method == "POST":
        try:
            with pressing(request, organisation.pk):
                version = send_page(
                    organisation_id=organisation.pk,
                    by=acting_user(request),
                    seen=request.POST.get("revision"),
                )
        except OrganisationChangedMeanwhile as error:
            messages.error(request, str(error))
            return redirect("platform:preview", slug)
        _say(request, version)
        return redirect("platform:organisation", slug)
    context = page_context(organisation, draft, Visibility.PUBLIC)
    members_only = draft.contacts_for(Visibility.MEMBERS)
    hidden = [contents.label_of(name) for name in members_only]
    return render(request, "platform_orgs/preview.html", context | {"members_only": hidden})


@require_POST
@sign_in_required(page="platform:organisation")
def still_right(request: HttpRequest, slug: str) -> HttpResponse:
    """One press by somebody who is signed in: the page is right as it is."""
    membership = own_membership(request, slug)
    organisation_id = membership.organisation_id
    with pressing(request, organisation_id):
        confirm(organisation_id=organisation_id, how=YearlyCheck.How.SIGNED_IN, by=acting_user(request))
    messages.success(request, _("ありがとうございます。内容を確かめた日を、きょうにしました。"))
    return redirect("platform:organisation", slug)


@require_safe
@sign_in_required
def history(request: HttpRequest, slug: str) -> HttpResponse:
    """What was changed when, and by whom."""
    membership = own_membership(request, slug)
    versions = membership.organisation.profiles.exclude(state=Profile.State.DRAFT)
    return render(
        request,
        "platform_orgs/history.html",
        {
            "organisation": membership.organisation,
            "versions": changes(list(versions.select_related("sent_by"))),
        },
    )


def changes(versions: list[Profile]) -> list[dict[str, Any]]:
    """Each version, the newest first, with the rows in which it differs from the public one before it."""
    told = []
    for position, version in enumerate(versions):
        older = next((v for v in versions[position + 1 :] if v.state == Profile.State.ACCEPTED), None)
        rows = contents.differences(older.values(), version.values()) if older else []
        told.append({"version": version, "rows": rows, "is_first": older is None})
    return told


def _say(request: HttpRequest, version: Profile | None) -> None:
    if version is None:
        text = _("いまのページと同じ内容でした。内容を確かめた日を、きょうにしました。")
    elif version.state == Profile.State.ACCEPTED:
        text = _("公開しました。ありがとうございます。")
    else:
        text = _("送りました。職員が確認します。確認が済むまで、いまのページがそのまま見えています。")
    messages.success(request, text)


def kept_logo(meanwhile: PageChangedMeanwhile) -> dict[str, str]:
    logo = meanwhile.merged["logo"]
    return {"kept_logo": logos.keep(logo)} if logo else {}


def _render(
    request: HttpRequest,
    membership: Membership,
    form: ProfileForm,
    meanwhile: PageChangedMeanwhile | None = None,
) -> HttpResponse:
    organisation = membership.organisation
    versions = organisation.profiles.exclude(state=Profile.State.DRAFT)
    newest = versions.first()
    context = {
        "organisation": organisation,
        "form": form,
        "newest": newest,
        "meanwhile": in_words(meanwhile) if meanwhile else None,
    }
    return render(request, "platform_orgs/profile.html", context, status=409 if meanwhile else 200)


def in_words(meanwhile: PageChangedMeanwhile) -> dict[str, Any]:
    theirs = meanwhile.merged | meanwhile.clashes
    return {
        "by": meanwhile.by,
        "clashes": [
            {"row": row, "target": f"#id_{row.name}"}
            for row in contents.differences(theirs, meanwhile.merged)
        ],
        "taken_over": [
            contents.label_of(name)
            for name in dict.fromkeys(contents.row_of(name) for name in meanwhile.taken_over)
        ],
    }
