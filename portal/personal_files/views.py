"""個人情報ファイル簿: to look at, to print, to take along for publishing. It names tables, never anybody."""

import csv
import io

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.personal_files.book import PUBLISHED_FROM, Written, entries
from portal.ui.workbooks import safe_cell

_may_look = permission_required("retention.view_retentionperiod", raise_exception=True)


@never_cache
@require_safe
@_may_look
def book(request: HttpRequest) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": _("個人情報ファイル簿"),
        "entries": entries(),
        "published_from": PUBLISHED_FROM,
    }
    return TemplateResponse(request, "admin/personal_files/book.html", context)


@never_cache
@require_safe
@_may_look
def book_csv(request: HttpRequest) -> HttpResponse:
    """One line for each file, for the city's own list."""
    headers = {"Content-Disposition": 'attachment; filename="personal-files.csv"'}
    return HttpResponse(_as_csv(entries()), content_type="text/csv; charset=utf-8", headers=headers)


def _as_csv(written: list[Written]) -> str:
    file = io.StringIO()
    writer = csv.writer(file)
    for number, entry in enumerate(written):
        if number == 0:
            writer.writerow([*(label for label, _text in entry.rows), _("本人の数（いま）")])
        writer.writerow([*(safe_cell(text) for _label, text in entry.rows), str(entry.count)])
    return "\ufeff" + file.getvalue()
