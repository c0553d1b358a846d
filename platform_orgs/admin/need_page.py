"""The page of one need for staff: what it says, what was answered, and the presses that move it on."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from platform_orgs.admin.kit import page, staff_may
from platform_orgs.errors import LooksIdentifying
from platform_orgs.models import Need, Response, ResponseMessage
from platform_orgs.needs import actions
from platform_orgs.needs.forms import OutcomeForm, question_of
from platform_orgs.needs.privacy import identifying_in
from platform_orgs.needs.staff_forms import RemarkForm, StaffAnswerForm, StaffMessageForm
from platform_orgs.needs.suggestions import suggestions
from portal.accounts.acting import acting_user
from portal.bookings.models import Booking
from portal.errors import PortalError
from supporters.models import Concern

PAGE = "admin:platform_orgs_need_page"
QUESTIONS = ("can_be_guessed", "is_rare", "is_unknown_to_them")

Side = ResponseMessage.Side


@never_cache
@require_safe
@staff_may("view_need")
def need_page(request: HttpRequest, pk: int) -> HttpResponse:
    need = find(pk)
    responses = need.responses.select_related("organisation").prefetch_related("messages__organisation")
    concern = Concern.objects.filter(pk=need.concern_id).first() if need.concern_id else None
    return page(
        request,
        "needs/need.html",
        need.title,
        need=need,
        threads=[_thread(response) for response in responses],
        steps=need.steps.select_related("actor"),
        questions=[
            (question_of(name), getattr(need, name)) for name in QUESTIONS if getattr(need, name) is not None
        ],
        parts=identifying_in(need.title, need.body),
        suggestions=suggestions(need) if need.state in (Need.State.RECEIVED, Need.State.OPEN) else [],
        takes_answers=need.takes_answers(timezone.localdate()),
        can_renew=actions.can_renew(need),
        outcome_form=OutcomeForm(initial={"note": need.outcome_note}),
        outcomes=Need.Outcome.choices,
        concern=concern,
    )


def _thread(response: Response) -> dict[str, Any]:
    said = sorted(response.messages.all(), key=lambda message: message.pk)
    is_open = response.need.state == Need.State.OPEN
    waiting = [m for m in said if is_open and m.shown_at is None and m.sent_back_at is None]
    return {
        "response": response,
        "said": said,
        "waiting": waiting[-1] if waiting else None,
        "is_shown": any(message.shown_at for message in said),
    }


@never_cache
@require_POST
@staff_may("change_need")
def press_need(request: HttpRequest, pk: int) -> HttpResponse:
    """読んで募集を始める、期限をのばす、取り下げる、結果を記録して終わる"""
    need, by = find(pk), acting_user(request)
    wanted = request.POST.get("do", "")
    verbs: dict[str, tuple[Callable[[], object], str]] = {
        "open": (
            lambda: actions.open_need(need_id=pk, revision=_number(request, "revision"), by=by),
            _("読みました。出した団体に知らせます。"),
        ),
        "send": (
            lambda: actions.send_need(
                need_id=pk,
                questions=None,
                by=by,
                as_office=True,
                is_confirmed="confirmed" in request.POST,
                seen_revision=_number(request, "revision"),
            ),
            _("募集を始めました。"),
        ),
        "renew": (lambda: actions.renew_need(need_id=pk, by=by), _("期限を3か月のばしました。")),
        "withdraw": (lambda: actions.withdraw_need(need_id=pk, by=by), _("取り下げました。")),
        "close": (lambda: _close(request, need), _("結果を記録して、終わりにしました。")),
    }
    if wanted not in verbs:
        raise Http404
    return _press(request, pk, *verbs[wanted])


def _close(request: HttpRequest, need: Need) -> None:
    form = OutcomeForm(request.POST)
    if not form.is_valid() or not form.cleaned_data["outcome"]:
        raise Http404
    data = form.cleaned_data
    actions.close_need(
        need_id=need.pk,
        outcome=Need.Outcome(data["outcome"]),
        note=data["note"],
        by=acting_user(request),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_may("change_need")
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """差し戻す"""
    need = find(pk)

    def act(form: RemarkForm) -> None:
        actions.send_need_back(need_id=pk, remark=form.cleaned_data["remark"], by=acting_user(request))

    return fill_in(request, need, RemarkForm(_posted(request)), act, title=_("差し戻す"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_may("change_need")
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """回答を入力する: an organisation's by telephone, or the office's own"""
    need = find(pk)

    def act(form: StaffAnswerForm) -> None:
        data = form.cleaned_data
        organisation = data["organisation"]
        actions.answer(
            need_id=pk,
            organisation_id=organisation.pk if organisation else None,
            text=data["text"],
            by=acting_user(request),
            as_office=True,
            is_confirmed="confirmed" in request.POST,
            channel=Booking.Channel(data["channel"]) if organisation else Booking.Channel.WEB,
        )

    form = StaffAnswerForm(_posted(request), need=need)
    return fill_in(request, need, form, act, title=_("回答を入力する"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_may("change_need")
def write(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """やりとりに書く: for the office, or what one of the sides has told it"""
    need, response = _find_response(pk, number)

    def act(form: StaffMessageForm) -> None:
        data = form.cleaned_data
        side = Side(data["side"])
        organisation = {Side.POSTER: need.organisation_id, Side.RESPONDER: response.organisation_id}.get(side)
        actions.write_message(
            response_id=number,
            side=side,
            text=data["text"],
            by=acting_user(request),
            as_office=True,
            is_confirmed="confirmed" in request.POST,
            channel=Booking.Channel(data["channel"]) if organisation else Booking.Channel.WEB,
        )

    form = StaffMessageForm(_posted(request), response=response)
    return fill_in(request, need, form, act, title=_("やりとりに書く"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_may("change_need")
def send_message_back(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """回答を差し戻す: nobody but its writer sees it"""
    need, response = _find_response(pk, number)
    waiting = response.messages.to_read().order_by("-pk").first()
    if waiting is None:
        return redirect(PAGE, pk)

    def act(form: RemarkForm) -> None:
        actions.send_message_back(
            response_id=number,
            seen_id=_number(request, "seen"),
            remark=form.cleaned_data["remark"],
            by=acting_user(request),
        )

    form = RemarkForm(_posted(request))
    return fill_in(request, need, form, act, title=_("回答を差し戻す"), shown=waiting.text, seen=waiting.pk)


@never_cache
@require_POST
@staff_may("change_need")
def press_response(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """相手に見せる、お願いする、見送る、取り下げる — for whichever side says so"""
    _need, response = _find_response(pk, number)
    by = acting_user(request)
    verbs: dict[str, tuple[Callable[[], object], str]] = {
        "show": (
            lambda: actions.show_messages(response_id=number, seen_id=_number(request, "seen"), by=by),
            _("相手に見せました。知らせます。"),
        ),
        "accept": (
            lambda: actions.accept(response_id=number, by=by, as_office=True),
            _("「お願いした」にしました。"),
        ),
        "decline": (
            lambda: actions.decline(response_id=number, by=by, as_office=True),
            _("「見送った」にしました。"),
        ),
        "withdraw": (
            lambda: actions.withdraw_response(response_id=response.pk, by=by),
            _("回答を取り下げました。"),
        ),
    }
    wanted = request.POST.get("do", "")
    if wanted not in verbs:
        raise Http404
    return _press(request, pk, *verbs[wanted])


def find(pk: int) -> Need:
    return get_object_or_404(
        Need.objects.for_office().select_related("organisation", "district__parent", "written_by"), pk=pk
    )


def fill_in(
    request: HttpRequest, need: Need, form: Any, act: Callable[[Any], None], *, title: str, **context: Any
) -> HttpResponse:
    """A form about a need on a page of its own. What looks like a name is asked about once."""
    if form.is_valid():
        try:
            act(form)
        except LooksIdentifying as question:
            context["parts"] = question.parts
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            return redirect(PAGE, need.pk)
    context = {"shown": need.title, "back_url": reverse(PAGE, args=[need.pk])} | context
    return page(request, "needs/form.html", title, need=need, form=form, **context)


def _press(request: HttpRequest, pk: int, action: Callable[[], object], done: str) -> HttpResponse:
    try:
        action()
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect(PAGE, pk)


def _find_response(pk: int, number: int) -> tuple[Need, Response]:
    rows = Response.objects.select_related("organisation", "need__organisation")
    response = get_object_or_404(rows, pk=number, need=pk)
    return response.need, response


def _number(request: HttpRequest, name: str) -> int:
    """A number that a button brings; what is none matches nothing."""
    value = request.POST.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 16 else -1


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None
