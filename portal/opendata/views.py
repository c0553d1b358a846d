"""/opendata/: what is there, what it means, and how the city's other sites use it."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.machines.kinds import KINDS
from portal.machines.open_files import open_file
from portal.opendata.files import FILES, LICENCE, file_named
from portal.page_cache import public_page


@public_page
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    changes = {make: make() for make in {file.changed_at for file in FILES}}
    context = {
        "files": [(file, changes[file.changed_at]) for file in FILES],
        "changed_at": max(filter(None, changes.values()), default=None),
        "licence": LICENCE,
        "kinds": KINDS,
        "site": settings.SITE_URL,
    }
    return render(request, "opendata/index.html", context)


@open_file
def file(request: HttpRequest, name: str) -> HttpResponse:
    found = file_named(name)
    if found is None:
        raise Http404
    response = found.make()
    response["Content-Disposition"] = f'inline; filename="{found.name}"'
    response["Link"] = f'<{LICENCE}>; rel="license"'
    return response
