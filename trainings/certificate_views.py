"""Certificates in public: whoever holds one in their hands compares what is printed with what was issued.

The code opens a page with exactly what is printed. The certificate itself, to print, is opened by the
applicant's own link only.
"""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.bookings.links import booking_by_token
from portal.documents.pdf import pdf_response
from portal.documents.qr import inline_svg
from portal.limits import minutes_to_wait, place_of
from trainings.forms import CodeForm
from trainings.models import Certificate
from trainings.printing import certificates_pdf, verify_url


@never_cache
@require_safe
def lookup(request: HttpRequest) -> HttpResponse:
    """Type a code from paper. A slip comes back with what was typed; a code that exists leads to its page."""
    form = CodeForm(request.GET) if "code" in request.GET else CodeForm()
    if form.is_bound and form.is_valid():
        if wait := minutes_to_wait("look_up", place_of(request)):
            form.add_error("code", forms.ValidationError(TOO_MANY, params={"minutes": wait}))
            return render(request, "trainings/certificate_lookup.html", {"form": form}, status=429)
        code = form.cleaned_data["code"]
        if Certificate.objects.filter(code=code).exists():
            return redirect("certificates:verify", code)
        form.add_error("code", NOT_FOUND)
    return render(request, "trainings/certificate_lookup.html", {"form": form})


TOO_MANY = _(
    "同じネットワーク（同じ建物など）から、短いあいだにたくさん確認されました。%(minutes)s分ほど待ってから、もう一度押してください。"
)
NOT_FOUND = _(
    "この確認番号の証書は、見つかりませんでした。0とO、1とIなどを見まちがえていないか、紙と見くらべて、もう一度入力してください。"
)


@never_cache
@require_safe
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Every printed value, and whether it counts; never why it was revoked. Of somebody who is handled with
    care only that it counts: where they were and under which name is nobody's business."""
    found = _by_code(code)
    if found is None:
        form = CodeForm({"code": code[:40]})
        if form.is_valid():
            form.add_error("code", NOT_FOUND)
        return render(request, "trainings/certificate_lookup.html", {"form": form}, status=404)
    if found.code != code:
        return redirect("certificates:verify", found.code)
    is_hidden = found.attendee.person.handle_with_care
    template = "trainings/certificate_hidden.html" if is_hidden else "trainings/certificate_verify.html"
    return render(request, template, {"certificate": found})


@never_cache
@require_safe
def own_sheet(request: HttpRequest, token: str, code: str) -> HttpResponse:
    """The certificate as a page, for its holder."""
    found = _own(token, code)
    context: dict[str, Any] = {
        "certificates": [found],
        "qr_svg": inline_svg(verify_url(found)),
        "title": f"{found.label} {found.number}",
        "token": token,
    }
    return render(request, "trainings/certificate_sheet.html", context)


@never_cache
@require_safe
def own_pdf(request: HttpRequest, token: str, code: str) -> HttpResponse:
    found = _own(token, code)
    content = certificates_pdf([found], f"{found.label} {found.number}")
    return pdf_response(content, f"certificate-{found.fiscal_year}-{found.seq}.pdf")


def _by_code(code: str) -> Certificate | None:
    form = CodeForm({"code": code[:40]})
    if not form.is_valid():
        return None
    certificates = Certificate.objects.select_related("attendee__person")
    return certificates.filter(code=form.cleaned_data["code"]).first()


def _own(token: str, code: str) -> Certificate:
    """The certificate of one of the booking's people. Everything else is not found."""
    booking = booking_by_token(token)
    found = (
        Certificate.objects.live().filter(code=code, attendee__booking=booking).first() if booking else None
    )
    if found is None:
        raise Http404
    return found
