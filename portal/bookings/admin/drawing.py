"""抽選: who takes part, one press, and what came of it; a void draw stays to be seen."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Max, Prefetch, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from portal.accounts.acting import acting_user
from portal.bookings import actions
from portal.bookings.admin.base import attempt, page, posted, seats_may_change, staff_may
from portal.bookings.admin.occasion_pages import FORM_METHODS, get_occasion
from portal.bookings.errors import AlreadyDrawn
from portal.bookings.models import Attendee, Booking, Draw, DrawEntry, Occasion, PlaceKind
from portal.bookings.offers import application_closes_at
from portal.correspondence.models import Message
from portal.correspondence.told import Told, told_about
from portal.errors import PortalError
from portal.ui.forms import PortalForm

Status = Booking.Status
Awaits = Booking.Awaits


class DrawForm(PortalForm):
    """The press, and the entrants that the page was made with: paper may have been entered meanwhile."""

    seen = forms.CharField(widget=forms.HiddenInput)
    sure = forms.BooleanField(label=gettext_lazy("期限までに届いた紙の申込も、全部入力した"))


class VoidForm(PortalForm):
    draw = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("無効にする理由"),
        max_length=300,
        help_text=gettext_lazy("抽選の記録に残ります。例）期限内に届いたFAXの申込がもれていた"),
    )


@dataclass(frozen=True)
class Result:
    """One line of a result: the entry as it was drawn, and how far its party has been told."""

    entry: DrawEntry
    told: Told | None


@require_http_methods(FORM_METHODS)
@staff_may("change_booking")
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    occasion = get_occasion(pk)
    seen = _seen(occasion)
    form = DrawForm(posted(request), initial={"seen": seen})
    if request.method == "POST" and form.is_valid():
        # Who presses twice is told what the first press did, not that the entrants are gone.
        if form.cleaned_data["seen"] != seen and _standing(occasion) is None:
            form.add_error(None, _("この画面を開いたあとに申込が変わりました。いまの数を確かめてください。"))
            _let_next_press_count(form, seen)
        else:
            answer = _draw(request, occasion, form)
            if answer is not None:
                return answer
    return _page(request, occasion, form)


def _let_next_press_count(form: Any, seen: str) -> None:
    form.data = form.data.copy()
    form.data["seen"] = seen


def _draw(request: HttpRequest, occasion: Occasion, form: DrawForm) -> HttpResponse | None:
    try:
        drawn = actions.draw(occasion_id=occasion.pk, by=acting_user(request))
    except AlreadyDrawn as error:
        messages.warning(request, str(error))
    except PortalError as error:
        form.add_error(None, str(error))
        return None
    else:
        text = _("抽選しました。%(count)s組に、それぞれの連絡の方法で結果を知らせます。")
        messages.success(request, text % {"count": drawn.entries.count()})
    return redirect("admin:bookings_occasion_draw", occasion.pk)


@require_http_methods(FORM_METHODS)
@staff_may("void_draw")
def void(request: HttpRequest, pk: int) -> HttpResponse:
    """無効にする: for a manager, with a reason. Everybody takes part in a new draw."""
    occasion = get_occasion(pk)
    standing = _standing(occasion)
    form = VoidForm(posted(request), initial={"draw": standing.pk if standing else None})
    if request.method == "POST" and form.is_valid():
        asked = get_object_or_404(Draw, pk=form.cleaned_data["draw"], occasion=pk)
        done = attempt(
            form,
            actions.void_draw,
            draw_id=asked.pk,
            reason=form.cleaned_data["reason"],
            by=acting_user(request),
        )
        if done is not None:
            messages.success(
                request, _("抽選を無効にしました。みなさんに知らせます。直したら、もう一度抽選してください。")
            )
            return redirect("admin:bookings_occasion_draw", pk)
    return page(
        request,
        "void_draw.html",
        _("抽選を無効にする"),
        occasion=occasion,
        form=form,
        draw=standing,
        entries=standing.entries.count() if standing else 0,
        is_off=standing is None or not seats_may_change(occasion),
    )


def _page(request: HttpRequest, occasion: Occasion, form: DrawForm) -> HttpResponse:
    closes_at = application_closes_at(occasion)
    standing = _standing(occasion)
    is_lottery = occasion.selection == Occasion.Selection.LOTTERY
    results = _results(standing) if standing else []
    return page(
        request,
        "draw.html",
        _("抽選"),
        occasion=occasion,
        form=form,
        is_lottery=is_lottery,
        standing=standing,
        results=results,
        entries=[line.entry for line in results],
        prepared=None if standing else occasion.draws.filter(drawn_at=None, voided_at=None).first(),
        voided=list(
            occasion.draws.filter(voided_at__isnull=False)
            .select_related("drawn_by", "voided_by")
            .prefetch_related(Prefetch("entries", DrawEntry.objects.select_related("booking__contact")))
            .order_by("-pk")
        ),
        lines=[] if standing else _lines(occasion),
        closes_at=closes_at,
        is_closed=closes_at is not None and closes_at <= timezone.now(),
        undecided=[] if standing else list(_undecided(occasion)),
        may_change=seats_may_change(occasion),
    )


def _standing(occasion: Occasion) -> Draw | None:
    """The draw that was held and counts."""
    return (
        occasion.draws.filter(drawn_at__isnull=False, voided_at__isnull=True)
        .select_related("drawn_by")
        .first()
    )


def _undecided(occasion: Occasion) -> QuerySet[Booking]:
    """Applications of which somebody must say first whether they take part."""
    return occasion.bookings.to_check().select_related("contact").order_by("queue_no")


def _entrants(occasion: Occasion) -> QuerySet[Booking]:
    return occasion.bookings.filter(status=Status.RECEIVED, awaits=Awaits.DRAW)


def _seen(occasion: Occasion) -> str:
    """Changes whenever somebody joins or leaves those who take part, or one of them changes."""
    state = _entrants(occasion).aggregate(count=Count("pk"), last=Max("pk"), revisions=Sum("revision"))
    return f"{state['count']}-{state['last'] or 0}-{state['revisions'] or 0}"


def _lines(occasion: Occasion) -> list[dict[str, Any]]:
    """How many take part for each kind of place, in parties and in people, and what there is for them."""
    of_kind: dict[int, Any] = {
        row["booking__place_kind"]: row
        for row in Attendee.objects.live()
        .filter(occasion=occasion, booking__status=Status.RECEIVED, booking__awaits=Awaits.DRAW)
        .values("booking__place_kind")
        .annotate(people=Count("pk"), parties=Count("booking", distinct=True))
        .order_by()
    }
    kinds = PlaceKind.objects.filter(occasion=occasion).with_counts(timezone.now())
    return [
        {
            "kind": kind,
            "free": max(kind.capacity - kind.taken, 0),
            "people": of_kind.get(kind.pk, {}).get("people", 0),
            "parties": of_kind.get(kind.pk, {}).get("parties", 0),
        }
        for kind in kinds
    ]


def _results(held: Draw) -> list[Result]:
    entries = list(
        held.entries.select_related("booking__contact", "booking__place_kind")
        .prefetch_related("booking__attendees__person")
        .order_by("rank")
    )
    outcomes = Message.objects.filter(
        kind="bookings.outcome",
        subject_type=ContentType.objects.get_for_model(Booking),
        subject_id__in=[entry.booking_id for entry in entries],
        created_at__gte=held.drawn_at,
    ).order_by("pk")
    of_booking = dict(zip(outcomes.values_list("subject_id", flat=True), told_about(outcomes), strict=True))
    return [Result(entry, of_booking.get(entry.booking_id)) for entry in entries]
