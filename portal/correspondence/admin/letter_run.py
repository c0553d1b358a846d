"""手紙の束: write what its letters have in common, print them, and close it once they have left the house."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.acting import acting_user
from portal.admin_revisions import shown
from portal.correspondence import paper as reading
from portal.correspondence import prints
from portal.correspondence.actions import (
    change_run,
    close_run,
    dissolve_run,
    reopen_run,
    withdraw_paper,
)
from portal.correspondence.admin.letter_run_prints import PrintsARun
from portal.correspondence.admin.paper import counted
from portal.correspondence.admin.written_by_actions import log
from portal.correspondence.errors import StaleText
from portal.correspondence.models import LetterRun, PaperItem
from portal.correspondence.paper import Sheet
from portal.errors import PortalError
from portal.ui.forms import PortalModelForm

_RUNS_A_PAGE = 50
_State = PaperItem.State


class RunForm(PortalModelForm):
    """What all letters of a run have in common."""

    class Meta:
        model = LetterRun
        fields = (
            "document_number",
            "is_numbered",
            "dated",
            "issuer",
            "is_seal_omitted",
            "subject",
            "opening",
            "closing",
        )
        widgets = {
            "dated": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "opening": forms.Textarea(attrs={"rows": 3}),
            "closing": forms.Textarea(attrs={"rows": 3}),
        }

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["revision"] = self.instance.revision


@admin.register(LetterRun)
class LetterRunAdmin(PrintsARun):
    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        presses = {
            "print": self.print_view,
            "printed": self.printed_view,
            "postcards": self.postcards_view,
            "reopen": self.reopen_view,
            "dissolve": self.dissolve_view,
        }
        pages = {
            "letters": self.letters_view,
            "labels": self.labels_view,
            "label-sheets": self.label_sheets_view,
            "addresses": self.addresses_view,
            "cards": self.cards_view,
        }
        stem = "correspondence_letterrun"
        return [
            *(
                path(f"<int:pk>/{name}/", view(require_POST(press)), name=f"{stem}_{name}")
                for name, press in presses.items()
            ),
            *(
                path(f"<int:pk>/{name}/", view(require_safe(never_cache(page))), name=f"{stem}_{name}")
                for name, page in pages.items()
            ),
            path(
                "<int:pk>/close/",
                view(require_http_methods(["GET", "HEAD", "POST"])(never_cache(self.close_view))),
                name=f"{stem}_close",
            ),
            *super().get_urls(),
        ]

    # --- pages ------------------------------------------------------------------------------------------------

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        self._may_see(request)
        return require_safe(never_cache(self._list_page))(request)

    def _list_page(self, request: HttpRequest) -> TemplateResponse:
        page = Paginator(counted(LetterRun.objects.order_by("-state", "-id")), _RUNS_A_PAGE).get_page(
            request.GET.get("p")
        )
        return self.page(request, "letter_runs.html", str(self.opts.verbose_name_plural), runs=page)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        self._may_see(request)
        return require_http_methods(["GET", "HEAD", "POST"])(never_cache(self._run_page))(request, object_id)

    def _run_page(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Everything about a run in the order of work: text, print, address, close."""
        run = self._get(object_id)
        if request.method == "POST":
            self._may_press(request)
        form = RunForm(request.POST if request.method == "POST" else None, instance=run)
        if request.method == "POST" and form.is_valid() and self._saved(request, form, object_id):
            return HttpResponseRedirect(request.path)
        run = self._get(object_id)
        found = self._sheets(request, run)
        return self.page(
            request,
            "letter_run.html",
            run.title,
            run=run,
            closed_count=self._closed_count(run, found),
            form=form,
            example=next((s for s in found if not s.problem and s.paper.state != _State.WITHDRAWN), None),
            **_sorted(found),
        )

    @staticmethod
    def _sheets(request: HttpRequest, run: LetterRun) -> list[Sheet]:
        """The letters of ``run`` that who asks may read."""
        papers = reading.open_to(acting_user(request), run.papers.order_by("position"))
        return LetterRunAdmin._shown(request, reading.sheets(reading.with_everything(papers)))

    @staticmethod
    def _closed_count(run: LetterRun, found: Sequence[Sheet]) -> int:
        """Letters of ``run`` that others print: named nowhere, counted so that the envelopes add up."""
        return run.papers.count() - len(found)

    def _saved(self, request: HttpRequest, form: RunForm, pk: str) -> bool:
        """Save what all letters have in common; a refusal stands in the form, with what is stored."""
        values = dict(form.cleaned_data)
        revision = values.pop("revision")
        run = self._get(pk)
        try:
            change_run(run=run, by=acting_user(request), revision=revision, values=values)
        except StaleText as error:
            form.add_error(None, str(error))
            for name, typed in values.items():
                stored = getattr(run, name)
                if stored != typed:
                    field = form.fields[name]
                    form.add_error(
                        name,
                        _("保存されている値：%(stored)s ／ 入力した値：%(typed)s")
                        % {"stored": shown(field, stored), "typed": shown(field, typed)},
                    )
            form.data = form.data.copy()  # type: ignore[attr-defined]
            form.data["revision"] = str(run.revision)  # type: ignore[index]
            return False
        except PortalError as error:
            form.add_error(None, str(error))
            return False
        log(request, run, _("文面を変えた"))
        messages.success(request, _("保存しました。"))
        return True

    # --- the end ----------------------------------------------------------------------------------------------

    def close_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask back with what will be told and what will not, then tell."""
        self._may_press(request)
        run = self._get(pk)
        if request.method == "POST":
            return self._close(request, run)
        found = self._sheets(request, run)
        return self.page(
            request,
            "letter_run_close.html",
            _("発送を記録する"),
            run=run,
            closed_count=self._closed_count(run, found),
            **_sorted(found),
        )

    def _close(self, request: HttpRequest, run: LetterRun) -> HttpResponse:
        pulled = [int(pk) for pk in request.POST.getlist("pulled") if pk.isdecimal()]
        try:
            for paper in reading.open_to(acting_user(request), run.papers.filter(pk__in=pulled)):
                withdraw_paper(paper=paper)
            told = close_run(run=run, by=acting_user(request))
        except PortalError as error:
            messages.error(request, str(error))
        else:
            log(request, run, _("発送を記録した"))
            messages.success(request, _("%(count)d 通を「伝わった」と記録しました。") % {"count": told})
        return HttpResponseRedirect(self._url(run))

    def reopen_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        self._may_press(request)
        run = self._get(pk)
        try:
            reopen_run(run=run, by=acting_user(request))
        except PortalError as error:
            messages.error(request, str(error))
        else:
            log(request, run, _("発送の記録を取り消した"))
            messages.success(request, _("発送の記録を取り消しました。まだ誰にも伝わっていません。"))
        return HttpResponseRedirect(self._url(run))

    def dissolve_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        self._may_press(request)
        run = self._get(pk)
        try:
            dissolve_run(run=run, by=acting_user(request))
        except PortalError as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(self._url(run))
        messages.success(request, _("束をほどきました。手紙は、もう一度束にできます。"))
        return HttpResponseRedirect(reverse("admin:correspondence_paperitem_changelist"))


def _sorted(found: Sequence[Sheet]) -> dict[str, list[Sheet]]:
    """The letters of a run by what staff do with them."""
    waiting = [sheet for sheet in found if sheet.paper.state == _State.WAITING]
    printed = [sheet for sheet in waiting if sheet.paper.printed_at]
    return {
        "sheets": list(found),
        "lacking": [s for s in waiting if s.problem and not s.is_overtaken and not s.paper.printed_at],
        "overtaken": [sheet for sheet in printed if sheet.is_overtaken],
        "to_post": [sheet for sheet in printed if not sheet.is_overtaken],
        "unprinted": [s for s in waiting if not s.paper.printed_at and not s.person.handle_with_care],
        "withdrawn": [sheet for sheet in found if sheet.paper.state == _State.WITHDRAWN],
        "cards": [sheet for sheet in waiting if not sheet.problem and prints.fits_postcard(sheet)],
        "with_care": [sheet for sheet in waiting if sheet.person.handle_with_care],
    }
