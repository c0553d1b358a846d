import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from portal.inquiries.actions import receive
from portal.inquiries.forms import InquiryForm
from portal.limits import limited
from portal.office.working_days import first_reading


@csrf_exempt  # reads and sets no cookie: a forged request could do no more than its sender could directly
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("send")
def form(request: HttpRequest) -> HttpResponse:
    form = InquiryForm(request.POST or None, initial={"submission_key": secrets.token_urlsafe(24)})
    if request.method == "POST" and form.is_valid():
        # The key makes sending twice harmless: a second press or a reload finds the inquiry there.
        receive(**form.typed_values(), may_be_machine=form.looks_automatic())
        return redirect("inquiries:thanks")
    return render(request, "inquiries/form.html", {"form": form, "reading": first_reading(timezone.now())})


@never_cache
@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    return render(request, "inquiries/thanks.html", {"reading": first_reading(timezone.now())})
