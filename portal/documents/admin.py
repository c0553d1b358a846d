"""The waiting page of a print job: it does the work itself, a slice each time it is opened."""

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.acting import acting_user
from portal.documents import jobs
from portal.documents.models import PrintJob


def _job(request: HttpRequest, pk: int) -> PrintJob:
    """The job, for who ordered it and still may see what is in it; everybody else finds nothing."""
    job = get_object_or_404(PrintJob, pk=pk, created_by=acting_user(request))
    printing = jobs.printing_of(job)
    if printing is None or not request.user.has_perm(printing.permission):
        raise Http404
    return job


@require_safe
@never_cache
def page(request: HttpRequest, pk: int) -> HttpResponse:
    # Opening the page goes on with what a press has ordered; opening it twice changes nothing more.
    job = _job(request, pk)
    if request.method == "GET":
        jobs.work_on(job.pk)
        job.refresh_from_db()
    context: dict[str, Any] = {**admin.site.each_context(request), "title": job.title, "job": job}
    is_working = job.state == PrintJob.State.WORKING
    # Another window holds the job, perhaps: then not at once again.
    headers = {"Refresh": "1"} if is_working else {}
    return TemplateResponse(request, "admin/documents/print_job.html", context, headers=headers)


@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    job = _job(request, pk)
    jobs.resume(job.pk)
    return redirect("admin:documents_printjob_page", job.pk)


@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponse:
    job = _job(request, pk)
    if job.state != PrintJob.State.READY:
        raise Http404
    response = HttpResponse(jobs.as_zip(job), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{job.filename}"'
    response["Cache-Control"] = "no-store, private"
    return response


@admin.register(PrintJob)
class PrintJobAdmin(admin.ModelAdmin):
    """Has a page for each job and no list: a job is reached from where it was ordered."""

    actions = None

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: PrintJob | None = None) -> bool:
        return False

    has_add_permission = has_module_permission
    has_change_permission = has_delete_permission = has_view_permission

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path(f"<int:pk>/{name}", view(function), name=f"documents_printjob_{function.__name__}")
            for name, function in (("", page), ("resume/", resume), ("download/", download))
        ]
