"""出前講座 for staff: the list, one request with its record, and the presses that move it on."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.acting import acting_user
from portal.bookings.admin.base import OnlyThroughActions
from portal.errors import PortalError
from portal.ui.dates import format_moment
from portal.ui.machines import marked
from trainings.visits import actions
from trainings.visits.forms import DeclineForm, NoteForm, StepForm
from trainings.visits.messages import session_url
from trainings.visits.models import VisitRequest

_PAGE = "admin:trainings_visitrequest_page"


def _staff_may(verb: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return permission_required(f"trainings.{verb}_visitrequest", raise_exception=True)


@never_cache
@require_safe
@_staff_may("view")
def visit_page(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _find(pk))


@never_cache
@require_POST
@_staff_may("change")
def take_up(request: HttpRequest, pk: int) -> HttpResponse:
    """相談を始める"""
    return _press(request, pk, actions.take_up, _("担当になりました。「相談中」です。"))


@never_cache
@require_POST
@_staff_may("change")
def make_session(request: HttpRequest, pk: int) -> HttpResponse:
    """研修を作る"""
    if not request.user.has_perm("trainings.add_trainingsession"):
        messages.error(request, _("研修を作る権限がありません。"))
        return redirect(_PAGE, pk)
    return _press(
        request,
        pk,
        actions.make_session,
        _(
            "この団体だけの研修を作りました。開催日と会場を入れて公開すると、団体に申込みのアドレスが伝わります。"
        ),
    )


@never_cache
@require_POST
@_staff_may("change")
def add_note(request: HttpRequest, pk: int) -> HttpResponse:
    visit = _find(pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, visit, note_form=form)
    actions.note(request_id=pk, text=form.cleaned_data["text"], by=acting_user(request))
    messages.success(request, _("メモを書き足しました。"))
    return redirect(_PAGE, pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@_staff_may("change")
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    visit = _find(pk)
    form = DeclineForm(
        request.POST if request.method == "POST" else None, initial={"revision": visit.revision}
    )
    if form.is_valid():
        try:
            actions.decline(request_id=pk, by=acting_user(request), **form.cleaned_data)
        except PortalError as error:
            form.add_error(None, str(error))
            # The next press is a deliberate one: it carries the revision that is stored now.
            again = request.POST.copy()
            again["revision"] = str(_find(pk).revision)
            form.data = again
        else:
            messages.success(request, _("「お断り・取りやめ」にしました。"))
            return redirect(_PAGE, pk)
    return _render(request, "decline.html", _("お断り・取りやめ"), visit=visit, form=form)


def _press(request: HttpRequest, pk: int, action: Callable[..., object], done: str) -> HttpResponse:
    _find(pk)
    form = StepForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("画面を読み直して、もう一度押してください。"))
        return redirect(_PAGE, pk)
    try:
        action(request_id=pk, by=acting_user(request), revision=form.cleaned_data["revision"])
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect(_PAGE, pk)


def _find(pk: int) -> VisitRequest:
    return get_object_or_404(VisitRequest.objects.select_related("contact", "session", "handled_by"), pk=pk)


def _page(request: HttpRequest, visit: VisitRequest, note_form: NoteForm | None = None) -> TemplateResponse:
    session = visit.session
    return _render(
        request,
        "visit.html",
        visit.group_name,
        visit=visit,
        steps=visit.steps.select_related("actor"),
        note_form=note_form or NoteForm(),
        session=session,
        edit_url=reverse("admin:trainings_trainingsession_change", args=[session.pk]) if session else "",
        session_url=session_url(session) if session else "",
    )


def _render(request: HttpRequest, template: str, title: str, **context: Any) -> TemplateResponse:
    context = {**admin.site.each_context(request), "title": title, **context}
    return TemplateResponse(request, f"admin/trainings/visits/{template}", context)


@admin.register(VisitRequest)
class VisitRequestAdmin(OnlyThroughActions):
    """Requests, the newest first; a row opens its page."""

    list_display = ("group", "state", "place_name", "people", "first_wish", "received", "handled_by")
    list_filter = ("state",)
    show_facets = admin.ShowFacets.NEVER
    list_select_related = ("handled_by",)
    search_fields = ("group_name", "place_name")
    search_help_text = gettext_lazy("団体や場所の名前でさがす")

    @admin.display(description=gettext_lazy("団体の名前"), ordering="group_name")
    def group(self, visit: VisitRequest) -> str:
        return marked(visit.group_name, visit.may_be_machine)

    @admin.display(description=gettext_lazy("第1希望"))
    def first_wish(self, visit: VisitRequest) -> str:
        return visit.wish_1

    @admin.display(description=gettext_lazy("受付日時"), ordering="received_at")
    def received(self, visit: VisitRequest) -> str:
        return format_moment(visit.received_at)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        pages: dict[str, Any] = {
            "take-up": take_up,
            "session": make_session,
            "note": add_note,
            "decline": decline,
        }
        return [
            path("", view(self.changelist_view), name="trainings_visitrequest_changelist"),
            path("<int:pk>/", view(visit_page), name="trainings_visitrequest_page"),
            *(
                path(f"<int:pk>/{name}/", view(function), name=f"trainings_visitrequest_{name}")
                for name, function in pages.items()
            ),
            # Stock links to one request lead to its page.
            path("<int:pk>/change/", view(visit_page), name="trainings_visitrequest_change"),
        ]
