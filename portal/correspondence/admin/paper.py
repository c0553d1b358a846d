"""手紙・FAX: what waits to be printed, the sheets to be faxed, and one letter or sheet with its text."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.acting import acting_user
from portal.correspondence import kinds, prints
from portal.correspondence import paper as reading
from portal.correspondence.actions import (
    call_instead,
    change_text,
    make_run,
    mark_posted,
    record_fax,
    withdraw_paper,
    write_again,
)
from portal.correspondence.admin.written_by_actions import WrittenByActions, log
from portal.correspondence.errors import NothingToPrint, StaleText
from portal.correspondence.models import LetterRun, Message, PaperItem
from portal.documents.pdf import pdf_response
from portal.errors import PortalError
from portal.people.care import may_open
from portal.people.errors import NeedsSensitiveRight
from portal.ui.forms import PortalForm

_State = PaperItem.State
# As many as one form may hold; the rest follows when these are put together.
_LETTERS_A_PAGE = 500


@dataclass(frozen=True)
class Press:
    """One button of a letter or sheet: what it is called, what it says afterwards, what it does."""

    label: Any
    done: Any
    action: Callable[[PaperItem, Any], object]


PRESSES = {
    "sent": Press(
        gettext_lazy("送れた"),
        gettext_lazy("送れたことを記録しました。"),
        lambda paper, by: record_fax(paper=paper, went_through=True, by=by),
    ),
    "failed": Press(
        gettext_lazy("送れなかった"),
        gettext_lazy("電話する相手の一覧に載せました。"),
        lambda paper, by: record_fax(paper=paper, went_through=False, by=by),
    ),
    "call": Press(
        gettext_lazy("電話する"),
        gettext_lazy("電話する相手の一覧に移しました。"),
        lambda paper, by: call_instead(paper=paper, by=by),
    ),
    "withdraw": Press(
        gettext_lazy("抜き取った・出さない"),
        gettext_lazy("取りやめました。"),
        lambda paper, by: withdraw_paper(paper=paper),
    ),
    "posted": Press(
        gettext_lazy("封筒を出した"),
        gettext_lazy("出したことを記録しました。"),
        lambda paper, by: mark_posted(paper=paper, by=by),
    ),
}


class TextForm(PortalForm):
    """The words of one letter or sheet; as they stand by themselves, or staff's own."""

    subject = forms.CharField(label=gettext_lazy("件名"), max_length=100)
    text = forms.CharField(
        label=gettext_lazy("本文"), max_length=3000, widget=forms.Textarea(attrs={"rows": 16}), strip=True
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)


def back_to(request: HttpRequest, default: str) -> HttpResponseRedirect:
    """Where a press leads: the run it was pressed in, or the list."""
    run = request.POST.get("run", "")
    if run.isdecimal():
        return HttpResponseRedirect(reverse("admin:correspondence_letterrun_change", args=[run]))
    return HttpResponseRedirect(default)


