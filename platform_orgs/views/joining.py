"""An organisation asks to take part: form → confirmation → receipt, all without a cookie.

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

from platform_orgs.actions import apply_to_join
from platform_orgs.drafts import draft_data, find_draft, save_draft
from platform_orgs.forms import JoinForm
from platform_orgs.models import JoinApplication, JoinDraft
from portal.limits import limited
from portal.office.working_days import first_reading
from portal.page_cache import public_page
from portal.ui.email import suggest_email


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
        return redirect("platform_orgs:join-receipt", token)
    draft = find_draft(token)
    return _form_page(request, draft) if draft else _gone(request)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("send")
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """What will be asked for; POST asks. Asking twice leads to the same receipt."""
    if _is_sent(token):
        return redirect("platform_orgs:join-receipt", token)
    draft = find_draft(token)
    if draft is None:
        return _gone(request)
    form = JoinForm(draft_data(draft))
    if not form.is_valid():
        return _render_form(request, form, draft)
    if request.method == "POST":
        apply_to_join(joining=form.to_joining(), submission_key=draft.token)
        draft.delete()
        return redirect("platform_orgs:join-receipt", token)
    context = {"form": form, "draft": draft, "suggested_email": suggest_email(form.cleaned_data["email"])}
    return render(request, "platform_orgs/join/confirm.html", context)


@never_cache
@require_safe
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    if "\x00" in token:
        raise Http404  # the database refuses to look for it
    application = get_object_or_404(JoinApplication.objects.select_related("contact"), submission_key=token)
    context = {"application": application, "reading": first_reading(timezone.now())}
    return render(request, "platform_orgs/join/receipt.html", context)


def _is_sent(token: str) -> bool:
    return "\x00" not in token and JoinApplication.objects.filter(submission_key=token).exists()


def _form_page(request: HttpRequest, draft: JoinDraft | None) -> HttpResponse:
    if request.method != "POST":
        form = JoinForm(initial=_initial(draft))
        return _render_form(request, form, draft)
    form = JoinForm(request.POST)
    if not form.is_valid():
        return _render_form(request, form, draft)
    return redirect("platform_orgs:join-confirm", save_draft(form, draft).token)


def _initial(draft: JoinDraft | None) -> dict[str, object]:
    if draft is None:
        return {}
    return {
        name: values if name == "fields_of_work" else values[-1]
        for name, values in draft.data.items()
        if values
    }


def _render_form(request: HttpRequest, form: JoinForm, draft: JoinDraft | None) -> HttpResponse:
    response = render(request, "platform_orgs/join/form.html", {"form": form, "draft": draft})
    if request.method == "POST":
        add_never_cache_headers(response)  # what somebody typed stands in it
    return response


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "platform_orgs/join/gone.html", status=404)
