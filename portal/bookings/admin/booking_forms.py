"""Small forms of the booking page."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.bookings.actions.details import AboutAttendee, Details
from portal.bookings.admin.base import ToldForm
from portal.bookings.models import Accommodation, Attendee, Booking, PlaceKind
from portal.ui.fields import TextField
from portal.ui.forms import PortalForm


class CancelForm(ToldForm):
    """Whom to cancel: the whole party unless told otherwise."""

    field_order = ("attendees", "told")

    attendees = forms.TypedMultipleChoiceField(
        label=_("取り消す人"), coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, live: Sequence[Attendee], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(live) == 1:
            del self.fields["attendees"]
            return
        field = self.fields["attendees"]
        field.choices = [(a.pk, a.person.name) for a in live]  # type: ignore[attr-defined]
        field.initial = [a.pk for a in live]

    def attendee_ids(self) -> list[int] | None:
        return self.cleaned_data.get("attendees")


class AboveCapacityForm(ToldForm):
    """Going above the capacity is staff's decision, never an accident."""

    above_capacity = forms.BooleanField(
        label=_("定員を超えてよい"), required=False, help_text=_("席が足りないときだけ。席の記録に残ります。")
    )


class RestoreForm(ToldForm):
    attendees = forms.TypedMultipleChoiceField(
        label=_("復活する人"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    above_capacity = forms.BooleanField(
        label=_("定員を超えて復活する"),
        help_text=_("空いている席がありません。ほかの人の席は減りません。席の記録に残ります。"),
        error_messages={"required": _("席が足りません。定員を超えてよければ、印をつけてください。")},
    )
    field_order = ("attendees", "above_capacity", "told")

    def __init__(self, gone: Sequence[Attendee], *args: Any, needs_room: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not needs_room:
            del self.fields["above_capacity"]
        field = self.fields["attendees"]
        field.choices = [(a.pk, a.person.name) for a in gone]  # type: ignore[attr-defined]
        field.initial = [a.pk for a in gone]


class MoveForm(AboveCapacityForm):
    field_order = ("place_kind", "above_capacity", "told")

    place_kind: Any = forms.ModelChoiceField(
        label=_("新しい参加のしかた"), queryset=None, widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, booking: Booking, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = PlaceKind.objects.filter(occasion=booking.occasion_id).exclude(pk=booking.place_kind_id)
        self.fields["place_kind"].queryset = others  # type: ignore[attr-defined]


class DetailsForm(PortalForm):
    """Helpers, origin and needs, with the revision that the page was made with."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    helpers = forms.TypedChoiceField(
        label=_("介助者の人数"), choices=[(n, f"{n}人" if n else _("なし")) for n in range(4)], coerce=int
    )
    note = TextField(label=_("本人からのひとこと"), required=False)

    def __init__(
        self, booking: Booking, current: Details, *args: Any, with_accommodations: bool, **kwargs: Any
    ) -> None:
        initial = {"revision": booking.revision, "helpers": current.helpers, "note": current.note}
        for pk, about in current.attendees.items():
            initial |= {f"affiliation_{pk}": about.affiliation, f"age_band_{pk}": about.age_band}
        wanted = current.accommodations or {}
        initial |= {"accommodations": list(wanted)}
        initial |= {f"text_{kind}": text for kind, text in wanted.items()}
        super().__init__(*args, initial=initial, **kwargs)
        self.people = [a for a in booking.attendees.all() if a.pk in current.attendees]
        self.kinds = [
            *booking.occasion.accommodations,
            *(k for k in wanted if k not in booking.occasion.accommodations),
        ]
        self.with_accommodations = with_accommodations
        self._add_people()
        if with_accommodations:
            self._add_accommodations()

    def _add_people(self) -> None:
        for attendee in self.people:
            about = {"name": attendee.person.name}
            self.fields[f"affiliation_{attendee.pk}"] = forms.CharField(
                label=_("所属（%(name)s さん）") % about, required=False, max_length=100
            )
            self.fields[f"age_band_{attendee.pk}"] = forms.ChoiceField(
                label=_("年代（%(name)s さん）") % about,
                choices=[("", _("わからない")), *Attendee.AgeBand.choices],
                required=False,
            )

    def _add_accommodations(self) -> None:
        labels = {kind: Accommodation(kind).label for kind in self.kinds}
        self.fields["accommodations"] = forms.MultipleChoiceField(
            label=_("必要な配慮"),
            choices=list(labels.items()),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        for kind, label in labels.items():
            self.fields[f"text_{kind}"] = forms.CharField(
                label=_("%(kind)sについてくわしく") % {"kind": label}, required=False, max_length=500
            )

    def details(self) -> Details:
        data = self.cleaned_data
        return Details(
            helpers=data["helpers"],
            note=data["note"],
            attendees={
                a.pk: AboutAttendee(data[f"affiliation_{a.pk}"], data[f"age_band_{a.pk}"])
                for a in self.people
            },
            accommodations={kind: data[f"text_{kind}"] for kind in data["accommodations"]}
            if self.with_accommodations
            else None,
        )
