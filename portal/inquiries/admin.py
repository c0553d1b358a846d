"""お問い合わせ for staff: the inbox, one inquiry with its record, and the presses that move it on."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.acting import acting_user
from portal.bookings.admin.base import OnlyThroughActions
from portal.casework import Sheet, button_view, press_sheet
from portal.correspondence.told import with_states
from portal.inquiries import actions
from portal.inquiries.forms import AnswerForm, CloseForm, NoteForm
from portal.inquiries.messages import answers_told
from portal.inquiries.models import Inquiry
from portal.search.folding import fold

_A_PAGE = 50
_PAGE = "admin:inquiries_inquiry_page"

SHEETS = {
    "answer": Sheet(
        gettext_lazy("返事を書く"),
        AnswerForm,
        actions.answer,
        gettext_lazy("この返事を送る"),
        gettext_lazy("返事を受け付けました。希望された方法で伝わります。"),
    ),
    "close": Sheet(
        gettext_lazy("返事をせずに終わりにする"),
        CloseForm,
        actions.close,
        gettext_lazy("終わりにする"),
        gettext_lazy("終わりにしました。"),
        gettext_lazy("まだ伝わっていない返事があれば、取りやめます。"),
    ),
}


def _staff_may(verb: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return permission_required(f"inquiries.{verb}_inquiry", raise_exception=True)


def _find(pk: int) -> Inquiry:
    return get_object_or_404(Inquiry.objects.select_related("owner"), pk=pk)


def _render(request: HttpRequest, template: str, title: str, **context: Any) -> TemplateResponse:
    context = {**admin.site.each_context(request), "title": title, **context}
    return TemplateResponse(request, f"admin/inquiries/{template}", context)


@never_cache
@require_safe
@_staff_may("view")
def inbox(request: HttpRequest) -> HttpResponse:
    """Open inquiries, the late and unanswered ones first; mine; those that are over."""
    shown = request.GET.get("show", "open")
    typed = request.GET.get("q", "").strip()[:100]
    ordered = Inquiry.objects.in_order(timezone.now())
    rows: QuerySet[Inquiry] = ordered.still_open()
    if typed:
        rows = _with_words(ordered, typed)
    elif shown == "mine":
        rows = ordered.still_open().of(acting_user(request))
    elif shown == "over":
        rows = ordered.exclude(state__in=Inquiry.OPEN).order_by("-received_at", "-id")
    page = Paginator(rows.select_related("owner"), _A_PAGE).get_page(request.GET.get("page"))
    return _render(request, "inbox.html", _("お問い合わせ"), inquiries=page, shown=shown, typed=typed)


def _with_words(rows: QuerySet[Inquiry], typed: str) -> QuerySet[Inquiry]:
    """The database cannot look into what is sealed; an office has few enough inquiries to read them all."""
    words = [fold(word) for word in typed.split()]
    texts: dict[int, list[str]] = {}
    for pk, *parts in rows.order_by().values_list("pk", "name", "body", "steps__note", "answers__text"):
        texts.setdefault(pk, []).extend(part for part in parts if part)
    found = [pk for pk, parts in texts.items() if all(word in fold("\n".join(parts)) for word in words)]
    return rows.filter(pk__in=found)


@never_cache
@require_safe
@_staff_may("view")
def inquiry_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One inquiry. Whoever may do something about it has read it by opening it."""
    inquiry = _find(pk)
    if inquiry.first_read_at is None and request.user.has_perm("inquiries.change_inquiry"):
        actions.mark_read(inquiry_id=pk, by=acting_user(request))
        inquiry = _find(pk)
    return _page(request, inquiry, NoteForm())


@never_cache
@require_POST
@_staff_may("change")
def add_note(request: HttpRequest, pk: int) -> HttpResponse:
    inquiry, form = _find(pk), NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, inquiry, form)
    actions.note(inquiry_id=pk, text=form.cleaned_data["text"], by=acting_user(request))
    messages.success(request, _("メモを書き足しました。"))
    return redirect(_PAGE, pk)


def _page(request: HttpRequest, inquiry: Inquiry, form: NoteForm) -> TemplateResponse:
    answers = list(inquiry.answers.select_related("by"))
    return _render(
        request,
        "inquiry.html",
        _("お問い合わせ%(number)s") % {"number": inquiry},
        inquiry=inquiry,
        is_late=inquiry.is_read_late(timezone.now()),
        answers=with_states(answers, answers_told(answers)),
        steps=inquiry.steps.select_related("actor"),
        form=form,
    )


def _press(action: Callable[..., object], done: Any) -> Callable[..., HttpResponse]:
    return button_view(action, done, key="inquiry_id", find=_find, page=_PAGE, may=_staff_may("change"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@_staff_may("change")
def sheet(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """A page with a form that does one thing."""
    inquiry, chosen = _find(pk), SHEETS[name]
    posted = request.POST if request.method == "POST" else None
    form = chosen.form(posted, initial={"revision": inquiry.revision})
    if form.is_valid():
        values = {"inquiry_id": pk, "by": acting_user(request)}
        if press_sheet(request, chosen, form, revision=lambda: _find(pk).revision, **values):
            return redirect(_PAGE, pk)
    return _render(request, "sheet.html", str(chosen.title), inquiry=inquiry, form=form, sheet=chosen)


@admin.register(Inquiry)
class InquiryAdmin(OnlyThroughActions):
    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        stem = "inquiries_inquiry"
        presses = {
            "take": _press(actions.take, gettext_lazy("担当になりました。")),
            "reopen": _press(actions.reopen, gettext_lazy("もう一度始めました。")),
            "note": add_note,
        }
        return [
            path("", view(inbox), name=f"{stem}_changelist"),
            path("<int:pk>/", view(inquiry_page), name=f"{stem}_page"),
            *(path(f"<int:pk>/{n}/", view(function), name=f"{stem}_{n}") for n, function in presses.items()),
            *(path(f"<int:pk>/{n}/", view(sheet), {"name": n}, name=f"{stem}_{n}") for n in SHEETS),
        ]
