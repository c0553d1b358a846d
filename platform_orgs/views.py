from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.page_cache import public_page


@public_page
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "platform_orgs/about.html")
