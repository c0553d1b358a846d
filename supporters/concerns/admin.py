"""気づき for staff: the inbox, one worry with its record, and the presses that move it on."""

import secrets
from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.acting import acting_user
from portal.bookings.admin.base import OnlyThroughActions
from portal.casework import button_view
from portal.correspondence.told import with_states
from portal.ui.text import InvalidInput, fold_receipt_number
from supporters.concerns import actions
from supporters.concerns.messages import SEE_REPORTER, answers_told, note_opened
from supporters.concerns.offers import actions_for
from supporters.concerns.report import report_concern
from supporters.concerns.sheets import SHEETS, sheet
from supporters.concerns.staff_forms import EntryForm, NoteForm
from supporters.concerns.staff_pages import PAGE, find_concern, render_page, staff_may
from supporters.concerns.views import receipt_context
from supporters.models import Concern, ConcernReporter, ReporterAccess

_A_PAGE = 50
_ACCESSES = 10


@never_cache
@require_safe
@staff_may("view")
def inbox(request: HttpRequest) -> HttpResponse:
    """Open worries, the late and unanswered ones first; mine; those that are over."""
    typed = request.GET.get("q", "").strip()
    if typed and (found := _with_number(typed)):
        return redirect(PAGE, found.pk)
    shown = request.GET.get("show", "open")
    now = timezone.now()
    concerns = Concern.objects.still_open().in_order(now)
    if shown == "mine":
        concerns = concerns.of(acting_user(request))
    elif shown == "over":
        concerns = Concern.objects.filter(state=Concern.State.CLOSED).order_by("-closed_at", "-id")
    page = Paginator(concerns.select_related("owner", "stand_in", "district"), _A_PAGE).get_page(
        request.GET.get("page")
    )
    return render_page(request, "inbox.html", _("気づき"), concerns=page, shown=shown, typed=typed, now=now)


def _with_number(typed: str) -> Concern | None:
    try:
        return Concern.objects.filter(receipt_number=fold_receipt_number(typed[:40])).first()
    except InvalidInput:
        return None


@never_cache
@require_safe
@staff_may("view")
def concern_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One worry. Whoever may do something about it has read it by opening it."""
    concern = find_concern(pk)
    if concern.first_read_at is None and request.user.has_perm("supporters.change_concern"):
        actions.mark_read(concern_id=pk, by=acting_user(request))
        concern = find_concern(pk)
    return _page(request, concern)


@never_cache
@require_POST
@permission_required(("supporters.view_concern", SEE_REPORTER), raise_exception=True)
def reporter(request: HttpRequest, pk: int) -> HttpResponse:
    """The same page with who told of it: a press, because each time goes on record."""
    concern = find_concern(pk)
    told_by = ConcernReporter.objects.select_related("person").filter(concern=concern).first()
    if told_by is None:
        raise Http404
    note_opened([pk], acting_user(request), ReporterAccess.Place.PAGE)
    return _page(request, concern, reporter=told_by)


@never_cache
@require_POST
@staff_may("change")
def add_note(request: HttpRequest, pk: int) -> HttpResponse:
    concern = find_concern(pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, concern, note_form=form)
    actions.note(concern_id=pk, text=form.cleaned_data["text"], by=acting_user(request))
    messages.success(request, _("メモを書き足しました。"))
    return redirect(PAGE, pk)


def _press(action: Callable[..., object], done: Any) -> Callable[..., HttpResponse]:
    return button_view(action, done, key="concern_id", find=find_concern, page=PAGE, may=staff_may("change"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_may("add")
def enter(request: HttpRequest) -> HttpResponse:
    """A worry that somebody tells on the telephone, by FAX, in a letter or at the counter."""
    form = EntryForm(
        request.POST if request.method == "POST" else None,
        initial={"submission_key": secrets.token_urlsafe(24)},
    )
    if form.is_valid():
        concern = report_concern(
            report=form.to_report(),
            submission_key=form.cleaned_data["submission_key"],
            by=acting_user(request),
            channel=form.cleaned_data["channel"],
        )
        return redirect("admin:supporters_concern_entered", concern.pk)
    return render_page(request, "enter.html", _("気づきを受け付ける"), form=form)


@never_cache
@require_safe
@staff_may("view")
def entered(request: HttpRequest, pk: int) -> HttpResponse:
    """The number to read out, and what to say."""
    return render_page(request, "entered.html", _("受け付けました"), **receipt_context(find_concern(pk)))


def _page(
    request: HttpRequest,
    concern: Concern,
    note_form: NoteForm | None = None,
    reporter: ConcernReporter | None = None,
) -> TemplateResponse:
    user = acting_user(request)
    may_see_reporter = user.has_perm(SEE_REPORTER)
    accesses = concern.reporter_accesses.select_related("user")[:_ACCESSES] if may_see_reporter else []
    return render_page(
        request,
        "concern.html",
        _("気づき"),
        concern=concern,
        is_late=concern.is_read_late(timezone.now()),
        has_reporter=ConcernReporter.objects.filter(concern=concern).exists(),
        may_see_reporter=may_see_reporter,
        reporter=reporter,
        accesses=accesses,
        answers=_answers(concern),
        steps=concern.steps.select_related("actor"),
        note_form=note_form or NoteForm(),
        offers=actions_for(concern, user),
    )


def _answers(concern: Concern) -> list[tuple[Any, str]]:
    """Each answer with how far it has come: no more, so that nobody learns to whom it goes."""
    answers = list(concern.answers.select_related("by"))
    return with_states(answers, answers_told(answers))


@admin.register(Concern)
class ConcernAdmin(OnlyThroughActions):
    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        stem = "supporters_concern"
        presses = {
            "take": _press(actions.take, gettext_lazy("担当になりました。")),
            "reopen": _press(actions.reopen, gettext_lazy("もう一度始めました。")),
            "note": add_note,
            "reporter": reporter,
        }
        return [
            path("", view(inbox), name=f"{stem}_changelist"),
            path("enter/", view(enter), name=f"{stem}_enter"),
            path("<int:pk>/", view(concern_page), name=f"{stem}_page"),
            path("<int:pk>/entered/", view(entered), name=f"{stem}_entered"),
            *(
                path(f"<int:pk>/{name}/", view(function), name=f"{stem}_{name}")
                for name, function in presses.items()
            ),
            *(
                path(f"<int:pk>/{name}/", view(sheet), {"name": name}, name=f"{stem}_{name}")
                for name in SHEETS
            ),
        ]