@admin.register(PaperItem)
class PaperAdmin(WrittenByActions):
    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        stem = "correspondence_paperitem"
        return [
            path("runs/make/", view(require_POST(self.make_run_view)), name=f"{stem}_make_run"),
            path("faxes/print/", view(require_POST(self.print_faxes_view)), name=f"{stem}_print_faxes"),
            path("faxes/sheets/", view(require_safe(never_cache(self.faxes_view))), name=f"{stem}_faxes"),
            path("<int:pk>/sheet/", view(require_safe(never_cache(self.sheet_view))), name=f"{stem}_sheet"),
            path("<int:pk>/print/", view(require_POST(self.print_view)), name=f"{stem}_print"),
            path("<int:pk>/usual/", view(require_POST(self.usual_view)), name=f"{stem}_usual"),
            path("<int:pk>/<str:press>/press/", view(require_POST(self.press_view)), name=f"{stem}_press"),
            path(
                "again/<int:message_pk>/<str:medium>/",
                view(require_POST(self.again_view)),
                name=f"{stem}_again",
            ),
            *super().get_urls(),
        ]

    def _list_url(self) -> str:
        return reverse("admin:correspondence_paperitem_changelist")

    # --- the list ---------------------------------------------------------------------------------------------

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return require_safe(never_cache(self._list_page))(request)

    def _list_page(self, request: HttpRequest) -> TemplateResponse:
        now = timezone.now()
        user = acting_user(request)
        to_take = reading.open_to(user, PaperItem.objects.letters_to_take(now))
        letters = list(reading.with_everything(to_take)[:_LETTERS_A_PAGE])
        faxes = reading.sheets(reading.with_everything(reading.open_to(user, PaperItem.objects.faxes(now))))
        shown = [*letters, *(sheet.paper for sheet in faxes)]
        kinds.note_shown((paper.message for paper in shown), user, "paper")
        return self.page(
            request,
            "paper.html",
            str(self.opts.verbose_name_plural),
            letter_count=to_take.count(),
            letters_shown=len(letters),
            groups=reading.groups(paper for paper in letters if not paper.address_missing),
            lacking=[
                *(paper for paper in letters if paper.address_missing),
                *(sheet.paper for sheet in faxes if sheet.paper.address_missing),
            ],
            faxes=[sheet for sheet in faxes if not sheet.paper.address_missing],
            by_hand=reading.with_everything(reading.open_to(user, PaperItem.objects.by_hand(now))),
            open_runs=counted(LetterRun.objects.filter(state=LetterRun.State.OPEN)),
        )

    def make_run_view(self, request: HttpRequest) -> HttpResponse:
        """Put the ticked letters together, and go on to printing them."""
        if not self.may_act(request):
            raise PermissionDenied
        ticked = [int(pk) for pk in request.POST.getlist("paper") if pk.isdecimal()]
        papers = reading.with_everything(
            reading.open_to(
                acting_user(request),
                PaperItem.objects.letters_to_take(timezone.now()).filter(pk__in=ticked),
            )
        )
        ids = [paper.pk for paper in papers]
        try:
            if not ids:
                raise NothingToPrint
            run = make_run(paper_ids=ids, title=reading.run_title(papers), by=acting_user(request))
        except PortalError as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(self._list_url())
        log(request, run, _("束を作った"))
        return HttpResponseRedirect(reverse("admin:correspondence_letterrun_change", args=[run.pk]))

    # --- FAX --------------------------------------------------------------------------------------------------

    def print_faxes_view(self, request: HttpRequest) -> HttpResponse:
        """All sheets that nobody has printed yet, each on one page."""
        faxes = PaperItem.objects.faxes(timezone.now()).filter(printed_at__isnull=True)
        return self._print(request, faxes, prints.faxes_pdf, "fax.pdf")

    def faxes_view(self, request: HttpRequest) -> HttpResponse:
        """The same as a page."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        faxes = PaperItem.objects.faxes(timezone.now())
        papers = reading.with_everything(reading.open_to(acting_user(request), faxes))
        found = [sheet for sheet in reading.sheets(papers) if not sheet.problem]
        return self.print_page(request, "print_faxes.html", prints.faxes(found))

    def _print(
        self,
        request: HttpRequest,
        papers: Any,
        make: Callable[[Any], bytes],
        filename: str,
        back: str = "",
        *,
        is_alone: bool = False,
    ) -> HttpResponse:
        if not self.may_act(request):
            raise PermissionDenied
        try:
            document = reading.print_papers(papers, by=acting_user(request), make=make, is_alone=is_alone)
        except PortalError as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(back or self._list_url())
        return pdf_response(document, filename)

    # --- one letter or sheet ----------------------------------------------------------------------------------

    @staticmethod
    def _get(request: HttpRequest, pk: int | str) -> PaperItem:
        if not str(pk).isdecimal():
            raise Http404
        paper = get_object_or_404(reading.with_everything(PaperItem.objects.all()), pk=pk)
        if paper.message.kind in kinds.closed_to(request.user):
            raise PermissionDenied
        kinds.note_shown([paper.message], acting_user(request), "paper")
        return paper

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return require_http_methods(["GET", "HEAD", "POST"])(never_cache(self._item_page))(request, object_id)

    def _item_page(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """One letter or sheet: what it says, who did what, and its own words while it waits."""
        paper = self._get(request, object_id)
        if request.method == "POST" and not self.may_act(request):
            raise PermissionDenied
        (sheet,) = reading.sheets([paper])
        form = TextForm(
            request.POST if request.method == "POST" else None,
            initial={"subject": sheet.subject, "text": sheet.text, "revision": paper.revision},
        )
        if request.method == "POST" and form.is_valid():
            try:
                change_text(paper=paper, by=acting_user(request), **form.cleaned_data)
            except StaleText as error:
                form.add_error(None, str(error))
                form.data = form.data.copy()  # type: ignore[attr-defined]
                form.data["revision"] = str(paper.revision)  # type: ignore[index]
                form.stored = sheet  # type: ignore[attr-defined]
            except PortalError as error:
                form.add_error(None, str(error))
            else:
                log(request, paper, _("本文を書き直した"))
                messages.success(request, _("保存しました。印刷するときは、この本文を使います。"))
                return HttpResponseRedirect(request.path)
        return self.page(
            request,
            "paper_item.html",
            str(paper.get_medium_display()),
            paper=paper,
            sheet=sheet,
            person=sheet.person,
            form=form,
            can_write=paper.state == _State.WAITING and self.may_act(request) and not sheet.is_overtaken,
        )

    def usual_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give up words of one's own: the usual text again."""
        if not self.may_act(request):
            raise PermissionDenied
        paper = self._get(request, pk)
        try:
            change_text(paper=paper, by=acting_user(request), revision=paper.revision, subject="", text="")
        except PortalError as error:
            messages.error(request, str(error))
        else:
            log(request, paper, _("いつもの本文に戻した"))
            messages.success(request, _("いつもの本文に戻しました。"))
        return HttpResponseRedirect(reverse("admin:correspondence_paperitem_change", args=[pk]))

    def sheet_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One letter or sheet as it would be printed, as a page."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        paper = self._get(request, pk)
        found = reading.sheets([paper])
        if found[0].problem:
            raise Http404
        if not reading.may_print(found[0], by=acting_user(request), is_alone=True):
            return self._open_first(request, paper)
        if paper.is_letter:
            return self.print_page(request, "print_letters.html", prints.letters(found))
        return self.print_page(request, "print_faxes.html", prints.faxes(found))

    def print_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One letter or sheet again."""
        if not self.may_act(request):
            raise PermissionDenied
        paper = self._get(request, pk)
        (sheet,) = reading.sheets([paper])
        if not reading.may_print(sheet, by=acting_user(request), is_alone=True):
            return self._open_first(request, paper)
        one = PaperItem.objects.filter(pk=pk).exclude(state=_State.WITHDRAWN)
        make, name = (prints.letters_pdf, "letter.pdf") if paper.is_letter else (prints.faxes_pdf, "fax.pdf")
        back = reverse("admin:correspondence_paperitem_change", args=[pk])
        return self._print(request, one, make, name, back, is_alone=True)

    @staticmethod
    def _open_first(request: HttpRequest, paper: PaperItem) -> HttpResponse:
        """Where it goes is hidden: a reason first. Who may not open it is told so."""
        person = paper.message.recipient
        here = reverse("admin:correspondence_paperitem_change", args=[paper.pk])
        if may_open(request.user):
            return HttpResponseRedirect(
                f"{reverse('admin:people_person_open', args=[person.pk])}?next={here}"
            )
        messages.error(request, str(NeedsSensitiveRight()))
        return HttpResponseRedirect(here)

    def press_view(self, request: HttpRequest, pk: int, press: str) -> HttpResponse:
        if not self.may_act(request):
            raise PermissionDenied
        paper = self._get(request, pk)
        if press not in PRESSES:
            raise Http404
        try:
            PRESSES[press].action(paper, acting_user(request))
        except PortalError as error:
            messages.error(request, f"{paper.message.recipient.name}：{error}")
        else:
            log(request, paper, str(PRESSES[press].label))
            messages.success(
                request,
                _("%(name)s さん：%(done)s")
                % {"name": paper.message.recipient.name, "done": PRESSES[press].done},
            )
        return back_to(request, self._list_url())

    def again_view(self, request: HttpRequest, message_pk: int, medium: str) -> HttpResponse:
        """Write about something once more, on paper."""
        if not self.may_act(request):
            raise PermissionDenied
        message = get_object_or_404(Message.objects.select_related("recipient"), pk=message_pk)
        if medium not in PaperItem.Medium.values:
            raise Http404
        if message.kind in kinds.closed_to(request.user):
            raise PermissionDenied
        try:
            paper = write_again(message=message, medium=PaperItem.Medium(medium), by=acting_user(request))
        except PortalError as error:
            messages.error(request, f"{message.recipient.name}：{error}")
            return HttpResponseRedirect(self._list_url())
        log(request, paper, _("もう一度書く"))
        return HttpResponseRedirect(reverse("admin:correspondence_paperitem_change", args=[paper.pk]))


def counted(runs: Any) -> Any:
    """``runs`` with how many letters they hold, of which how many are printed."""
    waiting = Q(papers__state=_State.WAITING)
    return runs.select_related("made_by", "closed_by").annotate(
        letters=Count("papers", filter=~Q(papers__state=_State.WITHDRAWN)),
        printed=Count(
            "papers", filter=~Q(papers__state=_State.WITHDRAWN) & Q(papers__printed_at__isnull=False)
        ),
        unprinted=Count("papers", filter=waiting & Q(papers__printed_at__isnull=True)),
    )
