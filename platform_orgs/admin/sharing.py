"""強み・リソース and 行ける場所 for staff: everything that members do, done for them, and places that the office
itself has heard of."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from platform_orgs.admin.kit import OwnerFilter, page
from platform_orgs.errors import EntryChangedMeanwhile
from platform_orgs.models import Gathering, Resource
from platform_orgs.models.resource import A_YEAR
from platform_orgs.sharing.actions import mark_checked
from platform_orgs.sharing.forms import EntryForm, OfficeGatheringForm, OfficeResourceForm
from platform_orgs.sharing.views import PRESSES, save
from portal.accounts.acting import acting_user
from portal.bookings.admin.base import OnlyThroughActions
from portal.errors import PortalError
from portal.office.hiding_pages import hide_url
from portal.ui.dates import format_date

_FORMS: dict[type[Any], type[EntryForm]] = {Resource: OfficeResourceForm, Gathering: OfficeGatheringForm}


def _stem(model: type[Any]) -> str:
    return f"platform_orgs_{model._meta.model_name}"


def _may(request: HttpRequest, verb: str, model: type[Any]) -> bool:
    return request.user.has_perm(f"platform_orgs.{verb}_{model._meta.model_name}")


def _require(request: HttpRequest, verb: str, model: type[Any]) -> None:
    """403 for staff without the right. Who is not staff never comes this far."""
    if not _may(request, verb, model):
        raise PermissionDenied


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, model: type[Any], pk: int | None = None) -> HttpResponse:
    """足す、直す; on the page of one also every press."""
    _require(request, "add" if pk is None else "view", model)
    entry = get_object_or_404(model.objects.select_related("organisation"), pk=pk) if pk else None
    if request.method == "POST" and entry is not None:
        _require(request, "change", model)
    organisation = request.GET.get("organisation", "") if entry is None else ""
    initial = {"organisation": organisation} if organisation else {}
    form = _FORMS[model](request.POST if request.method == "POST" else None, entry=entry, initial=initial)
    status = 200
    if form.is_valid():
        try:
            saved = _save(form, request)
        except EntryChangedMeanwhile as meanwhile:
            form.say_both(meanwhile.current)
            form.add_error(None, str(meanwhile))
            status = 409
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("保存しました。"))
            return redirect(f"admin:{_stem(model)}_change", saved.pk)
    title = entry.name_shown if entry else _("%(what)sを足す") % {"what": model._meta.verbose_name}
    return page(
        request,
        "entry.html",
        title,
        status=status,
        form=form,
        entry=entry,
        may_write=entry is None or _may(request, "change", model),
        model_name=model._meta.verbose_name,
        list_url=f"admin:{_stem(model)}_changelist",
        press_url=f"admin:{_stem(model)}_press",
        is_place=model is Gathering,
        hide_url=hide_url(entry) if entry else "",
    )


def _save(form: EntryForm, request: HttpRequest) -> Any:
    organisation = form.cleaned_data.get("organisation")
    return save(form, organisation_id=organisation.pk if organisation else None, by=acting_user(request))


@never_cache
@require_POST
def press(request: HttpRequest, model: type[Any], pk: int) -> HttpResponse:
    """お休み・再開・終わり・きょう確かめた"""
    _require(request, "change", model)
    entry = get_object_or_404(model, pk=pk)
    wanted, by = request.POST.get("do", ""), acting_user(request)
    try:
        if wanted == "checked" and model is Gathering:
            mark_checked(pk=entry.pk, by=by)
            said = _("確認した日を、きょうにしました。")
        elif wanted in PRESSES:
            said = PRESSES[wanted](model=model, pk=entry.pk, by=by).state_shown
        else:
            raise Http404
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"「{entry.name_shown}」：{said}")
    return redirect(f"admin:{_stem(model)}_change", pk)


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("状態")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("paused", _("お休み中")), ("ended", _("終わったもの"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "ended":
            return queryset.filter(ended_at__isnull=False)
        kept = queryset.filter(ended_at__isnull=True)
        return kept.filter(paused_at__isnull=False) if self.value() == "paused" else kept


class CheckFilter(admin.SimpleListFilter):
    title = gettext_lazy("確認")
    parameter_name = "check"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("old", _("1年以上確認していない"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        old = {"ended_at__isnull": True, "checked_on__lte": timezone.localdate() - A_YEAR}
        return queryset.filter(**old) if self.value() == "old" else queryset


class EntryAdmin(OnlyThroughActions):
    change_list_template = "admin/platform_orgs/entries.html"
    show_facets = admin.ShowFacets.NEVER
    list_select_related = ("organisation",)
    list_per_page = 100
    search_fields = ("search_text",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return queryset.matching(search_term.replace("\x00", "")), False  # type: ignore[attr-defined]

    @admin.display(description=gettext_lazy("団体"), ordering="organisation__kana")
    def owner(self, entry: Any) -> str:
        return entry.organisation.name if entry.organisation else _("（事務局）")

    @admin.display(description=gettext_lazy("状態"))
    def state(self, entry: Any) -> str:
        return entry.state_shown

    def get_urls(self) -> list[URLPattern]:
        view, stem, model = self.admin_site.admin_view, _stem(self.model), {"model": self.model}
        return [
            path("", view(self.changelist_view), name=f"{stem}_changelist"),
            path("enter/", view(edit), model, name=f"{stem}_enter"),
            path("<int:pk>/change/", view(edit), model, name=f"{stem}_change"),
            path("<int:pk>/press/", view(press), model, name=f"{stem}_press"),
        ]


@admin.register(Resource)
class ResourceAdmin(EntryAdmin):
    list_display = ("title", "owner", "kind", "conditions", "seen_by", "state")
    list_filter = (StateFilter, OwnerFilter, "kind", "is_public")
    search_help_text = gettext_lazy("できること・条件でさがす")

    @admin.display(description=gettext_lazy("見せる相手"), ordering="is_public")
    def seen_by(self, resource: Resource) -> str:
        return _("だれでも") if resource.is_public else _("団体だけ")


@admin.register(Gathering)
class GatheringAdmin(EntryAdmin):
    """Those that residents see although nobody has made sure of them for a year stand in one place: the filter."""

    list_display = ("name", "owner", "day_and_time", "place", "checked", "state")
    list_filter = (CheckFilter, StateFilter, OwnerFilter)
    search_help_text = gettext_lazy("名前・場所でさがす")

    @admin.display(description=gettext_lazy("日時"))
    def day_and_time(self, gathering: Gathering) -> str:
        return gathering.when_shown or gathering.when

    @admin.display(description=gettext_lazy("確認した日"), ordering="checked_on")
    def checked(self, gathering: Gathering) -> str:
        return format_date(gathering.checked_on)
