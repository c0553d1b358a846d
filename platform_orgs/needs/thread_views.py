"""Answers to needs, and the talk between the two sides."""

import secrets
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from platform_orgs.access import pressing
from platform_orgs.errors import LooksIdentifying, NeedRests, NeedTakesNoAnswers, OwnNeed
from platform_orgs.models import Need, Organisation, Response, ResponseMessage
from platform_orgs.needs import actions
from platform_orgs.needs.access import find_need, find_thread, thread_pressing
from platform_orgs.needs.forms import MessageForm, submission_key
from portal.accounts.access import sign_in_required
from portal.accounts.acting import acting_user
from portal.accounts.keeping import typed
from portal.errors import PortalError

Side = ResponseMessage.Side


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def answer(request: HttpRequest, slug: str) -> HttpResponse:
    """回答する: what one's organisation can do about somebody else's need."""
    seen = find_need(request, slug)
    if seen.is_own:
        raise Http404
    need = seen.need
    if not need.takes_answers(timezone.localdate()):
        messages.error(request, str((NeedRests if need.is_resting else NeedTakesNoAnswers).message))
        return redirect("platform:need", slug)
    form = MessageForm(typed(request), organisations=seen.organisations, initial=_new_key())
    context: dict[str, Any] = {"need": need, "form": form, "is_answer": True}
    if request.method == "POST" and form.is_valid():
        organisation = _chosen(form, list(seen.organisations))

        def say() -> HttpResponse:
            with pressing(request, organisation.pk):
                response = actions.answer(
                    need_id=need.pk, organisation_id=organisation.pk, **_said(request, form)
                )
            return _told(request, response.messages.order_by("-pk")[0], slug, response.address)

        return _try(request, form, say, "platform_orgs/needs/answer.html", context)
    return render(request, "platform_orgs/needs/answer.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def thread(request: HttpRequest, slug: str, address: str) -> HttpResponse:
    """やりとり of one answer, for its two sides."""
    found = find_thread(request, slug, address)
    response, need = found.response, found.need
    is_going_on = need.state == Need.State.OPEN and response.state != Response.State.WITHDRAWN
    form = MessageForm(typed(request), initial=_new_key())
    context: dict[str, Any] = {
        "need": need,
        "response": response,
        "is_poster": found.side == Side.POSTER,
        "said": found.messages(),
        "form": form,
        "opens_need": found.side == Side.POSTER or need.is_shared,
        "can_write": is_going_on and not need.is_office_only,
        "can_withdraw": is_going_on and found.side == Side.RESPONDER,
        "can_answer_anew": found.side == Side.RESPONDER
        and response.state == Response.State.WITHDRAWN
        and need.takes_answers(timezone.localdate()),
    }
    if request.method == "POST" and form.is_valid():

        def say() -> HttpResponse:
            with thread_pressing(request, found):
                message = actions.write_message(
                    response_id=response.pk, side=found.side, **_said(request, form)
                )
            return _told(request, message, slug, address)

        return _try(request, form, say, "platform_orgs/needs/thread.html", context)
    return render(request, "platform_orgs/needs/thread.html", context)


@require_POST
@sign_in_required(page="platform:need-thread")
def decide(request: HttpRequest, slug: str, address: str) -> HttpResponse:
    """お願いする・見送る by the poster's side, 取り下げる by the responder's."""
    found = find_thread(request, slug, address)
    verbs: dict[tuple[str, str], tuple[Callable[..., object], str]] = {
        ("accept", Side.POSTER): (actions.accept, _("「お願いしたい」と返事をしました。")),
        ("decline", Side.POSTER): (actions.decline, _("「今回は見送る」と返事をしました。")),
        ("withdraw", Side.RESPONDER): (actions.withdraw_response, _("回答を取り下げました。")),
    }
    if (request.POST.get("do", ""), found.side) not in verbs:
        raise Http404
    verb, done = verbs[request.POST["do"], found.side]
    try:
        with thread_pressing(request, found):
            verb(response_id=found.response.pk, by=acting_user(request))
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("platform:need-thread", slug, address)


def _try(
    request: HttpRequest,
    form: MessageForm,
    say: Callable[[], HttpResponse],
    template: str,
    context: dict[str, Any],
) -> HttpResponse:
    """Say it; what looks like a name is asked about once, with everything that was typed."""
    try:
        return say()
    except LooksIdentifying as question:
        context["parts"] = question.parts
    except OwnNeed as error:
        raise Http404 from error
    except PortalError as error:
        form.add_error(None, str(error))
    return render(request, template, context)


def _said(request: HttpRequest, form: MessageForm) -> dict[str, Any]:
    by = acting_user(request)
    text = form.cleaned_data["text"]
    return {
        "text": text,
        "by": by,
        "is_confirmed": "confirmed" in request.POST,
        "submission_key": submission_key(by, form.cleaned_data["submission_key"], text),
    }


def _told(request: HttpRequest, message: ResponseMessage, slug: str, address: str) -> HttpResponse:
    if message.shown_at:
        messages.success(request, _("送りました。相手に知らせます。"))
    else:
        messages.success(request, _("送りました。最初の書きこみは、事務局が先に読んでから相手に見せます。"))
    return redirect("platform:need-thread", slug, address)


def _new_key() -> dict[str, str]:
    return {"submission_key": secrets.token_urlsafe(24)}


def _chosen(form: MessageForm, organisations: list[Organisation]) -> Organisation:
    slug = form.cleaned_data.get("organisation")
    return next((o for o in organisations if o.slug == slug), organisations[0])
