"""The shared base of the admins that edit occasions: trainings, events."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db import models
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.admin_revisions import RevisionedAdmin
from portal.bookings.admin.copying import copy_page
from portal.bookings.admin.details_forms import (
    DateInline,
    OccasionForm,
    PlaceKindInline,
)
from portal.bookings.models import Occasion
from portal.office.hiding import HIDING_FIELDS
from portal.ui.dates import format_moment
from portal.ui.moments import NamedMoments


class OccasionAdmin(NamedMoments, RevisionedAdmin):
    """What staff write about an occasion. Seats, state and public days are changed on pages of their own.

    A child names its ``occasion_kind``, its own fields (``own_fields``), what a copy
    starts without and which rows it takes along (names of the relations).
    """

    occasion_kind: Occasion.Kind
    own_fields: tuple[str, ...] = ()
    own_folded: tuple[str, ...] = ()
    not_copied: tuple[str, ...] = ()
    copied_rows: tuple[str, ...] = ()

    actions = None
    show_facets = admin.ShowFacets.NEVER
    form = OccasionForm
    inlines: ClassVar[Any] = (DateInline, PlaceKindInline)
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    list_display = ("title", "state", "first_day", "roster_link", "copy_link")
    list_filter: ClassVar[Any] = ("state",)
    search_fields = ("title",)
    search_help_text = _("名前でさがす")
    change_list_template = "admin/bookings/occasion_list.html"
    change_form_template = "admin/bookings/occasion_change.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        # Not the stock one, which would order by a column that is only counted afterwards.
        return self.model._default_manager.with_period().order_by(*self.get_ordering(request))

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        return ("-first_start", "-pk")

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.fieldsets = self._fieldsets()  # type: ignore[misc]  # one for each admin, as Django has it

    def _fieldsets(self) -> Any:
        """About ten fields to see; the rest is folded and has the office's defaults."""
        return (
            (None, {"fields": ("title", *self.own_fields, "description", "audience", "fee", "closes_at")}),
            (
                _("申込のしかた"),
                {
                    "classes": ["collapse"],
                    "fields": ("apply_by", "apply_url", "opens_at", "selection", "eligibility", "is_listed"),
                },
            ),
            (
                _("席が空いたとき"),
                {"classes": ["collapse"], "fields": ("promotion", "offer_days", "promotion_stops_hours")},
            ),
            (
                _("参加する人への案内"),
                {
                    "classes": ["collapse"],
                    "fields": (
                        "summary",
                        "title_kana",
                        *self.own_folded,
                        "bring",
                        "organiser",
                        "interpreter_note",
                        "photography_note",
                        "has_press",
                        "decision_note",
                    ),
                },
            ),
            (_("配慮"), {"classes": ["collapse"], "fields": ("accommodations", "accommodations_until")}),
            (_("公開ページのアドレス"), {"classes": ["collapse"], "fields": ("slug",)}),
            HIDING_FIELDS,
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        # People applied under these: an address that they keep, and how places are given.
        return ("slug", "selection") if obj and obj.is_visible else ()

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        defaults = {"audience": gettext("どなたでも"), "fee": gettext("無料")}
        return {**defaults, **super().get_changeform_initial_data(request)}

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm]:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.occasion_kind = self.occasion_kind.value
        return form

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        context["show_save_and_add_another"] = False
        return super().render_change_form(request, context, *args, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    @admin.display(description=_("開催日"), ordering="first_start")
    def first_day(self, occasion: Occasion) -> str:
        start = occasion.first_start  # type: ignore[attr-defined]
        return format_moment(start) if start else ""

    @admin.display(description=_("名簿"))
    def roster_link(self, occasion: Occasion) -> str:
        url = reverse("admin:bookings_occasion_roster", args=[occasion.pk])
        return format_html('<a href="{}">{}</a>', url, _("名簿"))

    @admin.display(description=_("写す"))
    def copy_link(self, occasion: Occasion) -> str:
        url = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_copy")
        return format_html('<a href="{}?from={}">{}</a>', url, occasion.pk, _("写して作る"))

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_copy"
        return [path("copy/", self.admin_site.admin_view(copy_page(self)), name=name), *super().get_urls()]

    def close_url(self, occasion: Occasion) -> str:
        """Where staff close it: a kind with more to do at its end has a page of its own."""
        return reverse("admin:bookings_occasion_close", args=[occasion.pk])

    def roster_links(self, occasion: Occasion) -> list[tuple[str, str, str]]:
        """Permission, label and address of further pages of this kind, for the head of the roster."""
        return []

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not change:
            messages.info(request, _("まだ公開していません。内容を確かめて「公開する」を押してください。"))
