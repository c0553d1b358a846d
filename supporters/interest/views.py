"""研修のお知らせ for the public. The key is the token in the address; no page here reads or sets a cookie, so
nothing needs CSRF protection: a forged request could do no more than its sender could do directly.

A mail scanner that opens every link changes nothing: GET only shows a button.
"""

from contextlib import suppress

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from portal.limits import limited
from portal.page_cache import public_page
from portal.ui.email import sending_domain
from supporters.interest import actions
from supporters.interest.errors import InterestHasEnded
from supporters.interest.forms import InterestForm
from supporters.interest.links import interest_to_confirm, interest_to_leave


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@limited("send")
@public_page
def interest(request: HttpRequest) -> HttpResponse:
    """The empty form, and what was posted from it. The same answer for an address that is known."""
    form = InterestForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        typed = {name: form.cleaned_data[name] for name in ("email", "telephone", "name")}
        actions.ask(**typed, may_be_machine=form.looks_automatic())
        return redirect(
            "supporters:interest-mailed" if form.cleaned_data["email"] else "supporters:interest-listed"
        )
    response = render(request, "supporters/interest/form.html", {"form": form})
    if request.method == "POST":
        add_never_cache_headers(response)  # what somebody typed stands in it
    return response


@public_page
@require_safe
def mailed(request: HttpRequest) -> HttpResponse:
    """A mail is on its way: not on the list before its link has been used."""
    return render(request, "supporters/interest/mailed.html", {"sending_domain": sending_domain()})


@public_page
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The office will telephone."""
    return render(request, "supporters/interest/listed.html")


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows the button, POST puts the owner of the address on the list."""
    found = interest_to_confirm(token)
    if found is None:
        raise Http404
    if request.method == "POST":
        with suppress(InterestHasEnded):  # the page says so
            actions.confirm(interest_id=found.pk)
        return redirect("supporters:interest-confirm", token)
    return render(request, "supporters/interest/confirm.html", {"interest": found})


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows the button. POST leaves, from that button or from the mail programme's own (RFC 8058), which
    follows no redirect."""
    found = interest_to_leave(token)
    if found is None:
        raise Http404
    if request.method == "POST":
        actions.leave(interest_id=found.pk)
        found.refresh_from_db()
    return render(request, "supporters/interest/leave.html", {"interest": found})
