"""研修のお知らせを待つ人 for staff: the list, entering somebody, taking somebody off it."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.acting import acting_user
from portal.bookings.admin.base import OnlyThroughActions
from portal.bookings.models import Booking
from portal.people.models import Person
from portal.ui.dates import format_moment
from portal.ui.machines import marked
from supporters.interest import actions
from supporters.interest.forms import EntryForm
from supporters.interest.models import Interest

_LIST = "admin:supporters_interest_changelist"


def _staff_may(verb: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return permission_required(f"supporters.{verb}_interest", raise_exception=True)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@_staff_may("add")
def enter(request: HttpRequest) -> HttpResponse:
    """お知らせを待つ人を入れる"""
    form = EntryForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        found = actions.enter(
            person=form.to_person(),
            channel=Booking.Channel(form.cleaned_data["channel"]),
            by=acting_user(request),
        )
        if found.state == Interest.State.WAITING:
            messages.success(request, _("入れました。本人に確認のメールを送ります。"))
        else:
            messages.success(request, _("入れました。研修の受付が始まったらお知らせします。"))
        return redirect(_LIST)
    return _render(request, "enter.html", _("お知らせを待つ人を入れる"), form=form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@_staff_may("change")
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once, then take somebody off the list."""
    interest = get_object_or_404(Interest.objects.select_related("person"), pk=pk)
    if request.method == "POST":
        actions.end(interest_id=pk, by=acting_user(request))
        messages.success(request, _("お知らせをやめました。"))
        return redirect(_LIST)
    return _render(request, "end.html", _("お知らせをやめる"), interest=interest)


@never_cache
@require_POST
@_staff_may("add")
def of_person(request: HttpRequest, pk: int) -> HttpResponse:
    """From the telephone desk: the caller wants to be told from now on."""
    person = get_object_or_404(Person, pk=pk, merged_into=None, is_contact_only=False)
    actions.enter(person=person, channel=Booking.Channel.PHONE, by=acting_user(request))
    messages.success(request, _("次の研修の受付が始まったら、この人にお知らせします。"))
    return redirect("admin:desk_person", pk)


@never_cache
@require_POST
@_staff_may("change")
def not_of_person(request: HttpRequest, pk: int) -> HttpResponse:
    """From the telephone desk: the caller wants to hear no more."""
    person = get_object_or_404(Person, pk=pk, is_contact_only=False)
    for interest in person.interests.live():
        actions.end(interest_id=interest.pk, by=acting_user(request))
    messages.success(request, _("お知らせをやめました。"))
    return redirect("admin:desk_person", pk)


def _render(request: HttpRequest, template: str, title: str, **context: Any) -> TemplateResponse:
    context = {**admin.site.each_context(request), "title": title, **context}
    return TemplateResponse(request, f"admin/supporters/interest/{template}", context)


@admin.register(Interest)
class InterestAdmin(OnlyThroughActions):
    """Who waits for the next training, the latest first."""

    change_list_template = "admin/supporters/interest/list.html"
    list_display = ("name", "way", "state", "channel", "asked", "last_told", "press")
    list_display_links = None
    list_filter = ("state", "channel")
    show_facets = admin.ShowFacets.NEVER
    list_select_related = ("person",)
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Interest]:
        rows: QuerySet[Interest] = super().get_queryset(request)
        return rows.annotate(last_told_at=Max("notices__opening__noticed_at"))

    @admin.display(description=gettext_lazy("お名前"))
    def name(self, interest: Interest) -> str:
        url = reverse("admin:desk_person", args=[interest.person_id])
        name = format_html('<a href="{}">{}</a>', url, interest.person.name)
        return marked(name, interest.may_be_machine)

    @admin.display(description=gettext_lazy("お知らせの方法"))
    def way(self, interest: Interest) -> str:
        return interest.person.get_contact_wish_display()

    @admin.display(description=gettext_lazy("申し出た日時"), ordering="asked_at")
    def asked(self, interest: Interest) -> str:
        return format_moment(interest.asked_at)

    @admin.display(description=gettext_lazy("最後のお知らせ"), ordering="last_told_at")
    def last_told(self, interest: Any) -> str:
        return format_moment(interest.last_told_at) if interest.last_told_at else _("まだ")

    @admin.display(description="")
    def press(self, interest: Interest) -> str:
        if not interest.is_live:
            return str(interest.get_end_reason_display())
        url = reverse("admin:supporters_interest_end", args=[interest.pk])
        # The name is said along: a page of equal links says nothing to who hears it.
        return format_html(
            '<a href="{}">{}<span class="visually-hidden">：{}</span></a>',
            url,
            _("やめる"),
            interest.person.name,
        )

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("", view(self.changelist_view), name="supporters_interest_changelist"),
            path("enter/", view(enter), name="supporters_interest_enter"),
            path("<int:pk>/end/", view(end), name="supporters_interest_end"),
            path("person/<int:pk>/", view(of_person), name="supporters_interest_of_person"),
            path("person/<int:pk>/end/", view(not_of_person), name="supporters_interest_not_of_person"),
        ]
