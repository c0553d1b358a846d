"""Where to report a weakness (RFC 9116)."""

import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.office.models import Office
from portal.page_cache import public_page

# The file must name a day; who reads it later asks for it anew.
_GOOD_FOR = datetime.timedelta(days=180)


@public_page
@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    office = Office.objects.current()
    expires = (timezone.now() + _GOOD_FOR).astimezone(datetime.UTC).replace(hour=0, minute=0, second=0)
    lines = [
        *([f"Contact: mailto:{office.email}"] if office.email else []),
        f"Contact: {settings.SITE_URL}{reverse('office:contact')}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: ja, en",
        f"Canonical: {settings.SITE_URL}{reverse('security-txt')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
