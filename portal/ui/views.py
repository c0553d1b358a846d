from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.ui.sample_form import SampleForm


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component of the pages, to be looked at while building; only reachable with DEBUG."""
    return _page(request, SampleForm(initial={"telephone": "0857510295"}))


@require_safe
def styleguide_errors(request: HttpRequest) -> HttpResponse:
    """The same page as it comes back when everything in the form is wrong."""
    return _page(
        request, SampleForm({"telephone": "0857-8067", "email": "taro", "kana": "山田", "helpers": "9"})
    )


def _page(request: HttpRequest, form: SampleForm) -> HttpResponse:
    return render(request, "styleguide.html", {"form": form, "now": timezone.now()})
