"""出前講座 for the public: explanation, form → confirmation → receipt, all without a cookie (portal.ui.form_steps)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from portal.limits import limited
from portal.office.working_days import first_reading
from portal.page_cache import public_page
from portal.private.tokens import at_rest
from portal.ui.form_steps import FormSteps
from trainings.visits.actions import request_visit
from trainings.visits.forms import PublicVisitForm
from trainings.visits.models import VisitDraft, VisitRequest

_STEPS = FormSteps(
    form=PublicVisitForm,
    drafts=VisitDraft,
    sent=VisitRequest,
    templates="trainings/visits",
    urls="trainings:visits",
)


@public_page
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "trainings/visits/about.html")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@limited("send")
@public_page
def new(request: HttpRequest) -> HttpResponse:
    return _STEPS.fill_in(request)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, token: str) -> HttpResponse:
    return _STEPS.edit(request, token)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("send")
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    return _STEPS.confirm(request, token, _send)


def _send(form: PublicVisitForm, draft: VisitDraft) -> None:
    request_visit(visit=form.to_visit(), submission_key=draft.token_hash, may_be_machine=draft.may_be_machine)


@never_cache
@require_safe
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    visit = get_object_or_404(VisitRequest.objects.select_related("contact"), submission_key=at_rest(token))
    context = {"visit": visit, "reading": first_reading(timezone.now())}
    return render(request, "trainings/visits/receipt.html", context)
