"""The lottery (抽選): one draw that counts per occasion, made in one transaction under the occasion's lock."""

import datetime
import hashlib
import secrets
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from portal.accounts.models import User
from portal.bookings.actions.place_offers import withdraw_pending_offers
from portal.bookings.actions.seats import (
    count_seats,
    lock_occasion,
    lock_with_groups,
    next_queue_no,
    record,
    require_changeable,
)
from portal.bookings.actions.waiting import release_others
from portal.bookings.errors import (
    AlreadyDrawn,
    DrawTooEarly,
    NotALottery,
    ReasonNeeded,
    UndecidedApplications,
)
from portal.bookings.messages import tell_draw_voided, tell_outcome
from portal.bookings.models import Booking, Draw, DrawEntry, JournalEntry, Occasion
from portal.bookings.offers import application_closes_at

Status = Booking.Status
Awaits = Booking.Awaits


def prepare_draw(occasion: Occasion) -> Draw:
    """Choose the seed before anybody applies; what is prepared already stays. Call under the occasion's lock."""
    draw = occasion.draws.filter(voided_at__isnull=True).first()
    if draw is None:
        seed = secrets.token_hex(32)
        draw = Draw.objects.create(occasion=occasion, seed=seed, seed_hash=_sha256(seed))
    return draw


def ticket(seed: str, receipt_number: str) -> str:
    """What the entrants of a draw are ordered by: SHA-256 of seed and receipt number, in hex."""
    return _sha256(f"{seed}:{receipt_number}")


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def draw(*, occasion_id: int, by: User) -> Draw:
    """Draw the places among all who applied in time, then tell everybody the result by their own way.

    A party is drawn as one. For each kind of place the drawn order is followed until a party does not fit; it
    and all behind it wait in that order. Who applied after the deadline stands behind the others.
    Raises ``NotALottery``, ``DrawTooEarly`` (applications are still taken), ``AlreadyDrawn``,
    ``UndecidedApplications`` (somebody must decide first whether they take part) and ``OccasionIsOver``.
    """
    occasion = lock_with_groups(occasion_id)
    require_changeable(occasion)
    if occasion.selection != Occasion.Selection.LOTTERY:
        raise NotALottery
    now = timezone.now()
    closes_at = application_closes_at(occasion)
    if closes_at is None or now < closes_at:
        raise DrawTooEarly
    prepared = prepare_draw(occasion)
    if prepared.drawn_at is not None:
        raise AlreadyDrawn
    if occasion.bookings.to_check().exists():
        raise UndecidedApplications

    entries = _entries(prepared, occasion, closes_at)
    _select(entries, occasion, now)
    DrawEntry.objects.bulk_create(entries)
    prepared.drawn_at, prepared.drawn_by = now, by
    prepared.save()
    record(JournalEntry.Verb.DRAWN, occasion, by=by)
    _apply_result(entries, occasion, by)
    return prepared


def _entries(draw: Draw, occasion: Occasion, closes_at: datetime.datetime) -> list[DrawEntry]:
    """Everybody who takes part, in the drawn order; ranks count from 1."""
    entrants = (
        Booking.objects.filter(occasion=occasion, status=Status.RECEIVED, awaits=Awaits.DRAW)
        .select_for_update(no_key=True, of=("self",))
        .select_related("contact", "place_kind", "occasion")
        .order_by("id")
    )
    sizes = dict(
        Booking.objects.filter(occasion=occasion)
        .annotate(size=Count("attendees", filter=Q(attendees__is_live=True)))
        .values_list("pk", "size")
    )
    entries = [
        DrawEntry(
            draw=draw,
            booking=booking,
            ticket=ticket(draw.seed, booking.receipt_number),
            size=sizes[booking.pk],
            is_late=booking.received_at >= closes_at,
            is_selected=False,
        )
        for booking in entrants
    ]
    entries.sort(key=_drawn_order)
    for rank, entry in enumerate(entries, start=1):
        entry.rank = rank
    return entries


def _drawn_order(entry: DrawEntry) -> tuple[bool, str, int]:
    if entry.is_late:
        return True, entry.booking.received_at.isoformat(), entry.booking.queue_no
    return False, entry.ticket, 0


def _select(entries: Sequence[DrawEntry], occasion: Occasion, now: datetime.datetime) -> None:
    free = {place_kind_id: seats.free for place_kind_id, seats in count_seats(occasion, now).items()}
    for entry in entries:
        place_kind_id = entry.booking.place_kind_id
        entry.is_selected = entry.size <= free[place_kind_id]
        # Nobody is overtaken: behind a party that does not fit everybody waits.
        free[place_kind_id] = free[place_kind_id] - entry.size if entry.is_selected else 0


def _apply_result(entries: Sequence[DrawEntry], occasion: Occasion, by: User) -> None:
    first = next_queue_no(occasion)
    for entry in entries:
        booking = entry.booking
        booking.queue_no = first + entry.rank - 1
        booking.status = Status.CONFIRMED if entry.is_selected else Status.WAITLISTED
        booking.awaits = ""
        booking.revision += 1
        booking.save()
        journal_entry = record(JournalEntry.Verb.DRAWN, occasion, booking, by=by)
        if entry.is_selected:
            release_others(booking)
        tell_outcome(booking, journal_entry)


@transaction.atomic
def void_draw(*, draw_id: int, reason: str, by: User) -> Draw:
    """Declare a draw void: it stays on record with its reason, and everybody takes part in a new one.

    For a member of staff who may (``bookings.void_draw``). Seats and places in the queue that rest on it are
    given back; whoever got into the queue later takes part in the new draw, behind the others.
    Raises ``ReasonNeeded``, ``NotALottery`` (nothing was drawn, or it is void already) and ``OccasionIsOver``.
    """
    if not reason.strip():
        raise ReasonNeeded
    occasion = lock_occasion(Draw.objects.values_list("occasion_id", flat=True).get(pk=draw_id))
    require_changeable(occasion)
    old = Draw.objects.get(pk=draw_id)
    if old.drawn_at is None or old.voided_at is not None:
        raise NotALottery
    old.voided_at, old.voided_by, old.void_reason = timezone.now(), by, reason.strip()[:300]
    old.save()
    prepare_draw(occasion)
    record(JournalEntry.Verb.DRAW_VOIDED, occasion, by=by, note=reason)
    withdraw_pending_offers(occasion)
    back = occasion.bookings.filter(
        Q(status=Status.WAITLISTED) | Q(status=Status.CONFIRMED, draw_entries__draw=old)
    ).select_related("contact", "place_kind")
    for booking in back:
        booking.status, booking.awaits = Status.RECEIVED, Awaits.DRAW
        booking.revision += 1
        booking.save()
        tell_draw_voided(booking, record(JournalEntry.Verb.DRAW_VOIDED, occasion, booking, by=by))
    return old
