"""What somebody can do with an occasion right now: the one rule that every page and action asks."""

import datetime
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.bookings.models.occasion import Occasion
from portal.bookings.models.place_kind import PlaceKind

_FEW = 3  # places; or a tenth of the capacity where that is more


class OfferKind(models.TextChoices):
    BOOKABLE = "bookable", _("申込受付中")
    FEW_LEFT = "few_left", _("残りわずか")
    WAITING_LIST = "waiting_list", _("キャンセル待ち受付中")
    LOTTERY = "lottery", _("抽選・受付中")
    REVIEW = "review", _("選考・受付中")
    OFFICE_ONLY = "office_only", _("電話・FAX・窓口で受付中")
    OUTSIDE = "outside", _("ほかのサイトで受付中")
    NO_APPLICATION = "no_application", _("申込不要")
    NOT_YET_OPEN = "not_yet_open", _("受付はこれから")
    APPLICATION_CLOSED = "application_closed", _("申込受付終了")
    POSTPONED = "postponed", _("延期（日程未定）")
    CANCELLED = "cancelled", _("中止")
    OVER = "over", _("終了")


@dataclass(frozen=True)
class Places:
    """How one kind of place stands, in people."""

    place_kind: PlaceKind
    capacity: int
    taken: int
    waiting: int

    @property
    def left(self) -> int:
        """Places that a newcomer can have. A free one is not free while somebody waits for it."""
        return 0 if self.waiting else max(0, self.capacity - self.taken)

    @property
    def are_few(self) -> bool:
        return 0 < self.left <= max(_FEW, self.capacity // 10)


@dataclass(frozen=True)
class Offer:
    kind: OfferKind
    places: tuple[Places, ...]
    opens_at: datetime.datetime | None
    closes_at: datetime.datetime | None
    # How the places go to newcomers at this moment: after its draw a lottery goes on first come.
    selection: Occasion.Selection = Occasion.Selection.FIRST_COME

    @property
    def is_first_come(self) -> bool:
        """Whether a free place is had by applying: only then does it help anybody to know how many are left."""
        return self.selection == Occasion.Selection.FIRST_COME

    @property
    def left(self) -> int:
        """Places that newcomers can have, over all kinds of place."""
        return sum(places.left for places in self.places)

    @property
    def waiting(self) -> int:
        return sum(places.waiting for places in self.places)

    @property
    def is_open(self) -> bool:
        """Whether applications are taken somewhere at this moment, be it for the waiting list."""
        return self.kind in _OPEN

    @property
    def takes_applications(self) -> bool:
        """Whether one can apply on this site at this moment, be it for the waiting list."""
        return self.kind in _HERE

    @property
    def may_open(self) -> bool:
        """Whether waiting makes sense: applications open later, or a new day is being looked for."""
        return self.kind in {OfferKind.NOT_YET_OPEN, OfferKind.POSTPONED}

    @property
    def takes_place(self) -> bool:
        """Whether the days that are shown are days to come to."""
        return self.kind not in {OfferKind.OVER, OfferKind.CANCELLED, OfferKind.POSTPONED}

    @property
    def has_places(self) -> bool:
        """Whether one can still come: open, and not only to the end of a queue."""
        if self.kind == OfferKind.OFFICE_ONLY:
            return self.left > 0 or not self.is_first_come
        return self.kind in _OPEN and self.kind != OfferKind.WAITING_LIST


_DECIDED_LATER = {
    Occasion.Selection.LOTTERY: OfferKind.LOTTERY,
    Occasion.Selection.REVIEW: OfferKind.REVIEW,
}
_HERE = frozenset({OfferKind.BOOKABLE, OfferKind.FEW_LEFT, OfferKind.WAITING_LIST, *_DECIDED_LATER.values()})
_OPEN = _HERE | {OfferKind.OFFICE_ONLY, OfferKind.OUTSIDE, OfferKind.NO_APPLICATION}


def application_closes_at(occasion: Occasion) -> datetime.datetime | None:
    """The end of the application window: as stated, else the first start; None without dates."""
    starts = [date.starts_at for date in occasion.dates.all()]
    return occasion.closes_at or min(starts, default=None)


def promotion_stops_at(occasion: Occasion) -> datetime.datetime | None:
    """From when on a seat that becomes free passes to nobody by itself: staff ask people then. None without
    dates."""
    first = min((date.starts_at for date in occasion.dates.all()), default=None)
    return first - datetime.timedelta(hours=occasion.promotion_stops_hours) if first else None


def obstacle(occasion: Occasion, now: datetime.datetime) -> OfferKind | None:
    """Why nobody can apply at ``now`` whatever the places, or None. Needs the dates and no counts.

    The window is opens_at ≤ now < closes_at; without the first it opens on publication, without the
    second it ends at the first start. Where no application is needed there is no window.
    """
    by_state = {
        Occasion.State.CANCELLED: OfferKind.CANCELLED,
        Occasion.State.POSTPONED: OfferKind.POSTPONED,
        Occasion.State.CLOSED: OfferKind.OVER,
        Occasion.State.PLANNED: OfferKind.NOT_YET_OPEN,
    }
    state = Occasion.State(occasion.state)
    if state in by_state:
        return by_state[state]
    ends = [date.ends_at for date in occasion.dates.all()]
    if ends and max(ends) <= now:
        return OfferKind.OVER
    if occasion.apply_by == Occasion.ApplyBy.NONE:
        return None
    if occasion.opens_at is not None and now < occasion.opens_at:
        return OfferKind.NOT_YET_OPEN
    closes_at = application_closes_at(occasion)
    if closes_at is not None and now >= closes_at:
        return OfferKind.APPLICATION_CLOSED
    return None


def takes_paper(occasion: Occasion, offer: Offer) -> bool:
    """Whether an application sheet is of use: the office keeps places and takes, or will take, applications."""
    is_ahead = offer.is_open or offer.kind == OfferKind.NOT_YET_OPEN
    return occasion.keeps_places and occasion.is_visible and is_ahead


def offer_for(occasion: Occasion, *, now: datetime.datetime) -> Offer:
    """What can be done with the occasion at ``now``.

    Costs no query for occasions from ``with_seats(now)``; for others two, and one more for a lottery.
    """
    places = _places(occasion, now)
    selection = _selection(occasion)
    return Offer(
        kind=obstacle(occasion, now) or _open_kind(occasion, places, selection),
        places=places,
        opens_at=occasion.opens_at,
        closes_at=application_closes_at(occasion),
        selection=selection,
    )


def _selection(occasion: Occasion) -> Occasion.Selection:
    """How the next application is decided. After the draw nobody draws again: who comes later queues up."""
    if occasion.selection != Occasion.Selection.LOTTERY or not occasion.keeps_places:
        return Occasion.Selection(occasion.selection)
    is_drawn = (
        occasion.is_drawn
        if hasattr(occasion, "is_drawn")
        else occasion.draws.filter(drawn_at__isnull=False, voided_at__isnull=True).exists()
    )
    return Occasion.Selection.FIRST_COME if is_drawn else Occasion.Selection.LOTTERY


def _places(occasion: Occasion, now: datetime.datetime) -> tuple[Places, ...]:
    if not occasion.keeps_places:
        return ()
    kinds = list(occasion.place_kinds.all())
    if any(not hasattr(kind, "taken") for kind in kinds):
        kinds = list(PlaceKind.objects.with_counts(now).filter(occasion=occasion))
    return tuple(Places(kind, kind.capacity, kind.taken, kind.waiting) for kind in kinds)


def _open_kind(occasion: Occasion, places: tuple[Places, ...], selection: Occasion.Selection) -> OfferKind:
    elsewhere = {
        Occasion.ApplyBy.NONE: OfferKind.NO_APPLICATION,
        Occasion.ApplyBy.OUTSIDE: OfferKind.OUTSIDE,
        Occasion.ApplyBy.OFFICE: OfferKind.OFFICE_ONLY,
    }
    apply_by = Occasion.ApplyBy(occasion.apply_by)
    if apply_by in elsewhere:
        return elsewhere[apply_by]
    if selection in _DECIDED_LATER:
        return _DECIDED_LATER[selection]
    free = [kind for kind in places if kind.left]
    if not free:
        return OfferKind.WAITING_LIST
    return OfferKind.FEW_LEFT if all(kind.are_few for kind in free) else OfferKind.BOOKABLE
