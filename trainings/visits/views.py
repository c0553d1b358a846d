"""出前講座 for the public: explanation, form → confirmation → receipt, all without a cookie.

As with applications for a seat, the key is the token in the address; nothing needs a session or CSRF
protection, because a forged request could do no more than its sender could do directly.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from portal.limits import limited
from portal.office.working_days import first_reading
from portal.page_cache import public_page
from portal.ui.email import suggest_email
from trainings.visits.actions import request_visit
from trainings.visits.drafts import draft_data, find_draft, save_draft
from trainings.visits.forms import VisitForm
from trainings.visits.models import VisitDraft, VisitRequest


@public_page
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "trainings/visits/about.html")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@limited("send")
@public_page
def new(request: HttpRequest) -> HttpResponse:
    """The empty form, and what was posted from it."""
    return _form_page(request, None)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, token: str) -> HttpResponse:
    """The form again, with everything that was typed before."""
    if _is_sent(token):
        return redirect("trainings:visits-receipt", token)
    draft = find_draft(token)
    return _form_page(request, draft) if draft else _gone(request)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("send")
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """What will be asked for; POST asks. Asking twice leads to the same receipt."""
    if _is_sent(token):
        return redirect("trainings:visits-receipt", token)
    draft = find_draft(token)
    if draft is None:
        return _gone(request)
    form = VisitForm(draft_data(draft))
    if not form.is_valid():
        return _render_form(request, form, draft)
    if request.method == "POST":
        request_visit(visit=form.to_visit(), submission_key=draft.token)
        draft.delete()
        return redirect("trainings:visits-receipt", token)
    context = {"form": form, "draft": draft, "suggested_email": suggest_email(form.cleaned_data["email"])}
    return render(request, "trainings/visits/confirm.html", context)


@never_cache
@require_safe
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    if "\x00" in token:
        raise Http404  # the database refuses to look for it
    visit = get_object_or_404(VisitRequest.objects.select_related("contact"), submission_key=token)
    context = {"visit": visit, "reading": first_reading(timezone.now())}
    return render(request, "trainings/visits/receipt.html", context)


def _is_sent(token: str) -> bool:
    return "\x00" not in token and VisitRequest.objects.filter(submission_key=token).exists()


def _form_page(request: HttpRequest, draft: VisitDraft | None) -> HttpResponse:
    if request.method != "POST":
        return _render_form(request, VisitForm(initial=draft.data if draft else {}), draft)
    form = VisitForm(request.POST)
    if not form.is_valid():
        return _render_form(request, form, draft)
    return redirect("trainings:visits-confirm", save_draft(form, draft).token)


def _render_form(request: HttpRequest, form: VisitForm, draft: VisitDraft | None) -> HttpResponse:
    response = render(request, "trainings/visits/form.html", {"form": form, "draft": draft})
    if request.method == "POST":
        add_never_cache_headers(response)  # what somebody typed stands in it
    return response


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "trainings/visits/gone.html", status=404)
