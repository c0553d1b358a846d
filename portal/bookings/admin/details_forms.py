"""Forms and rows in which staff write what an occasion is."""

import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.admin_revisions import RevisionedForm, RevisionedFormSet
from portal.bookings.models import Accommodation, Occasion, OccasionDate, PlaceKind
from portal.bookings.slugs import free_slug, private_slug
from portal.ui.moments import NamedMoments
from portal.ui.text import fold_kana

_FIRST_DAY = "dates-0-starts_at_0"
_HELP = {
    "selection": _(
        "抽選：申込期限のあと、職員が名簿から「抽選」を押すと、順番がきまります。"
        "選考：職員が一件ずつ決めます。公開したら変えられません。"
    ),
    "eligibility": _("「登録済みのつながりサポーター」のときは、職員が登録番号を確かめてから受け付けます。"),
    "promotion": _(
        "「本人に意向を聞いてから」のときは、待っている人に順に案内し、返事があるまで席を取っておきます。"
    ),
}


class OccasionForm(RevisionedForm):
    """Texts of an occasion. The address may stay empty: it is then made of kind and first day."""

    # Set by the admin of each kind.
    occasion_kind = ""

    accommodations = forms.MultipleChoiceField(
        label=_("用意できる配慮"),
        choices=Accommodation.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _(
                "半角の英数字とハイフン。空欄なら、種類と開催日から作ります。公開したら変えられません。"
            )

        for name in _HELP.keys() & self.fields.keys():
            self.fields[name].help_text = _HELP[name]

    def clean_title_kana(self) -> str:
        return fold_kana(self.cleaned_data["title_kana"])

    def clean_slug(self) -> str:
        if self.cleaned_data["slug"]:
            return self.cleaned_data["slug"]
        if not self.cleaned_data.get("is_listed", True):
            return private_slug()
        return free_slug(self.occasion_kind, self._first_day())

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        selection = data.get("selection", self.instance.selection)
        if selection == Occasion.Selection.FIRST_COME:
            return data
        if data.get("apply_by") in {Occasion.ApplyBy.NONE, Occasion.ApplyBy.OUTSIDE}:
            self.add_error("apply_by", _("抽選・選考は、ここで申込みを受けるときだけできます。"))
        if selection == Occasion.Selection.LOTTERY and "closes_at" in data and data["closes_at"] is None:
            self.add_error("closes_at", _("抽選は申込期限のあとにします。申込期限を入力してください。"))
        return data

    def _first_day(self) -> datetime.date | None:
        try:
            return forms.DateField().clean(self.data.get(_FIRST_DAY))
        except forms.ValidationError:
            return None


class DateInline(NamedMoments, admin.StackedInline):
    """The days. Once people may have read them they are moved by 延期, which tells everybody."""

    model = OccasionDate
    formset = RevisionedFormSet
    extra = 0
    min_num = 1
    fields = (("starts_at", "ends_at"), "venue_name", "venue_address", "access_note")

    def get_readonly_fields(self, request: HttpRequest, obj: Occasion | None = None) -> tuple[str, ...]:
        return ("starts_at", "ends_at") if obj and obj.is_visible else ()

    def get_min_num(self, request: HttpRequest, obj: Occasion | None = None, **kwargs: Any) -> int:
        return 0 if obj and obj.is_visible else 1

    def has_add_permission(self, request: HttpRequest, obj: Occasion | None = None) -> bool:
        return super().has_add_permission(request, obj) and not (obj and obj.is_visible)

    def has_delete_permission(self, request: HttpRequest, obj: Occasion | None = None) -> bool:
        # A day that nobody could read yet may go; whoever may write the days may also take one away.
        return bool(obj) and not obj.is_visible and self.has_change_permission(request, obj)  # type: ignore[union-attr]


class PlaceKindForm(forms.ModelForm):
    """A number of places that was saved is changed on its own page, by the action that counts seats."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            # In the table the labels stand in its head only.
            field.widget.attrs["aria-label"] = field.label
        if self.instance.pk and "capacity" in self.fields:
            self.fields["capacity"].disabled = True
            self.fields["capacity"].help_text = _("「定員を変える」から変えます")
            # What sort of place people were promised does not change under them.
            self.fields["kind"].disabled = True


class PlaceKindInline(admin.TabularInline):
    model = PlaceKind
    form = PlaceKindForm
    formset = RevisionedFormSet
    extra = 0
    fields = ("kind", "label", "capacity")

    def get_min_num(self, request: HttpRequest, obj: Occasion | None = None, **kwargs: Any) -> int:
        return 0 if obj else 1

    def has_delete_permission(self, request: HttpRequest, obj: Occasion | None = None) -> bool:
        return bool(obj) and not obj.is_visible and self.has_change_permission(request, obj)  # type: ignore[union-attr]
