"""困りごと for members: the list, one need, writing and sending one, and how it ends."""

import secrets
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from platform_orgs.access import pressing
from platform_orgs.errors import LooksIdentifying, NeedChangedMeanwhile
from platform_orgs.models import Need, Organisation, Response
from platform_orgs.needs import actions, finding
from platform_orgs.needs.access import find_need, own_organisations, own_pressing
from platform_orgs.needs.forms import NeedForm, OutcomeForm, QuestionsForm, submission_key
from platform_orgs.needs.privacy import identifying_in
from platform_orgs.needs.suggestions import suggestions
from portal.accounts.access import sign_in_required
from portal.accounts.acting import acting_user
from portal.accounts.keeping import typed
from portal.errors import PortalError

State = Need.State


@require_safe
@sign_in_required
def needs(request: HttpRequest) -> HttpResponse:
    """What members share, and one's own, filtered as the address says."""
    organisations = own_organisations(request)
    filters = finding.Filters.of(request.GET)
    rows = finding.found(filters, organisations)
    context = {
        "filters": filters,
        "page_obj": Paginator(rows, finding.PER_PAGE).get_page(request.GET.get("page")),
        "query": filters.as_query(),
        "own": {organisation.pk for organisation in organisations},
        **finding.choices(),
    }
    return render(request, "platform_orgs/needs/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def new(request: HttpRequest) -> HttpResponse:
    """困りごとを書く: a draft, or straight on to sending it."""
    organisations = own_organisations(request)
    key = {"submission_key": secrets.token_urlsafe(24)}
    form = NeedForm(typed(request), organisations=organisations, initial=key)
    if request.method == "POST" and form.is_valid():
        writing, organisation, by = form.to_writing(), _chosen(form, organisations), acting_user(request)
        key_typed = form.cleaned_data["submission_key"]
        try:
            with pressing(request, organisation.pk):
                need = actions.write_need(
                    writing=writing,
                    organisation_id=organisation.pk,
                    by=by,
                    submission_key=submission_key(by, key_typed, organisation.pk, writing),
                )
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            return _written(request, need)
    return render(request, "platform_orgs/needs/form.html", {"form": form})


def _chosen(form: NeedForm, organisations: list[Organisation]) -> Organisation:
    return form.only or next(o for o in organisations if o.slug == form.cleaned_data["organisation"])


def _written(request: HttpRequest, need: Need) -> HttpResponse:
    if "keep" in request.POST:
        messages.success(request, _("下書きに保存しました。ほかの団体には見えません。"))
        return redirect("platform:need", need.slug)
    return redirect("platform:need-send" if need.state == State.DRAFT else "platform:need", need.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a need that nobody else has read yet."""
    need = find_need(request, slug, own=True).need
    if need.state not in (State.DRAFT, State.RECEIVED):
        messages.error(
            request, _("この困りごとは、もう直せません。直したいことは、事務局にお知らせください。")
        )
        return redirect("platform:need", slug)
    form = NeedForm(typed(request), need=need)
    meanwhile = False
    if request.method == "POST" and form.is_valid():
        try:
            with own_pressing(request, need):
                saved = actions.save_need(
                    need_id=need.pk,
                    writing=form.to_writing(),
                    seen_revision=form.cleaned_data["seen_revision"] or 0,
                    by=acting_user(request),
                )
        except NeedChangedMeanwhile:
            meanwhile = True
            data = request.POST.copy()
            data["seen_revision"] = str(need.revision)
            form = NeedForm(data, need=need)
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            return _written(request, saved)
    context = {"form": form, "need": need, "meanwhile": meanwhile}
    return render(request, "platform_orgs/needs/form.html", context, status=409 if meanwhile else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def send(request: HttpRequest, slug: str) -> HttpResponse:
    """The three questions, and the one about names; nothing is refused, but other ways are shown."""
    need = find_need(request, slug, own=True).need
    if need.state != State.DRAFT:
        return redirect("platform:need", slug)
    form = QuestionsForm(typed(request))
    context: dict[str, Any] = {"need": need, "form": form}
    if request.method == "POST" and form.is_valid():
        questions = form.to_questions()
        context["worries"] = [form.fields[name].label for name, answer in vars(questions).items() if answer]
        context["parts"] = [] if need.pattern_confirmed else identifying_in(need.title, need.body)
        pressed = request.POST.get("how", "")
        if pressed in ("anyway", "office") or not (context["worries"] or context["parts"]):
            return _sent(request, need, questions, pressed, form) or _ask(request, context)
    return _ask(request, context)


def _ask(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    return render(request, "platform_orgs/needs/send.html", context)


def _sent(
    request: HttpRequest, need: Need, questions: actions.Questions, pressed: str, form: QuestionsForm
) -> HttpResponse | None:
    seen = request.POST.get("revision", "")
    try:
        with own_pressing(request, need):
            sent = actions.send_need(
                need_id=need.pk,
                questions=questions,
                by=acting_user(request),
                is_confirmed=pressed in ("anyway", "office"),
                for_office_only=pressed == "office",
                seen_revision=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else None,
            )
    except LooksIdentifying:
        return None
    except PortalError as error:
        form.add_error(None, str(error))
        return None
    if sent.state == State.RECEIVED:
        messages.success(request, _("送りました。事務局が先に読みます。"))
    else:
        messages.success(request, _("送りました。ほかの団体も見られます。"))
    return redirect("platform:need", need.slug)


@require_safe
@sign_in_required
def need(request: HttpRequest, slug: str) -> HttpResponse:
    """One need with its next step: to answer it, or for its own organisation what came and how to end it."""
    seen = find_need(request, slug)
    found = seen.need
    rows = Response.objects.visible_to(*seen.organisations).filter(need=found).select_related("organisation")
    responses = list(rows)
    answered = {response.organisation_id for response in responses}
    may_answer = [o for o in seen.organisations if o.pk not in answered or _is_free(o, responses)]
    context = {
        "need": found,
        "is_own": seen.is_own,
        "responses": responses,
        "may_answer": not seen.is_own and bool(may_answer) and found.takes_answers(timezone.localdate()),
        "can_renew": seen.is_own and actions.can_renew(found),
        "suggestions": suggestions(found)
        if seen.is_own and found.takes_answers(timezone.localdate())
        else [],
        "outcomes": Need.Outcome.choices,
        "outcome_form": OutcomeForm(initial={"note": found.outcome_note}),
    }
    return render(request, "platform_orgs/needs/need.html", context)


def _is_free(organisation: Organisation, responses: list[Response]) -> bool:
    """Whether it may answer anew: it has withdrawn what it offered."""
    own = next((r for r in responses if r.organisation_id == organisation.pk), None)
    return own is None or own.state == Response.State.WITHDRAWN


@require_POST
@sign_in_required(page="platform:need")
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """取り下げる"""
    found = find_need(request, slug, own=True).need
    return press(
        request,
        found,
        lambda: actions.withdraw_need(need_id=found.pk, by=acting_user(request)),
        _("取り下げました。"),
    )


@require_POST
@sign_in_required(page="platform:need")
def renew(request: HttpRequest, slug: str) -> HttpResponse:
    """期限をのばす"""
    found = find_need(request, slug, own=True).need
    return press(
        request,
        found,
        lambda: actions.renew_need(need_id=found.pk, by=acting_user(request)),
        _("期限を3か月のばしました。"),
    )


@require_POST
@sign_in_required(page="platform:need")
def outcome(request: HttpRequest, slug: str) -> HttpResponse:
    """結果を記録して終わる"""
    found = find_need(request, slug, own=True).need
    form = OutcomeForm(request.POST)
    if not form.is_valid() or not form.cleaned_data["outcome"]:
        first = next(iter(form.errors.values()), [_("結果を選んで押してください。")])[0]
        messages.error(request, str(first))
        return redirect("platform:need", slug)
    data = form.cleaned_data
    return press(
        request,
        found,
        lambda: actions.close_need(
            need_id=found.pk,
            outcome=Need.Outcome(data["outcome"]),
            note=data["note"],
            by=acting_user(request),
        ),
        _("結果を記録して、終わりにしました。ありがとうございました。"),
    )


def press(request: HttpRequest, need: Need, action: Any, done: str) -> HttpResponse:
    """Run an action for a button of the need's page and go back there with what came of it."""
    try:
        with own_pressing(request, need):
            action()
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("platform:need", need.slug)
