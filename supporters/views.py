from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.page_cache import public_page
from supporters.figures import public_count


@public_page
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "supporters/about.html", {"supporters": public_count()})


@public_page
@require_safe
def apply(request: HttpRequest) -> HttpResponse:
    """Choose a training. The list itself is a panel of the trainings app."""
    return render(request, "supporters/apply.html")
