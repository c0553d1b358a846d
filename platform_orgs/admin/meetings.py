"""会議 for staff: planned, called, changed, cancelled; replies that came by telephone; papers and minutes."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from platform_orgs.admin.kit import attempt, page, staff_may
from platform_orgs.errors import EntryChangedMeanwhile
from platform_orgs.meetings import actions
from platform_orgs.meetings.forms import CancelForm, MeetingForm, MinutesForm, OfficeReplyForm, PaperForm
from platform_orgs.meetings.papers import paper_response
from platform_orgs.models import Meeting, MeetingPaper, MeetingReply, Organisation
from portal.accounts.acting import acting_user
from portal.bookings.admin.base import OnlyThroughActions, posted
from portal.errors import PortalError
from portal.ui.dates import format_moment
from portal.ui.text import InvalidInput

_PAGE = "admin:platform_orgs_meeting_page"
_FORM_PAGES = ["GET", "HEAD", "POST"]


@never_cache
@require_safe
@staff_may("view_meeting")
def meeting_page(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _find(pk))


@never_cache
@require_http_methods(_FORM_PAGES)
@staff_may("add_meeting")
def plan(request: HttpRequest) -> HttpResponse:
    """会議を足す"""
    form = MeetingForm(posted(request))
    if form.is_valid():
        meeting = actions.plan(values=form.values(), by=acting_user(request))
        messages.success(request, _("下書きにしました。資料を足し、よければ団体に知らせてください。"))
        return redirect(_PAGE, meeting.pk)
    return page(request, "meetings/edit.html", _("会議を足す"), form=form, meeting=None)


@never_cache
@require_http_methods(_FORM_PAGES)
@staff_may("change_meeting")
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """会議を直す"""
    meeting = _find(pk)
    form = MeetingForm(posted(request), meeting=meeting)
    if form.is_valid():
        try:
            actions.change(
                meeting_id=pk,
                values=form.values(),
                seen_revision=form.cleaned_data["seen_revision"],
                by=acting_user(request),
            )
        except EntryChangedMeanwhile as meanwhile:
            form.say_both(meanwhile.current)
            form.add_error(None, str(meanwhile))
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("保存しました。"))
            return redirect(_PAGE, pk)
    return page(request, "meetings/edit.html", _("会議を直す"), form=form, meeting=meeting)


@never_cache
@require_POST
@staff_may("change_meeting")
def call(request: HttpRequest, pk: int) -> HttpResponse:
    """団体に知らせる"""
    return _press(
        request,
        pk,
        lambda: actions.call(meeting_id=_find(pk).pk, by=acting_user(request)),
        _("団体の代表の担当者に、それぞれの連絡方法で知らせます。"),
    )


@never_cache
@require_http_methods(_FORM_PAGES)
@staff_may("change_meeting")
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """中止にする"""
    meeting = _find(pk)
    form = CancelForm(posted(request), initial={"seen_revision": meeting.revision})
    if form.is_valid() and attempt(
        form, lambda: actions.cancel(meeting_id=pk, by=acting_user(request), **form.cleaned_data)
    ):
        messages.success(request, _("中止にしました。"))
        return redirect(_PAGE, pk)
    return page(request, "meetings/cancel.html", _("会議を中止にする"), form=form, meeting=meeting)


@never_cache
@require_http_methods(_FORM_PAGES)
@staff_may("change_meeting")
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """電話・FAXで聞いた出欠を入れる"""
    meeting = _find(pk)
    form = OfficeReplyForm(posted(request), initial={"organisation": request.GET.get("organisation", "")})
    if form.is_valid():
        data = form.cleaned_data
        organisation = data.pop("organisation")
        if attempt(
            form,
            lambda: actions.reply(
                meeting_id=pk, organisation_id=organisation.pk, by=acting_user(request), **data
            ),
        ):
            messages.success(request, _("%(name)sの返事を入れました。") % {"name": organisation.name})
            return redirect(_PAGE, pk)
    return page(request, "meetings/reply.html", _("出欠の返事を入れる"), form=form, meeting=meeting)


@never_cache
@require_POST
@staff_may("change_meeting")
def add_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """資料を足す"""
    meeting = _find(pk)
    form = PaperForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            actions.add_paper(
                meeting_id=pk,
                title=form.cleaned_data["title"],
                upload=form.cleaned_data["file"],
                by=acting_user(request),
            )
        except InvalidInput as error:
            form.add_error("file", error)
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("資料を足しました。"))
            return redirect(_PAGE, pk)
    return _page(request, meeting, paper_form=form)


@never_cache
@require_POST
@staff_may("change_meeting")
def remove_paper(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """資料を消す"""
    paper = get_object_or_404(MeetingPaper, pk=number, meeting=pk)
    return _press(
        request,
        pk,
        lambda: actions.remove_paper(paper_id=paper.pk, by=acting_user(request)),
        _("「%(title)s」を消しました。") % {"title": paper.title},
    )


@never_cache
@require_safe
@staff_may("view_meeting")
def paper(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    return paper_response(get_object_or_404(MeetingPaper, pk=number, meeting=pk))


@never_cache
@require_http_methods(_FORM_PAGES)
@staff_may("change_meeting")
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """議事録"""
    meeting = _find(pk)
    initial = {"text": meeting.minutes, "seen_revision": meeting.revision}
    form = MinutesForm(posted(request), initial=initial)
    theirs = ""
    if form.is_valid():
        data = form.cleaned_data
        is_out = "publish" in request.POST
        if is_out and not data["text"]:
            form.add_error("text", _("議事録を入力してください。"))
            return _minutes(request, meeting, form)
        try:
            actions.save_minutes(meeting_id=pk, publish=is_out, by=acting_user(request), **data)
        except EntryChangedMeanwhile as meanwhile:
            theirs = meanwhile.current.minutes
            form.add_error(None, str(meanwhile))
            form.data = form.data.copy()  # type: ignore[attr-defined]
            form.data["seen_revision"] = str(meanwhile.current.revision)  # type: ignore[index]
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("団体が読めるようにしました。") if is_out else _("保存しました。"))
            return redirect(_PAGE, pk)
    return _minutes(request, meeting, form, theirs)


def _minutes(request: HttpRequest, meeting: Meeting, form: MinutesForm, theirs: str = "") -> HttpResponse:
    return page(request, "meetings/minutes.html", _("議事録"), form=form, meeting=meeting, theirs=theirs)


def _find(pk: int) -> Meeting:
    return get_object_or_404(Meeting, pk=pk)


def _press(request: HttpRequest, pk: int, action: Callable[[], object], done: str) -> HttpResponse:
    try:
        action()
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect(_PAGE, pk)


def _page(request: HttpRequest, meeting: Meeting, paper_form: PaperForm | None = None) -> HttpResponse:
    replies = list(
        meeting.replies.all().counting().select_related("organisation").order_by("organisation__kana", "id")
    )
    silent = Organisation.objects.active().exclude(pk__in=[reply.organisation_id for reply in replies])
    now = timezone.now()
    return page(
        request,
        "meetings/meeting.html",
        meeting.title,
        meeting=meeting,
        papers=meeting.papers.all(),
        paper_form=paper_form or PaperForm(),
        form=paper_form,
        replies=replies,
        people=sum(reply.people for reply in replies),
        silent=silent if meeting.is_called and meeting.ends_at > now else (),
        steps=meeting.steps.select_related("actor").order_by("-id")[:50],
        has_begun=meeting.starts_at <= now,
        is_over=meeting.ends_at <= now,
    )


@admin.register(Meeting)
class MeetingAdmin(OnlyThroughActions):
    """Meetings, the latest first; a row opens its page."""

    change_list_template = "admin/platform_orgs/meetings/list.html"
    list_display = ("title", "when", "place", "state", "coming", "minutes_shown")
    list_filter = ("state",)
    show_facets = admin.ShowFacets.NEVER

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        counting = MeetingReply.objects.counting().exclude(answer=MeetingReply.Answer.ABSENT)
        comes = Q(replies__in=counting)
        return Meeting.objects.annotate(organisations=Count("replies", filter=comes))

    @admin.display(description=gettext_lazy("日時"), ordering="starts_at")
    def when(self, meeting: Meeting) -> str:
        return format_moment(meeting.starts_at)

    @admin.display(description=gettext_lazy("出席の団体"))
    def coming(self, meeting: Any) -> int:
        return meeting.organisations

    @admin.display(description=gettext_lazy("議事録"))
    def minutes_shown(self, meeting: Meeting) -> str:
        return _("公開") if meeting.minutes_published_at else ""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        stem = "platform_orgs_meeting"
        pages: dict[str, Any] = {
            "edit": change,
            "call": call,
            "cancel": cancel,
            "reply": reply,
            "paper-add": add_paper,
            "minutes": minutes,
        }
        return [
            path("", view(self.changelist_view), name=f"{stem}_changelist"),
            path("plan/", view(plan), name=f"{stem}_plan"),
            path("<int:pk>/", view(meeting_page), name=f"{stem}_page"),
            path("<int:pk>/papers/<int:number>/", view(paper), name=f"{stem}_paper"),
            path("<int:pk>/papers/<int:number>/remove/", view(remove_paper), name=f"{stem}_paper-remove"),
            *(
                path(f"<int:pk>/{name}/", view(function), name=f"{stem}_{name}")
                for name, function in pages.items()
            ),
            # Stock links to one meeting lead to its page.
            path("<int:pk>/change/", view(meeting_page), name=f"{stem}_change"),
        ]
