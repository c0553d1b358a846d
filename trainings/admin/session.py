from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from portal.bookings.admin import OccasionAdmin
from portal.bookings.admin.details_forms import OccasionForm
from portal.bookings.models import Occasion, OccasionDate
from portal.ui.dates import format_period
from trainings.admin import certificates, closing, groups, printing, registering
from trainings.models import TrainingSession

_RULE = ("completion_rule", "completion_days", "completion_dates")
Rule = TrainingSession.CompletionRule


class _DatesField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return format_period(obj.starts_at, obj.ends_at)


class TrainingSessionForm(OccasionForm):
    """Also the completion rule: it must be possible to meet it, on dates that the session has."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "completion_dates" not in self.fields:
            return
        dates = OccasionDate.objects.filter(occasion=self.instance.pk)
        if self.instance.pk is None:
            dates = dates.none()
        self.fields["completion_dates"] = _DatesField(
            label=TrainingSession._meta.get_field("completion_dates").verbose_name,
            queryset=dates,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=_("「決めた日に出席」のとき。開催日を保存したあとで選べます。"),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        rule = data.get("completion_rule")
        if rule == Rule.AT_LEAST and "completion_days" in data:
            self._check_days(data["completion_days"])
        if rule == Rule.NAMED_DATES and not data.get("completion_dates"):
            text = _("出席が必要な日を選んでください。")
            if not self.fields["completion_dates"].queryset.exists():  # type: ignore[attr-defined]
                text = _("開催日を先に保存してから、出席が必要な日を選んでください。")
            self.add_error("completion_dates", text)
        return data

    def _check_days(self, needed: int | None) -> None:
        count = self._dates_count()
        if needed is None:
            self.add_error("completion_days", _("必要な日数を入力してください。"))
        elif count and needed > count:
            text = _("開催日は%(count)s日です。必要な日数は、それ以下にしてください。")
            self.add_error("completion_days", text % {"count": count})

    def _dates_count(self) -> int:
        """How many dates the session has, or will have by this very form."""
        if self.instance.pk and self.instance.is_visible:
            return OccasionDate.objects.filter(occasion=self.instance.pk, off="").count()
        rows = {name.split("-")[1] for name in self.data if name.startswith("dates-") and "starts_at" in name}
        return sum(
            bool(self.data.get(f"dates-{row}-starts_at_0")) and not self.data.get(f"dates-{row}-DELETE")
            for row in rows
        )


@admin.register(TrainingSession)
class TrainingSessionAdmin(OccasionAdmin):
    form = TrainingSessionForm
    occasion_kind = Occasion.Kind.TRAINING
    own_fields = ("course_kind", "programme", "lecturer")
    list_filter = ("state", "course_kind")

    def _fieldsets(self) -> Any:
        rule = {
            "classes": ["collapse"],
            "fields": _RULE,
            "description": _(
                "「終了」にするとき、この条件に合う人に修了証を出します。一人ずつ変えることもできます。"
            ),
        }
        return (*super()._fieldsets(), (_("修了の条件"), rule))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        fields = super().get_readonly_fields(request, obj)
        return (*fields, *_RULE) if obj and obj.is_over else fields

    def close_url(self, occasion: Occasion) -> str:
        return reverse("admin:trainings_trainingsession_closing", args=[occasion.pk])

    @staticmethod
    def _is_basic(occasion: Occasion) -> bool:
        """Whether its course leads to registration; those of a follow-up are supporters already."""
        basic = TrainingSession.CourseKind.BASIC
        return TrainingSession.objects.filter(pk=occasion.pk, course_kind=basic).exists()

    def roster_links(self, occasion: Occasion) -> list[tuple[str, str, str]]:
        def link(permission: str, label: str, page: str) -> tuple[str, str, str]:
            url = reverse(f"admin:trainings_trainingsession_{page}", args=[occasion.pk])
            return f"trainings.{permission}", label, url

        links = [link("view_groupplan", str(_("グループ分け")), "groups")]
        if occasion.state == Occasion.State.CLOSED:
            links.insert(0, link("view_certificate", str(_("修了証")), "certificates"))
            if self._is_basic(occasion):
                _permission, label, url = link("", str(_("サポーター登録")), "register")
                links.insert(1, ("supporters.add_supporter", label, url))
        return links

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        pages: dict[str, Any] = {
            "closing": ("closing/", closing.closing),
            "decide": ("closing/<int:attendee_pk>/", closing.decide),
            "certificates": ("certificates/", certificates.session_certificates),
            "tell": ("certificates/tell/", certificates.tell),
            "register": ("register/", registering.register_page),
            "issue": ("certificates/<int:attendee_pk>/issue/", certificates.issue),
            "print": ("certificates/print/", printing.print_session),
            "groups": ("groups/", groups.groups),
            "groups_newcomers": ("groups/newcomers/", groups.newcomers),
            "groups_move": ("groups/people/<int:attendee_pk>/", groups.move),
            "groups_add_rule": ("groups/rules/", groups.add_rule),
            "groups_remove_rule": ("groups/rules/<int:rule_pk>/remove/", groups.remove_rule),
            "groups_sheet": ("groups/sheet/", groups.sheet),
            "groups_pdf": ("groups/pdf/", groups.pdf),
        }
        return [
            *(
                path(f"<int:pk>/{address}", view(function), name=f"trainings_trainingsession_{name}")
                for name, (address, function) in pages.items()
            ),
            *super().get_urls(),
        ]
