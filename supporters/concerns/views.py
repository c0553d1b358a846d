"""気になる人がいる, for everybody: two ways to tell, form → confirmation → receipt, all without a cookie.

As with applications, the key is the token in the address; nothing needs a session or CSRF protection, because
a forged request could do no more than its sender could do directly. No page but the confirmation shows what was
written, and only to who holds its token.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from portal.documents import qr
from portal.documents.pdf import pdf_response, render_pdf
from portal.limits import limited
from portal.office.helplines import lines_at, open_lines
from portal.office.models import Helpline, Office
from portal.office.promise import is_open_now, promised_reading
from portal.page_cache import public_page
from portal.private.tokens import at_rest
from portal.ui.email import suggest_email
from supporters.concerns.actions import count_wrong_number
from supporters.concerns.drafts import find_draft, save_draft, typed_in
from supporters.concerns.forms import FORMS, PublicForm, ReceiptNumberForm
from supporters.concerns.links import concern_by_token
from supporters.concerns.paper import sheet_data
from supporters.concerns.report import report_concern
from supporters.models import Concern, ConcernDraft

# After so many wrong numbers the office is asked on the telephone.
_MOST_TRIES = 10


@public_page
@require_safe
def new(request: HttpRequest) -> HttpResponse:
    """Write, telephone, or call somebody at once."""
    return render(
        request,
        "supporters/concerns/new.html",
        {**_promise(), "abuse_lines": lines_at(timezone.now(), Helpline.Topic.VIOLENCE)},
    )


@public_page
@require_safe
def danger(request: HttpRequest) -> HttpResponse:
    """Ends here: nothing is sent to an office that may be closed."""
    topics = (Helpline.Topic.VIOLENCE, Helpline.Topic.LISTEN, Helpline.Topic.YOUNG)
    lines = open_lines(timezone.now(), *topics)
    return render(request, "supporters/concerns/danger.html", {"lines": lines})


@public_page
@require_safe
def sheet(request: HttpRequest) -> HttpResponse:
    """The same questions on paper, as a page to print."""
    data = _sheet_data()
    context = {"sheet": data, "qr": qr.inline_svg(data["address"])}
    return render(request, "supporters/concerns/sheet.html", context)


@public_page
@require_safe
def sheet_pdf(request: HttpRequest) -> HttpResponse:
    return pdf_response(render_pdf("supporters/concern.typ", _sheet_data()), "concern-sheet.pdf")


def _sheet_data() -> dict[str, Any]:
    lines = lines_at(timezone.now(), Helpline.Topic.VIOLENCE)
    return sheet_data(Office.objects.current(), [line.helpline for line in lines])


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@limited("send")
@public_page
def form(request: HttpRequest, way: str) -> HttpResponse:
    """The empty form, and what was posted from it."""
    return _form_page(request, FORMS[way], None)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, token: str) -> HttpResponse:
    """The form again, with everything that was typed before."""
    if _is_sent(token):
        return redirect("supporters:concern-receipt", token)
    draft = find_draft(token)
    return _form_page(request, FORMS[draft.way], draft) if draft else _gone(request)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("send")
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """What will be sent, with one question where it seems to name somebody; POST sends. Sending twice leads
    to the same receipt."""
    if _is_sent(token):
        return redirect("supporters:concern-receipt", token)
    draft = find_draft(token)
    if draft is None:
        return _gone(request)
    form = FORMS[draft.way](typed_in(draft))
    if not form.is_valid():
        form.open_again()
        return _render_form(request, form, draft)
    if request.method == "POST":
        report_concern(
            report=form.to_report(),
            submission_key=draft.token_hash,
            person=draft.person,
            may_be_machine=draft.may_be_machine,
        )
        draft.delete()
        return redirect("supporters:concern-receipt", token)
    suggested = suggest_email(form.cleaned_data.get("email", ""))
    context = {"form": form, "draft": draft, "suggested_email": suggested}
    return render(request, "supporters/concerns/confirm.html", context)


@never_cache
@require_safe
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """The number and by when it will be read; nothing of what was written."""
    concern = get_object_or_404(Concern.objects.select_related("reporter"), submission_key=at_rest(token))
    return render(request, "supporters/concerns/receipt.html", receipt_context(concern))


def receipt_context(concern: Concern) -> dict[str, object]:
    """What the receipt says; also to whom staff read it."""
    is_urgent = concern.urgency == Concern.Urgency.TODAY
    now = timezone.now()
    is_open = is_open_now(now)
    shows_lines = concern.relation == Concern.Relation.SELF or (is_urgent and not is_open)
    reporter = getattr(concern, "reporter", None)
    return {
        "concern": concern,
        "answer_wish": reporter.answer_wish if reporter else "",
        "is_urgent": is_urgent,
        "is_open": is_open,
        "lines": open_lines(now, Helpline.Topic.LISTEN, Helpline.Topic.VIOLENCE) if shows_lines else [],
    }


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("look_up")
def answers(request: HttpRequest, token: str) -> HttpResponse:
    """The office's answers, for who has the link and knows the receipt number."""
    concern = concern_by_token(token)
    if concern is None:
        return render(request, "supporters/concerns/answers_unknown.html", status=404)
    if concern.wrong_numbers >= _MOST_TRIES:
        return render(request, "supporters/concerns/answers_unknown.html", {"is_closed": True})
    form = ReceiptNumberForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if form.cleaned_data["receipt_number"] == concern.receipt_number:
            context = {"concern": concern, "answers": concern.answers.all()}
            return render(request, "supporters/concerns/answers.html", context)
        count_wrong_number(concern)
        form.add_error("receipt_number", ReceiptNumberForm.NOT_THIS_ONE)
    return render(request, "supporters/concerns/answers_open.html", {"form": form})


def _promise() -> dict[str, object]:
    now = timezone.now()
    return {"read_by": promised_reading(now), "is_open": is_open_now(now)}


def _is_sent(token: str) -> bool:
    return Concern.objects.filter(submission_key=at_rest(token)).exists()


def _form_page(
    request: HttpRequest, form_class: type[PublicForm], draft: ConcernDraft | None
) -> HttpResponse:
    if request.method != "POST":
        return _render_form(request, form_class(initial=typed_in(draft).dict() if draft else {}), draft)
    form = form_class(request.POST)
    if not form.is_valid():
        return _render_form(request, form, draft)
    return redirect("supporters:concern-confirm", save_draft(form, draft).token)


def _render_form(request: HttpRequest, form: PublicForm, draft: ConcernDraft | None) -> HttpResponse:
    context = {"form": form, "draft": draft, **_promise()}
    response = render(request, "supporters/concerns/form.html", context)
    if request.method == "POST":
        add_never_cache_headers(response)  # what somebody typed stands in it
    return response


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "supporters/concerns/gone.html", status=404)
