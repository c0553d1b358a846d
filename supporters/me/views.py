"""The own page of a registered supporter, and what they press on it. Never cached; everything is theirs alone.

Worries are not here: a shared address must not open them.
"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.access import sign_in_required
from portal.accounts.acting import acting_user
from portal.accounts.keeping import typed
from portal.errors import PortalError
from portal.people.models import Person
from portal.retention.own_wish import wish_page
from supporters import actions as registry
from supporters.concerns.drafts import draft_for_supporter
from supporters.me import actions, export
from supporters.me.errors import AskedTooOften, DataChangedMeanwhile
from supporters.me.forms import DataForm, NumberForm
from supporters.me.whose import asks_for_number, choose, chosen, forget_choice, of_this_address, own_page
from supporters.models import Concern, Supporter


@require_safe
@sign_in_required
def me(request: HttpRequest) -> HttpResponse:
    """The page itself, composed of panels; a kind word for an address that belongs to no supporter."""
    candidates = of_this_address(request)
    if not candidates:
        return render(request, "supporters/me/nobody.html")
    supporter = chosen(request, candidates)
    if supporter is None:
        return redirect("supporters:me-choose")
    return _page(request, "me.html", supporter, shares_address=len(candidates) > 1)


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def choose_page(request: HttpRequest) -> HttpResponse:
    """Several people share the address: whose page? Asked once for each session."""
    candidates = of_this_address(request)
    if not asks_for_number(candidates):
        return redirect("supporters:me")
    form = NumberForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            if choose(request, candidates, form.cleaned_data["number"]):
                return redirect("supporters:me")
            form.add_not_found()
        except AskedTooOften as error:
            form.add_error(None, str(error))
    return render(request, "supporters/me/choose.html", {"form": form})


@require_POST
@sign_in_required(page="supporters:me")
def other_person(request: HttpRequest) -> HttpResponse:
    """Close this page, so that another one who shares the address can open theirs."""
    forget_choice(request)
    return redirect("supporters:me")


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
@own_page
def data(request: HttpRequest, supporter: Supporter) -> HttpResponse:
    """Correct one's own data."""
    form = DataForm(supporter.person, typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_data(
                person_id=supporter.person_id,
                values=form.values(),
                revision=form.cleaned_data["revision"],
                by=acting_user(request),
            )
        except DataChangedMeanwhile as error:
            form.refuse_stale(str(error), Person.objects.get(pk=supporter.person_id))
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("保存しました。"))
            return redirect("supporters:me")
    return _page(request, "data.html", supporter, form=form)


@require_POST
@sign_in_required(page="supporters:me")
@own_page
def wishes(request: HttpRequest, supporter: Supporter) -> HttpResponse:
    actions.change_wishes(
        supporter_id=supporter.pk,
        wants_follow_ups="wants_follow_ups" in request.POST,
        wants_news="wants_news" in request.POST,
    )
    messages.success(request, _("お知らせの希望を保存しました。"))
    return redirect("supporters:me")


@require_POST
@sign_in_required(page="supporters:me")
@own_page
def pause(request: HttpRequest, supporter: Supporter) -> HttpResponse:
    """お休みする, in one press."""
    return _press(request, registry.pause, supporter, _("お休みにしました。いつでも再開できます。"))


@require_POST
@sign_in_required(page="supporters:me")
@own_page
def resume(request: HttpRequest, supporter: Supporter) -> HttpResponse:
    return _press(request, registry.resume, supporter, _("活動を再開しました。"))


# What the buttons open: about somebody else in writing, about oneself in writing or by telephone.
_CONCERNS = {
    "noticed": (Concern.Way.WRITTEN, Concern.Relation.SUPPORTER),
    "tired": (Concern.Way.WRITTEN, Concern.Relation.SELF),
    "call": (Concern.Way.CALL, Concern.Relation.SELF),
}


@require_POST
@sign_in_required(page="supporters:me")
@own_page
def concern(request: HttpRequest, supporter: Supporter) -> HttpResponse:
    """Tell the office: the public form, in which it stands already who writes."""
    about = request.POST.get("about", "")
    if about not in _CONCERNS:
        raise Http404
    draft = draft_for_supporter(supporter.person, *_CONCERNS[about])
    return redirect("supporters:concern-edit", draft.token)


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
@own_page
def end(request: HttpRequest, supporter: Supporter) -> HttpResponse:
    """登録をやめる: asked once. The address opens nothing afterwards."""
    if request.method == "POST":
        registry.end(supporter_id=supporter.pk)
        forget_choice(request)
        return render(request, "supporters/me/ended.html", {"number": supporter.number})
    return _page(request, "end.html", supporter)


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
@own_page
def erase(request: HttpRequest, supporter: Supporter) -> HttpResponse:
    """Ask the office to remove what it keeps; nothing is removed by itself."""
    return wish_page(request, "supporters/me/erase.html", supporter.person, supporter=supporter)


@require_safe
@sign_in_required
@own_page
def download(request: HttpRequest, supporter: Supporter, form: str) -> HttpResponse:
    """My data as a file."""
    makers = {"json": (export.as_json, "application/json"), "csv": (export.as_csv, "text/csv; charset=utf-8")}
    if form not in makers:
        raise Http404
    make, content_type = makers[form]
    name = f"supporter-{timezone.localdate():%Y%m%d}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(make(export.data_of(supporter.person)), content_type=content_type, headers=headers)


def _press(request: HttpRequest, action: Any, supporter: Supporter, done: str) -> HttpResponse:
    try:
        action(supporter_id=supporter.pk)
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("supporters:me")


def _page(request: HttpRequest, template: str, supporter: Supporter, **more: Any) -> HttpResponse:
    context = {"supporter": supporter, "person": supporter.person, **more}
    return render(request, f"supporters/me/{template}", context)
