"""What only staff enter at the door: somebody without an application, and who took part online."""

import secrets
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.accounts.models import User
from portal.bookings import actions
from portal.bookings.door.access import Doorkeeper, keeper_of, refuse
from portal.bookings.door.matching import match_lines
from portal.bookings.door.screen import common, date_or_404
from portal.bookings.door.sheet import Status, namesakes
from portal.bookings.errors import NoPlaceFree, NotComing
from portal.bookings.forms import needs_kana
from portal.bookings.models import Attendee, Booking, Occasion, OccasionDate, PlaceKind
from portal.errors import PortalError
from portal.people.models import ContactWish, Person
from portal.ui.fields import KanaField, NameField, TelephoneField, TextField
from portal.ui.forms import PortalForm


class WalkInForm(PortalForm):
    """A name and a reading suffice: the person stands there."""

    name = NameField(label=gettext_lazy("お名前"), attrs={"autocomplete": "off"})
    kana = KanaField(label=gettext_lazy("ふりがな"), required=False)
    telephone = TelephoneField(
        label=gettext_lazy("電話番号"),
        required=False,
        attrs={"autocomplete": "off"},
        help_text=gettext_lazy("なくてもよい。修了証などの連絡に使います。"),
    )
    place_kind: Any = forms.ModelChoiceField(
        label=gettext_lazy("参加のしかた"), queryset=None, widget=forms.RadioSelect, empty_label=None
    )
    above_capacity = forms.BooleanField(
        label=gettext_lazy("定員を超えてよい（記録に残ります）"), required=False
    )
    is_somebody_else = forms.BooleanField(label=gettext_lazy("同じ名前の、別の人"), required=False)
    submission_key = forms.CharField(widget=forms.HiddenInput, max_length=50)

    def __init__(self, occasion: Occasion, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = PlaceKind.objects.filter(occasion=occasion.pk)
        self.only_kind = kinds[0] if len(kinds) == 1 else None
        self.fields["place_kind"].queryset = kinds  # type: ignore[attr-defined]
        if self.only_kind:
            del self.fields["place_kind"]
        self.fields["kana"].requirement_note = _("※必須（ローマ字のお名前なら任意）")  # type: ignore[attr-defined]
        self.namesakes: list[Attendee] = []
        # What was asked once stays on the form, so that no tick is lost over another question.
        self.asks_for_more = "above_capacity" in self.data
        self.asks_who = "is_somebody_else" in self.data

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        name = data.get("name")
        if name and needs_kana(name) and not data.get("kana") and "kana" not in self.errors:
            self.add_error("kana", _("ふりがなを入力してください。"))
        return data

    def to_application(self) -> actions.Application:
        data = self.cleaned_data
        person = Person(
            name=data["name"],
            kana=data["kana"],
            telephone=data["telephone"],
            contact_wish=ContactWish.TELEPHONE if data["telephone"] else "",
        )
        kind = self.only_kind or data["place_kind"]
        return actions.Application(
            place_kind_id=kind.pk, members=[actions.PartyMember(person)], channel=Booking.Channel.COUNTER
        )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def walk_in(request: HttpRequest, pk: int) -> HttpResponse:
    """飛び込み: entered here, seated and present in one press."""
    date = date_or_404(pk)
    keeper = _staff_at(request, date)
    if isinstance(keeper, HttpResponse):
        return keeper
    if request.method == "POST":
        form = WalkInForm(date.occasion, request.POST)
        booking = _seat(form, date, keeper) if form.is_valid() else None
        if booking is not None:
            text = _("%(name)sさんを受け付け、出席にしました。")
            messages.success(request, text % {"name": booking.contact.name})
            return redirect("door:screen", date.pk)
    else:
        form = WalkInForm(date.occasion, initial={"submission_key": secrets.token_urlsafe(24)})
    places = PlaceKind.objects.filter(occasion=date.occasion_id).with_counts(timezone.now())
    context = {**common(date, keeper), "form": form, "places": places}
    return render(request, "door/walk_in.html", context)


def _seat(form: WalkInForm, date: OccasionDate, keeper: Doorkeeper) -> Booking | None:
    data = form.cleaned_data
    assert isinstance(keeper.by, User)
    key = f"door-{data['submission_key']}"
    form.namesakes = namesakes(date.occasion, data["kana"] or data["name"], besides=key)
    if form.namesakes and not data["is_somebody_else"]:
        form.asks_who = True
        text = _(
            "同じ読みの人が、もう申し込んでいます。同じ人なら、名簿でさがして出席にしてください。"
            "別の人のときは、ここに印をつけて、もう一度押してください。"
        )
        form.add_error("is_somebody_else", text)
        return None
    try:
        return actions.walk_in(
            date=date,
            application=form.to_application(),
            submission_key=key,
            by=keeper.by,
            above_capacity=data["above_capacity"],
        )
    except NoPlaceFree:
        form.asks_for_more = True
        form.add_error(
            "above_capacity",
            _("満席です。それでも受け入れるときは、ここに印をつけて、もう一度押してください。"),
        )
    except PortalError as error:
        form.add_error(None, str(error))
    return None


class PastedForm(PortalForm):
    pasted = TextField(
        label=gettext_lazy("参加者の一覧をはりつける"),
        max_length=60_000,
        rows=8,
        help_text=gettext_lazy("一行に一人。名前、ふりがな、メールアドレスのどれかがあれば、さがせます。"),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def online(request: HttpRequest, pk: int) -> HttpResponse:
    """Who took part online: paste the list, look at what was found, then mark."""
    date = date_or_404(pk)
    keeper = _staff_at(request, date)
    if isinstance(keeper, HttpResponse):
        return keeper
    chosen = {
        int(pk) for pk in request.POST.getlist("attendee") if pk.isascii() and pk.isdigit() and len(pk) < 18
    }
    if request.method == "POST" and "mark" in request.POST and chosen:
        marks = dict.fromkeys(chosen, Status.PRESENT)
        try:
            changed = actions.mark_attendance(date=date, marks=marks, by=keeper.by)
        except NotComing as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("%(count)s人を出席にしました。") % {"count": changed})
            return redirect("door:screen", date.pk)
    form = PastedForm(request.POST if request.method == "POST" else None)
    context = {**common(date, keeper), "form": form}
    if request.method == "POST" and form.is_valid():
        context |= _found(form.cleaned_data["pasted"], date)
        context["nobody_chosen"] = "mark" in request.POST and not chosen
    return render(request, "door/online.html", context)


def _found(pasted: str, date: OccasionDate) -> dict[str, Any]:
    attendees = list(
        Attendee.objects.coming()
        .filter(occasion=date.occasion_id)
        .select_related("person", "booking__contact", "booking__place_kind")
    )
    marks = dict(date.attendances.values_list("attendee_id", "status"))
    found = match_lines(pasted, attendees)
    sure, seen = [], set()
    for match in found:
        if match.is_sure and match.attendees[0].pk not in seen:
            seen.add(match.attendees[0].pk)
            sure.append((match, marks.get(match.attendees[0].pk) not in {Status.ABSENT, Status.EXCUSED}))
    return {
        "sure": sure,
        "unsure": [match for match in found if len(match.attendees) > 1],
        "unknown": [match for match in found if not match.attendees],
        "is_matched": True,
    }


def _staff_at(request: HttpRequest, date: OccasionDate) -> Doorkeeper | HttpResponse:
    """The member of staff who stands here. Helpers do not seat anybody, and see no addresses: 404 for them."""
    keeper = keeper_of(request, date.occasion)
    if keeper is None:
        return refuse(request, date.occasion)
    if not keeper.is_staff:
        raise Http404
    return keeper
