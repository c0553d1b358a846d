"""An organisation asks to take part: form → confirmation → receipt, all without a cookie (portal.ui.form_steps)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from platform_orgs.actions import apply_to_join
from platform_orgs.forms import PublicJoinForm
from platform_orgs.models import JoinApplication, JoinDraft
from portal.limits import limited
from portal.office.working_days import first_reading
from portal.page_cache import public_page
from portal.private.tokens import at_rest
from portal.ui.form_steps import FormSteps

_STEPS = FormSteps(
    form=PublicJoinForm,
    drafts=JoinDraft,
    sent=JoinApplication,
    templates="platform_orgs/join",
    urls="platform_orgs:join",
)


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


def _send(form: PublicJoinForm, draft: JoinDraft) -> None:
    joining = form.to_joining(may_be_machine=draft.may_be_machine)
    apply_to_join(joining=joining, submission_key=draft.token_hash)


@never_cache
@require_safe
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    application = get_object_or_404(
        JoinApplication.objects.select_related("contact"), submission_key=at_rest(token)
    )
    context = {"application": application, "reading": first_reading(timezone.now())}
    return render(request, "platform_orgs/join/receipt.html", context)
