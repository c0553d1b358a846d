"""A new mail address: it counts when its owner has pressed the button behind the link that was sent to it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.access import sign_in_required
from portal.accounts.keeping import typed
from portal.errors import PortalError
from portal.ui.email import sending_domain
from supporters.me import actions, mails
from supporters.me.forms import EmailForm
from supporters.me.links import change_of
from supporters.me.models import EmailChange
from supporters.me.whose import own_page, spend
from supporters.models import Supporter

_MAILS_AN_HOUR = 5


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
@own_page
def email(request: HttpRequest, supporter: Supporter) -> HttpResponse:
    """Name another address. The old one counts until the new one is confirmed."""
    person = supporter.person
    form = EmailForm(person, typed(request))
    if request.method == "POST" and form.is_valid() and _ask(request, supporter, form):
        return redirect("supporters:me-email")
    context = {
        "supporter": supporter,
        "person": person,
        "form": form,
        "change": EmailChange.objects.filter(person=person).first(),
        "sending_domain": sending_domain(),
    }
    return render(request, "supporters/me/email.html", context)


def _ask(request: HttpRequest, supporter: Supporter, form: EmailForm) -> bool:
    try:
        spend(request, "email", _MAILS_AN_HOUR)
        change = actions.ask_for_email_change(person_id=supporter.person_id, email=form.cleaned_data["email"])
    except PortalError as error:
        form.add_error(None, str(error))
        return False
    if not mails.ask_new_address(change):
        form.add_error("email", _("メールを送れませんでした。アドレスを確かめて、もう一度押してください。"))
        return False
    return True


@require_POST
@sign_in_required(page="supporters:me")
@own_page
def email_drop(request: HttpRequest, supporter: Supporter) -> HttpResponse:
    actions.drop_email_change(person_id=supporter.person_id)
    messages.success(request, _("メールアドレスの変更を取りやめました。"))
    return redirect("supporters:me")


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def email_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Opened from the new address, on whatever machine reads its mails: the link is the key. GET changes
    nothing. What is gone or done looks the same as what never was."""
    change = change_of(token)
    if change is None:
        raise Http404
    if request.method != "POST":
        return render(request, "supporters/me/email_confirm.html", {"change": change})
    try:
        _person, old = actions.confirm_email_change(change_id=change.pk, version=change.version)
    except PortalError as error:
        return render(request, "supporters/me/email_confirm.html", {"change": change, "error": error})
    mails.warn_old_address(old)
    return render(request, "supporters/me/email_done.html")
