from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.admin_revisions import RevisionedAdmin, RevisionedForm
from portal.office.models import District
from portal.ui.numbers import format_telephone
from supporters.admin import importing, lists, registering, states
from supporters.finding import find
from supporters.models import Supporter, SupporterTraining

_ROWS_A_PAGE = 50


class DistrictFilter(admin.SimpleListFilter):
    """By 地域 with everything in it, or by one 地区. Those who must not be found by their place are left out."""

    title = gettext_lazy("地区")
    parameter_name = "district"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        places = [(str(district.pk), district.indented_name) for district in District.objects.all()]
        return [*places, ("none", _("書いていない"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Supporter]) -> QuerySet[Supporter]:
        value = self.value() or ""
        if value == "none":
            return queryset.filter(person__district__isnull=True)
        if not (value.isdecimal() and len(value) < 19):
            return queryset
        here = District.objects.within(int(value))
        return queryset.filter(
            person__district__in=here.order_by().values("pk"), person__handle_with_care=False
        )


class SupporterForm(RevisionedForm):
    def clean_number(self) -> str:
        number = str(self.cleaned_data["number"]).strip()
        if not number:
            raise ValidationError(_("登録番号を入力してください。"))
        return number


@admin.register(Supporter)
class SupporterAdmin(RevisionedAdmin):
    """The registry. People enter it by registering and leave it by ending; nobody is deleted."""

    form = SupporterForm
    change_list_template = "admin/supporters/registry.html"
    change_form_template = "admin/supporters/supporter.html"
    list_display = ("number", "name", "kana", "telephone", "district", "shown_state", "registered_on")
    list_display_links = ("number", "name")
    list_filter = ("state", DistrictFilter)
    show_facets = admin.ShowFacets.NEVER
    list_select_related = ("person__district",)
    # Only says that there is a search; what is searched are the folded keys.
    search_fields = ("number_key",)
    search_help_text = gettext_lazy("お名前・ふりがな・登録番号・電話番号・メールアドレス")
    list_per_page = _ROWS_A_PAGE
    show_full_result_count = False
    actions = None
    readonly_fields = ("who", "shown_state", "registered_by")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "who",
                    "shown_state",
                    "number",
                    "registered_on",
                    "affiliation",
                    "age_band",
                    "wants_follow_ups",
                    "wants_news",
                    "registered_by",
                )
            },
        ),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Supporter]:
        return Supporter.objects.listed()

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Supporter], search_term: str
    ) -> tuple[QuerySet[Supporter], bool]:
        if not search_term.strip():
            return queryset, False
        return queryset.filter(pk__in=find(search_term).order_by().values("pk")), False

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "number" and field is not None:
            field.help_text = _("まちがいを直すときだけ、変えます。")
        return field

    @admin.display(description=gettext_lazy("お名前"))
    def name(self, supporter: Supporter) -> str:
        return supporter.person.name

    @admin.display(description=gettext_lazy("ふりがな"))
    def kana(self, supporter: Supporter) -> str:
        return supporter.person.kana

    @admin.display(description=gettext_lazy("電話番号"))
    def telephone(self, supporter: Supporter) -> str:
        return format_telephone(supporter.person.ways.telephone)

    @admin.display(description=gettext_lazy("地区"))
    def district(self, supporter: Supporter) -> str:
        ways = supporter.person.ways
        return _("取扱注意") if ways.is_hidden else str(ways.district or "")

    @admin.display(description=gettext_lazy("状態"))
    def shown_state(self, supporter: Supporter) -> str:
        label = supporter.get_state_display()
        if supporter.end_reason:
            label = f"{label}（{supporter.get_end_reason_display()}）"
        return format_html('<span class="chip chip--{}">{}</span>', supporter.state, label)

    @admin.display(description=gettext_lazy("お名前"))
    def who(self, supporter: Supporter) -> str:
        url = reverse("admin:desk_person", args=[supporter.person_id])
        return format_html('<a href="{}">{}</a> {}', url, supporter.person.name, supporter.person.kana)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        more: dict[str, Any] = {}
        supporter = Supporter.objects.filter(pk=object_id).first() if object_id.isdecimal() else None
        if supporter is not None:
            more["steps"] = supporter.steps.select_related("by")
            taken = SupporterTraining.objects.filter(supporter=supporter).select_related("training__occasion")
            more["past_trainings"] = taken.order_by("training__held_on")
        return super().change_view(request, object_id, form_url, more | (extra_context or {}))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        pages: dict[str, tuple[str, Any, dict[str, str]]] = {
            "print": ("print/", lists.print_list, {}),
            "own_data": ("<int:pk>/data/", lists.own_data, {}),
            "export": ("export/", lists.export, {}),
            "register": ("register/<int:person_pk>/", registering.register_person, {}),
        }
        for press in states.PRESSES:
            pages[press] = (f"<int:pk>/{press}/", states.change_state, {"press": press})
        return [
            *(
                path(address, view(function), name=f"supporters_{name}")
                for name, (address, function) in importing.ADDRESSES.items()
            ),
            *(
                path(address, view(function), more, name=f"supporters_supporter_{name}")
                for name, (address, function, more) in pages.items()
            ),
            *super().get_urls(),
        ]
