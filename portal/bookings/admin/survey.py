"""アンケート of one occasion: questions, asking for answers, paper, entering sheets, results."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.acting import acting_user
from portal.bookings.actions import survey as actions
from portal.bookings.admin.base import attempt, page, posted, staff_may
from portal.bookings.errors import SurveyIsClosed
from portal.bookings.models import Occasion, Survey
from portal.bookings.surveys.defaults import default_introduction, default_questions
from portal.bookings.surveys.files import as_csv, as_xlsx, rows
from portal.bookings.surveys.forms import AnswerForm, SurveyForm
from portal.bookings.surveys.results import results
from portal.documents.errors import DocumentFailed
from portal.documents.imprint import office_lines
from portal.documents.pdf import pdf_response, render_pdf
from portal.office.models import Office
from portal.ui.forms import PortalForm
from portal.ui.workbooks import safe_cell

FORM_METHODS = ["GET", "HEAD", "POST"]
_FILES = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "xlsx": (as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


class AskForm(PortalForm):
    also_without_mail = forms.BooleanField(
        label=gettext_lazy("メールで連絡できない人にも（電話・FAX・郵便で）お願いする"), required=False
    )


def _occasion(pk: int) -> Occasion:
    return get_object_or_404(Occasion.objects.prefetch_related("dates"), pk=pk)


def _survey(pk: int) -> Survey:
    return get_object_or_404(Survey.objects.select_related("occasion"), occasion=pk)


@require_safe
@staff_may("view_survey")
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """Results so far and what can be done; without a survey the way to make one."""
    occasion = _occasion(pk)
    survey = Survey.objects.filter(occasion=pk).first()
    context: dict[str, Any] = {"occasion": occasion, "survey": survey}
    if survey is not None:
        found = results(survey)
        context |= {
            "found": found,
            "came": len(actions.came(pk)),
            "ask_form": AskForm(),
            "chart_texts": [result for result in found.questions if result.lines],
        }
    return page(request, "survey.html", _("アンケート"), **context)


@require_http_methods(FORM_METHODS)
@staff_may("change_survey")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    occasion = _occasion(pk)
    survey = Survey.objects.filter(occasion=pk).first()
    stored = survey.questions.all() if survey else []
    form = SurveyForm(
        posted(request),
        questions=[actions.Question(q.kind, q.text, tuple(q.choices)) for q in stored]
        if survey
        else default_questions(),
        introduction=survey.introduction if survey else default_introduction(),
    )
    if request.method == "POST" and form.is_valid():
        saved = attempt(
            form,
            actions.save_survey,
            occasion_id=pk,
            introduction=form.cleaned_data["introduction"],
            questions=form.questions(),
            by=acting_user(request),
        )
        if saved is not None:
            messages.success(request, _("アンケートを保存しました。"))
            return redirect("admin:bookings_survey_page", pk)
    has_answers = survey is not None and survey.sheets.exists()
    return page(
        request,
        "survey_edit.html",
        _("アンケートの質問"),
        occasion=occasion,
        survey=survey,
        form=form,
        has_answers=has_answers,
    )


@require_POST
@staff_may("change_survey")
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    survey = _survey(pk)
    form = AskForm(request.POST)
    form.is_valid()
    try:
        told = actions.ask_for_answers(
            survey_id=survey.pk,
            by=acting_user(request),
            also_without_mail=form.cleaned_data["also_without_mail"],
        )
    except SurveyIsClosed as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("%(count)s組にアンケートをお願いします。") % {"count": told})
    return redirect("admin:bookings_survey_page", pk)


@require_POST
@staff_may("change_survey")
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Take answers, or take none any more."""
    actions.open_survey(
        survey_id=_survey(pk).pk, is_open=request.POST.get("open") == "yes", by=acting_user(request)
    )
    return redirect("admin:bookings_survey_page", pk)


@require_http_methods(FORM_METHODS)
@staff_may("add_surveysheet")
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One sheet of paper after another."""
    survey = _survey(pk)
    form = AnswerForm(survey, posted(request))
    if request.method == "POST" and form.is_valid() and _entered(form, survey, request):
        messages.success(request, _("1枚を入れました。次の紙をどうぞ。"))
        return redirect(request.path)
    return page(
        request,
        "survey_entry.html",
        _("紙の回答を入れる"),
        occasion=survey.occasion,
        form=form,
        paper=survey.sheets.filter(is_paper=True).count(),
    )


def _entered(form: AnswerForm, survey: Survey, request: HttpRequest) -> bool:
    attempt(form, actions.enter_sheet, survey_id=survey.pk, answers=form.answers(), by=acting_user(request))
    return not form.errors


@require_safe
@staff_may("view_survey")
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet to hand out, as a page for the printer."""
    survey = _survey(pk)
    return page(
        request,
        "survey_paper.html",
        survey.occasion.title,
        occasion=survey.occasion,
        survey=survey,
        questions=survey.questions.all(),
    )


@require_safe
@staff_may("view_survey")
def paper_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    survey = _survey(pk)
    data = {
        "title": _("アンケート"),
        "occasion": survey.occasion.title,
        "introduction": survey.introduction,
        "questions": [
            {"text": q.text, "kind": q.kind, "options": [words for _value, words in q.options]}
            for q in survey.questions.all()
        ],
        "office": office_lines(Office.objects.current()),
    }
    try:
        return pdf_response(render_pdf("bookings/survey.typ", data), f"survey-{pk}.pdf")
    except DocumentFailed as error:
        messages.error(request, str(error))
        return redirect("admin:bookings_survey_paper", pk)


@require_safe
@staff_may("view_survey")
def export(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Counts and free texts as CSV or XLSX."""
    if kind not in _FILES:
        raise Http404
    make, content_type = _FILES[kind]
    content = make(rows(results(_survey(pk)), safe_cell))
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="survey-{pk}.{kind}"'
    response["Cache-Control"] = "no-store, private"
    return response


PAGES: dict[str, tuple[str, Any]] = {
    "page": ("", overview),
    "edit": ("edit/", edit),
    "ask": ("ask/", ask),
    "switch": ("switch/", switch),
    "entry": ("entry/", entry),
    "paper": ("paper/", paper),
    "paper_pdf": ("paper.pdf", paper_pdf),
    "export": ("results.<str:kind>", export),
}
