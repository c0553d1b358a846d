"""Organisations that ask to take part."""

import secrets
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from platform_orgs import actions
from platform_orgs.admin.forms import AcceptForm, DeclineForm, EnterApplicationForm
from platform_orgs.admin.kit import PAGE, attempt, page, staff_may
from platform_orgs.models import FieldOfWork, JoinApplication, Organisation
from portal.accounts.acting import acting_user
from portal.bookings.admin.base import OnlyThroughActions
from portal.search.folding import fold
from portal.ui.dates import format_moment
from portal.ui.machines import marked

_APPLICATION = "admin:platform_orgs_joinapplication_page"


@never_cache
@require_safe
@staff_may("view_joinapplication")
def application_page(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _find(pk))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_may("change_joinapplication")
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """参加を承認する"""
    application = _find(pk)
    form = AcceptForm(_posted(request), initial={"revision": application.revision})
    if form.is_valid():
        data = form.cleaned_data
        revives = data.pop("revives")

        def act() -> Organisation:
            return actions.accept_application(
                application_id=pk,
                by=acting_user(request),
                revives_id=revives.pk if revives else None,
                **data,
            )

        if attempt(form, act):
            messages.success(request, _("参加を承認しました。ページを公開し、本人に知らせます。"))
            return redirect(PAGE, JoinApplication.objects.get(pk=pk).organisation_id)
    return _decision(request, application, form, "accept.html", _("参加を承認する"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_may("change_joinapplication")
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """お断りする"""
    application = _find(pk)
    form = DeclineForm(_posted(request), initial={"revision": application.revision})
    if form.is_valid() and attempt(
        form,
        lambda: actions.decline_application(application_id=pk, by=acting_user(request), **form.cleaned_data),
    ):
        messages.success(request, _("「お断り」にしました。"))
        return redirect(_APPLICATION, pk)
    return _decision(request, application, form, "decline.html", _("お断りする"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_may("add_joinapplication")
def enter(request: HttpRequest) -> HttpResponse:
    """電話・FAX・紙の申込みを入力する"""
    key = request.POST.get("submission_key", "")[:64] or secrets.token_urlsafe(24)
    form = EnterApplicationForm(_posted(request))
    if form.is_valid():
        joining = form.to_joining(channel=form.cleaned_data["channel"])
        application = actions.apply_to_join(joining=joining, submission_key=key, by=acting_user(request))
        messages.success(request, _("申込みを入力しました。続けて、参加を承認できます。"))
        return redirect(_APPLICATION, application.pk)
    return page(request, "enter_application.html", _("参加の申込みを入力する"), form=form, submission_key=key)


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _find(pk: int) -> JoinApplication:
    return get_object_or_404(
        JoinApplication.objects.select_related("contact", "organisation", "decided_by"), pk=pk
    )


def _page(request: HttpRequest, application: JoinApplication) -> HttpResponse:
    return page(
        request,
        "application.html",
        application.name,
        application=application,
        fields=[str(FieldOfWork(value).label) for value in application.fields_of_work],
        namesakes=_namesakes(application),
    )


def _namesakes(application: JoinApplication) -> list[Organisation]:
    """Organisations that are or were called the same: perhaps it is one that had left."""
    wanted = {fold(name) for name in (application.name, application.kana) if name}
    return [
        organisation
        for organisation in Organisation.objects.all()
        if organisation.pk != application.organisation_id
        and wanted & {fold(organisation.name), fold(organisation.kana)}
    ]


def _decision(
    request: HttpRequest, application: JoinApplication, form: Any, template: str, title: str
) -> HttpResponse:
    return page(
        request,
        template,
        title,
        form=form,
        application=application,
        namesakes=_namesakes(application),
    )


@admin.register(JoinApplication)
class JoinApplicationAdmin(OnlyThroughActions):
    """Applications, the newest first; a row opens its page."""

    change_list_template = "admin/platform_orgs/applications.html"
    list_display = ("organisation_name", "state", "kind", "channel", "received", "decided_by")
    list_filter = ("state",)
    show_facets = admin.ShowFacets.NEVER
    list_select_related = ("decided_by",)
    search_fields = ("name", "kana")
    search_help_text = gettext_lazy("団体の名前でさがす")

    @admin.display(description=gettext_lazy("団体の名前"), ordering="name")
    def organisation_name(self, application: JoinApplication) -> str:
        return marked(application.name, application.may_be_machine)

    @admin.display(description=gettext_lazy("受付日時"), ordering="received_at")
    def received(self, application: JoinApplication) -> str:
        return format_moment(application.received_at)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        name = "platform_orgs_joinapplication"
        return [
            path("", view(self.changelist_view), name=f"{name}_changelist"),
            path("enter/", view(enter), name=f"{name}_enter"),
            path("<int:pk>/", view(application_page), name=f"{name}_page"),
            path("<int:pk>/accept/", view(accept), name=f"{name}_accept"),
            path("<int:pk>/decline/", view(decline), name=f"{name}_decline"),
            # Stock links to one application lead to its page.
            path("<int:pk>/change/", view(application_page), name=f"{name}_change"),
        ]
