import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from portal.office.forms import InquiryForm
from portal.office.models import Helpline, Inquiry
from portal.office.working_days import first_reading
from portal.page_cache import public_page


@public_page
@require_safe
def help_now(request: HttpRequest) -> HttpResponse:
    """Whom to call now: the helplines that are answered today, by what is the matter."""
    today = timezone.localdate()
    groups: dict[str, list[Helpline]] = {topic: [] for topic in Helpline.Topic.values}
    for helpline in Helpline.objects.valid_on(today):
        groups[helpline.topic].append(helpline)
    return render(
        request,
        "office/help.html",
        {
            "groups": [(Helpline.Topic(topic), lines) for topic, lines in groups.items() if lines],
            "today": today,
        },
    )


@public_page
@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    return render(request, "office/contact.html", {"reading": first_reading(timezone.now())})


@csrf_exempt  # reads and sets no cookie: a forged request could do no more than its sender could directly
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def contact_form(request: HttpRequest) -> HttpResponse:
    form = InquiryForm(request.POST or None, initial={"submission_key": secrets.token_urlsafe(24)})
    if request.method == "POST" and form.is_valid():
        # The key makes sending twice harmless: a second press or a reload finds the inquiry there.
        values = {name: form.cleaned_data[name] for name in InquiryForm.Meta.fields}
        Inquiry.objects.get_or_create(submission_key=form.cleaned_data["submission_key"], defaults=values)
        return redirect("office:contact-thanks")
    return render(
        request, "office/contact_form.html", {"form": form, "reading": first_reading(timezone.now())}
    )


@never_cache
@require_safe
def contact_thanks(request: HttpRequest) -> HttpResponse:
    return render(request, "office/contact_thanks.html", {"reading": first_reading(timezone.now())})
