"""What is printed of a 手紙の束: letters, labels, postcards, each as a file and as a page."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.acting import acting_user
from portal.correspondence import kinds, prints
from portal.correspondence import paper as reading
from portal.correspondence.admin.paper import counted
from portal.correspondence.admin.written_by_actions import WrittenByActions, log
from portal.correspondence.errors import NothingToPrint
from portal.correspondence.models import LetterRun
from portal.correspondence.paper import Sheet
from portal.documents.pdf import pdf_response
from portal.errors import PortalError


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


class PrintsARun(WrittenByActions):
    """The part of the run's admin that prints."""

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

    @staticmethod
    def _shown(request: HttpRequest, found: list[Sheet]) -> list[Sheet]:
        kinds.note_shown((sheet.paper.message for sheet in found), acting_user(request), "paper")
        return found

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
