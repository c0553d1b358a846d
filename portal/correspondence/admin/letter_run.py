"""手紙の束: write what its letters have in common, print them, and close it once they have left the house."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.acting import acting_user
from portal.admin_revisions import shown
from portal.correspondence import kinds, prints
from portal.correspondence import paper as reading
from portal.correspondence.actions import (
    change_run,
    close_run,
    dissolve_run,
    reopen_run,
    withdraw_paper,
)
from portal.correspondence.admin.paper import counted
from portal.correspondence.admin.written_by_actions import WrittenByActions, log
from portal.correspondence.errors import NothingToPrint, StaleText
from portal.correspondence.models import LetterRun, PaperItem
from portal.correspondence.paper import Sheet
from portal.documents.pdf import pdf_response
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


class WhichForm(forms.Form):
    """Which letters of a run: those not printed yet, all, or a range of their numbers."""

    which = forms.ChoiceField(choices=[("unprinted", ""), ("all", ""), ("range", "")])
    first = forms.IntegerField(required=False, min_value=1, max_value=100_000)
    last = forms.IntegerField(required=False, min_value=1, max_value=100_000)
    skip = forms.IntegerField(required=False, min_value=0, max_value=prints.LABELS_A_SHEET - 1)

    def papers(self, run: LetterRun) -> Any:
        """Raises ``NothingToPrint`` for what cannot be understood."""
        if not self.is_valid():
            raise NothingToPrint
        data = self.cleaned_data
        first = data["first"] or 1
        return reading.in_run(run, data["which"], first, data["last"] or first)


@admin.register(LetterRun)
class LetterRunAdmin(WrittenByActions):
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

    @staticmethod
    def _get(pk: int | str) -> LetterRun:
        if not str(pk).isdecimal():
            raise Http404
        return get_object_or_404(counted(LetterRun.objects.all()), pk=pk)

    @staticmethod
    def _url(run: LetterRun) -> str:
        return reverse("admin:correspondence_letterrun_change", args=[run.pk])

    def _may_see(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied

    def _may_press(self, request: HttpRequest) -> None:
        if not self.may_act(request):
            raise PermissionDenied

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
    def _shown(request: HttpRequest, found: list[Sheet]) -> list[Sheet]:
        kinds.note_shown((sheet.paper.message for sheet in found), acting_user(request), "paper")
        return found

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

    # --- letters ----------------------------------------------------------------------------------------------

    def print_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Letters as PDF; that they were printed, and by whom, is on record."""
        return self._print(request, pk, prints.letters_pdf, "letters.pdf")

    def _print(
        self,
        request: HttpRequest,
        pk: int,
        make: Callable[[Sequence[Sheet]], bytes],
        filename: str,
        fits: Callable[[Sheet], bool] | None = None,
    ) -> HttpResponse:
        self._may_press(request)
        run = self._get(pk)
        try:
            papers = WhichForm(request.POST).papers(run)
            document = reading.print_papers(papers, by=acting_user(request), make=make, fits=fits)
        except PortalError as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(self._url(run))
        log(request, run, _("印刷した（%(file)s）") % {"file": filename})
        return pdf_response(document, filename)

    def printed_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page was printed instead of the PDF: the same on record."""
        answer = self._print(request, pk, lambda sheets: b"", "letters.html")
        if answer.status_code == 200:
            messages.success(request, _("印刷したことを記録しました。"))
        return HttpResponseRedirect(self._url(self._get(pk)))

    def letters_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The letters as a page, to be read or printed from the browser."""
        form = WhichForm(request.GET)
        context = {"which": request.GET, "run": self._get(pk)}
        return self._twin(request, pk, form, "print_letters.html", prints.letters, **context)

    def _twin(
        self,
        request: HttpRequest,
        pk: int,
        form: WhichForm,
        template: str,
        made: Callable[..., dict[str, Any]],
        **context: Any,
    ) -> HttpResponse:
        found = self._ready(request, pk, form)
        if not found:
            return self._nothing(request, pk)
        return self.print_page(request, template, made(found), **context)

    def _ready(self, request: HttpRequest, pk: int, form: WhichForm, *, is_read: bool = True) -> list[Sheet]:
        """What the form asks for, without what cannot be printed; where the text ``is_read``, also without
        what is not for who asks; else without what goes to people whom they must not know of."""
        self._may_see(request)
        run = self._get(pk)
        try:
            papers = reading.with_everything(form.papers(run))
            closed = kinds.closed_to if is_read else kinds.hidden_from
            papers = papers.exclude(message__kind__in=closed(request.user))
        except NothingToPrint:
            return []
        found = [sheet for sheet in reading.sheets(papers) if not sheet.problem]
        found = [s for s in found if reading.may_print(s, by=acting_user(request), is_alone=False)]
        return self._shown(request, found)

    def _nothing(self, request: HttpRequest, pk: int) -> HttpResponse:
        messages.error(request, str(NothingToPrint()))
        return HttpResponseRedirect(self._url(self._get(pk)))

    # --- labels and postcards ---------------------------------------------------------------------------------

    def _labelled(self, request: HttpRequest, pk: int) -> tuple[list[Sheet], int]:
        form = WhichForm(request.GET)
        skip = form.cleaned_data.get("skip") or 0 if form.is_valid() else 0
        return self._ready(request, pk, form, is_read=False), skip

    def labels_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        found, skip = self._labelled(request, pk)
        return self._pdf(request, pk, found, lambda sheets: prints.labels_pdf(sheets, skip), "labels.pdf")

    def label_sheets_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        found, skip = self._labelled(request, pk)
        if not found:
            return self._nothing(request, pk)
        return self.print_page(request, "print_labels.html", prints.labels(found, skip), run=self._get(pk))

    def addresses_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The address sides of postcards."""
        found = [s for s in self._ready(request, pk, WhichForm(request.GET)) if prints.fits_postcard(s)]
        return self._pdf(request, pk, found, prints.postcard_addresses_pdf, "postcard-addresses.pdf")

    def cards_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Both sides of postcards as a page."""
        found = [s for s in self._ready(request, pk, WhichForm(request.GET)) if prints.fits_postcard(s)]
        if not found:
            return self._nothing(request, pk)
        texts = prints.postcard_texts(found) | {"title": _("はがき")}
        return self.print_page(request, "print_postcards.html", texts, run=self._get(pk))

    def postcards_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The text sides of those letters that fit on a postcard, on record like letters."""
        return self._print(
            request, pk, prints.postcard_texts_pdf, "postcard-texts.pdf", fits=prints.fits_postcard
        )

    def _pdf(
        self,
        request: HttpRequest,
        pk: int,
        found: Sequence[Sheet],
        make: Callable[[Sequence[Sheet]], bytes],
        filename: str,
    ) -> HttpResponse:
        if not found:
            return self._nothing(request, pk)
        try:
            return pdf_response(make(found), filename)
        except PortalError as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(self._url(self._get(pk)))

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
