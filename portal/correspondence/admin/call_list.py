from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.acting import acting_user
from portal.correspondence import call_list, kinds
from portal.correspondence.actions import (
    record_try,
    reopen_line,
    turn_into_letter,
)
from portal.correspondence.admin.written_by_actions import WrittenByActions, log
from portal.correspondence.errors import NotAResult
from portal.correspondence.models import CallListLine, CallTry
from portal.errors import PortalError

_LINES_A_PAGE = 50


@admin.register(CallListLine)
class CallListAdmin(WrittenByActions):
    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/try/", view(require_POST(self.try_view)), name="correspondence_calllistline_try"),
            path(
                "<int:pk>/reopen/",
                view(require_POST(self.reopen_view)),
                name="correspondence_calllistline_reopen",
            ),
            path(
                "<int:pk>/letter/",
                view(require_POST(self.letter_view)),
                name="correspondence_calllistline_letter",
            ),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return require_safe(self._list_page)(request)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        # A line has no page of its own: it is read where it is worked on.
        return HttpResponseRedirect(reverse("admin:correspondence_calllistline_changelist"))

    def _list_page(self, request: HttpRequest) -> TemplateResponse:
        shows_done = "done" in request.GET
        now = timezone.now()
        to_call = call_list.in_order(CallListLine.objects.to_call(now), now)
        done = CallListLine.objects.filter(state=CallListLine.State.DONE).order_by("-closed_at", "-id")
        lines = call_list.with_everything(done if shows_done else to_call)
        lines = lines.exclude(message__kind__in=kinds.closed_to(request.user))
        page = Paginator(lines, _LINES_A_PAGE).get_page(request.GET.get("p"))
        calls = call_list.calls(page)
        kinds.note_shown((call.message for call in calls), acting_user(request), "call_list")
        return self.page(
            request,
            "call_list.html",
            _("済んだ電話") if shows_done else _("電話する相手"),
            shows_done=shows_done,
            lines=page,
            calls=calls,
        )

    @staticmethod
    def _get(request: HttpRequest, pk: int) -> CallListLine:
        line = get_object_or_404(CallListLine.objects.select_related("message__recipient"), pk=pk)
        if line.message.kind in kinds.closed_to(request.user):
            raise PermissionDenied
        return line

    def try_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What came of one call, in one press."""
        if not self.may_act(request):
            raise PermissionDenied
        line = self._get(request, pk)
        try:
            if request.POST.get("result") not in CallTry.Result.values:
                raise NotAResult
            result = CallTry.Result(request.POST["result"])
            record_try(
                line=line, result=result, by=acting_user(request), note=request.POST.get("note", "").strip()
            )
        except PortalError as error:
            messages.error(request, f"{line.message.recipient.name}：{error}")
        else:
            log(request, line, str(result.label))
            messages.success(
                request,
                _("%(name)s さん：「%(result)s」と記録しました。")
                % {"name": line.message.recipient.name, "result": result.label},
            )
        return self._back(request)

    def letter_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The telephone reaches nobody: write instead."""
        if not self.may_act(request):
            raise PermissionDenied
        line = self._get(request, pk)
        try:
            turn_into_letter(message=line.message, by=acting_user(request))
        except PortalError as error:
            messages.error(request, f"{line.message.recipient.name}：{error}")
        else:
            log(request, line, _("手紙にする"))
            messages.success(
                request,
                _("%(name)s さんには手紙を出します。印刷を待つ手紙の一覧に入りました。")
                % {"name": line.message.recipient.name},
            )
        return self._back(request)

    def reopen_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take back a wrong press."""
        if not self.may_act(request):
            raise PermissionDenied
        line = self._get(request, pk)
        try:
            reopen_line(line=line, by=acting_user(request))
        except PortalError as error:
            messages.error(request, str(error))
        else:
            log(request, line, _("一覧に戻した"))
            messages.success(request, _("一覧に戻しました。"))
        return self._back(request)

    @staticmethod
    def _back(request: HttpRequest) -> HttpResponseRedirect:
        page = request.POST.get("p", "")
        query = f"?{urlencode({'p': page})}" if page.isdecimal() and page != "1" else ""
        return HttpResponseRedirect(reverse("admin:correspondence_calllistline_changelist") + query)
