"""Pages of the portal as a whole. What the apps contribute comes in as panels of their own."""

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.bookings.models import Occasion
from portal.office.models import Notice
from portal.page_cache import public_page

# More would push the three doors out of sight.
_NOTICES_SHOWN = 3
_ROBOTS = """User-agent: *
Disallow: /admin/
Disallow: /accounts/
Disallow: /bookings/
Disallow: /certificates/
Disallow: /supporters/me/

Sitemap: {site}/sitemap.xml
"""


@public_page
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    # Read once for the panels of both apps: half of what this page costs.
    now = timezone.now()
    coming = Occasion.objects.select_related("event").upcoming(now).with_days().with_seats(now)
    return render(
        request,
        "pages/home.html",
        {"coming": list(coming), "notices": Notice.objects.current()[:_NOTICES_SHOWN]},
    )


@public_page
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/about.html")


@public_page
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/privacy.html")


@public_page
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/accessibility.html")


@public_page
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_ROBOTS.format(site=settings.SITE_URL), content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """For whoever watches the server: the portal runs and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")
