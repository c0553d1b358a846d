"""相談窓口 for staff: the rows, their hours and windows, and the press 「今日確認した」."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.db import models
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from portal.admin_revisions import RevisionedAdmin, RevisionedFormSet
from portal.office.hiding import HIDING_FIELDS
from portal.office.models import Helpline, HelplineHours, HelplineWindow
from portal.office.opening import status_at
from portal.ui.moments import NamedMoments

_OLD = "?check=old"


class NeedsCheckFilter(admin.SimpleListFilter):
    title = _("確認")
    parameter_name = "check"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        return [("old", str(_("6か月以上確認していない")))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Helpline]) -> QuerySet[Helpline]:
        if self.value() == "old":
            return queryset.filter(pk__in=Helpline.objects.needing_check(timezone.localdate()).values("pk"))
        return queryset


class HoursForm(forms.ModelForm):
    weekdays = forms.TypedMultipleChoiceField(
        label=_("曜日"),
        choices=HelplineHours.Weekday.choices,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class HoursInline(admin.StackedInline):
    model = HelplineHours
    form = HoursForm
    formset = RevisionedFormSet
    extra = 0
    fields = ("weekdays", "month_day", ("opens_at", "closes_at"), ("on_holidays", "at_new_year"))
    formfield_overrides = {models.TimeField: {"widget": forms.TimeInput(format="%H:%M", attrs={"size": 6})}}


class WindowInline(NamedMoments, admin.StackedInline):
    model = HelplineWindow
    formset = RevisionedFormSet
    extra = 0


@never_cache
@require_POST
@permission_required("office.change_helpline", raise_exception=True)
def checked_today(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody has compared the row with its source and found it right."""
    helpline = get_object_or_404(Helpline, pk=pk)
    Helpline.objects.filter(pk=pk).update(checked_on=timezone.localdate(), revision=F("revision") + 1)
    admin.site.get_model_admin(Helpline).log_change(request, helpline, gettext("今日確認した"))
    messages.success(
        request, gettext("「%(name)s」を、今日確認したことにしました。") % {"name": helpline.name}
    )
    back = reverse("admin:office_helpline_changelist")
    return redirect(back + _OLD if request.GET.get("check") == "old" else back)


@admin.register(Helpline)
class HelplineAdmin(NamedMoments, RevisionedAdmin):
    list_display = ("name", "topic", "telephone", "is_open_now", "checked_on")
    list_filter = (NeedsCheckFilter, "topic", "opening")
    list_select_related = ("district",)
    search_fields = ("name", "telephone", "description")
    inlines = (HoursInline, WindowInline)
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    fieldsets = (
        (None, {"fields": ("topic", "name", "description", "position")}),
        (
            _("連絡のしかた（どれか一つ以上）"),
            {"fields": ("telephone", "chat_url", "email", "fax", "url", "counter_address", "map_url")},
        ),
        (_("だれのためか"), {"fields": ("area", "district", "audience", "languages", "cost")}),
        (_("いつ開いているか"), {"fields": ("opening", "hours_note")}),
        (_("確かさ"), {"fields": ("source_name", "source_url", "checked_on")}),
        (_("期間のある窓口だけ"), {"fields": ("valid_from", "valid_until")}),
        HIDING_FIELDS,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Helpline]:
        return super().get_queryset(request).prefetch_related("hours", "windows")

    def get_list_display(self, request: HttpRequest) -> Any:
        """With a press per row for who may write."""
        if not self.has_change_permission(request):
            return self.list_display

        @admin.display(description=_("確認の記録"))
        def press(helpline: Helpline) -> str:
            # The list stands in a form of its own, whose token goes along.
            address = reverse("admin:office_helpline_checked", args=[helpline.pk])
            if request.GET.get("check") == "old":
                address += _OLD
            words = gettext("今日確認した")
            return format_html('<button class="press" formaction="{}">{}</button>', address, words)

        return (*self.list_display, press)

    @admin.display(description=_("いま"))
    def is_open_now(self, helpline: Helpline) -> str:
        status = status_at(helpline, timezone.now())
        if status.is_open is None:
            return gettext("わからない")
        return gettext("開いている") if status.is_open else gettext("開いていない")

    def get_urls(self) -> list[URLPattern]:
        checked = path(
            "<int:pk>/checked/", self.admin_site.admin_view(checked_today), name="office_helpline_checked"
        )
        return [checked, *super().get_urls()]
