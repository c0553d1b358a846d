"""No sequence of draws, offers, swaps and waits over several sessions oversells, loses, doubles or overtakes.

The steps are chosen by a weighted die whose seed hypothesis varies: a state machine that chooses the rules
itself spent most of its sequences on a few of them, and missed broken rules that this finds in seconds.
"""

import datetime
import random
from typing import Any

import time_machine
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TransactionTestCase

from portal.bookings import actions
from portal.bookings.models import Attendee, Booking, JournalEntry, Occasion, PlaceOffer, WaitGroup
from portal.bookings.models.place_kind import PlaceKind, seat_is_taken
from portal.errors import PortalError
from tests import factories
from tests.bookings.seats import apply_for

_NOW = datetime.datetime(2026, 6, 1, 1, 0, tzinfo=datetime.UTC)
_CLOSES_AT = _NOW + datetime.timedelta(days=3)
_GOT_A_SEAT = ("promoted", "accepted", "swapped", "drawn")
_LIVE = ("received", "confirmed", "waitlisted", "offered")


class World:
    """Three sessions: a lottery, one that asks before it promotes, one that promotes by itself."""

    def __init__(self, seed: int) -> None:
        self.die = random.Random(seed)
        self.clock = time_machine.travel(_NOW, tick=False)
        self.traveller = self.clock.start()
        factories.make_office()
        self.staff = factories.make_user(is_staff=True)
        start = _NOW + datetime.timedelta(days=40)
        how: list[dict[str, Any]] = [
            {"selection": "lottery", "closes_at": _CLOSES_AT},
            {"promotion": "offer"},
            {},
        ]
        self.sessions = [
            factories.make_training(starts_at=start, capacity=self.die.randint(1, 3), **fields)
            for fields in how
        ]
        self.kinds = [session.place_kinds.get() for session in self.sessions]
        # Who applied, and who of them has given up everything or lost it by not answering.
        self.contacts: set[int] = set()
        self.gave_up: set[int] = set()
        self.before: dict[int, tuple[str, int]] = {}

    def step(self) -> None:
        """Do one thing, and see that everything still holds."""
        steps = [
            (self.apply, 3),
            (self.swap, 8),
            (self.answer_offer, 5),
            (self.cancel, 5),
            (self.change_capacity, 2),
            (self.time_passes, 2),
            (self.draw, 1),
            (self.void_draw, 0.3),
        ]
        do, _weight = self.die.choices(steps, [weight for _, weight in steps])[0]
        do()
        self.nobody_is_lost()
        self.nothing_is_oversold()
        self.nobody_has_two_seats()
        self.who_got_a_seat_waits_nowhere_else()
        self.offers_and_offered_bookings_are_the_same()
        self.no_seat_is_idle_while_the_head_of_the_queue_fits()
        self.nobody_was_overtaken()

    def stop(self) -> None:
        self.clock.stop()

    def _pick(self, *statuses: str) -> Booking | None:
        rows = list(Booking.objects.filter(status__in=statuses).order_by("pk"))
        return self.die.choice(rows) if rows else None

    def apply(self) -> None:
        if Booking.objects.live().count() > 14:
            return
        session = self.die.choice(self.sessions)
        for _ in range(self.die.randint(1, 4)):
            booking = apply_for(session, size=self.die.choice([1, 1, 1, 2, 3]), by=self.staff)
            self.contacts.add(booking.contact_id)
            self.nobody_was_overtaken()

    def draw(self) -> None:
        session = self.sessions[0]
        drawn = session.draws.filter(drawn_at__isnull=False, voided_at__isnull=True).exists()
        try:
            draw = actions.draw(occasion_id=session.pk, by=self.staff)
        except PortalError:
            assert drawn or timezone.now() < _CLOSES_AT
        else:
            assert not drawn
            assert timezone.now() >= _CLOSES_AT
            ranks = list(draw.entries.order_by("rank").values_list("booking__queue_no", flat=True))
            assert ranks == sorted(ranks)
        self.before = {}

    def void_draw(self) -> None:
        draw = self.sessions[0].draws.filter(drawn_at__isnull=False, voided_at__isnull=True).first()
        if draw is not None:
            actions.void_draw(draw_id=draw.pk, reason="もれがあった", by=self.staff)
            self.before = {}

    def swap(self) -> None:
        booking = self._pick("confirmed", "waitlisted", "waitlisted", "offered")
        if booking is None:
            return
        try:
            actions.swap(
                booking_id=booking.pk,
                place_kind_id=self.die.choice(self.kinds).pk,
                or_wait=self.die.random() < 0.9,
                by=self.staff,
            )
        except PortalError:
            booking.refresh_from_db()
            assert booking.status in _LIVE

    def answer_offer(self) -> None:
        offers = list(PlaceOffer.objects.order_by("-state", "-pk"))[:4]
        if not offers:
            return
        offer = self.die.choice(offers)
        answer = self.die.choice(["accept", "accept", "decline", "pass_on", "contact", "contact"])
        try:
            if answer == "accept":
                actions.accept_offer(offer_id=offer.pk)
            elif answer == "decline":
                actions.decline_offer(offer_id=offer.pk)
                self._gives_up(offer.booking)
            elif answer == "pass_on":
                actions.pass_on_offer(offer_id=offer.pk, by=self.staff)
            else:
                actions.record_contact(offer_id=offer.pk, at=timezone.now())
        except PortalError:
            offer.refresh_from_db()
            late = offer.expires_at is not None and offer.expires_at <= timezone.now()
            assert offer.state != "pending" or late

    def cancel(self) -> None:
        booking = self._pick(*_LIVE)
        if booking is not None:
            actions.cancel(booking_id=booking.pk, by=self.die.choice([self.staff, None]))
            self._gives_up(booking)

    def _gives_up(self, booking: Booking) -> None:
        if not Booking.objects.filter(contact=booking.contact_id, status__in=_LIVE).exists():
            self.gave_up.add(booking.contact_id)

    def change_capacity(self) -> None:
        kind, capacity = self.die.randrange(3), self.die.randint(1, 4)
        try:
            actions.set_capacity(
                place_kind_id=self.kinds[kind].pk,
                capacity=capacity,
                by=self.staff,
                revision=Occasion.objects.get(pk=self.sessions[kind].pk).revision,
            )
        except PortalError:
            taken = PlaceKind.objects.with_counts(timezone.now()).get(pk=self.kinds[kind].pk).taken
            assert capacity < taken

    def time_passes(self) -> None:
        hours = self.die.choice([1, 24, 24 * 4])
        if timezone.now() < _NOW + datetime.timedelta(days=30):
            self.traveller.shift(datetime.timedelta(hours=hours))
        unanswered = PlaceOffer.objects.filter(state="pending", expires_at__lte=timezone.now())
        bookings = [offer.booking for offer in unanswered.select_related("booking")]
        actions.expire_offers()
        actions.sweep_promotions()
        for booking in bookings:
            self._gives_up(booking)

    def nobody_is_lost(self) -> None:
        alive = set(Booking.objects.filter(status__in=_LIVE).values_list("contact", flat=True))
        assert self.contacts - alive == self.gave_up

    def nothing_is_oversold(self) -> None:
        for kind in PlaceKind.objects.all():
            taken = Attendee.objects.filter(seat_is_taken(timezone.now()), booking__place_kind=kind).count()
            assert taken <= kind.capacity

    def nobody_has_two_seats(self) -> None:
        seats = Booking.objects.filter(status="confirmed").values_list("contact", flat=True)
        assert len(seats) == len(set(seats))

    def who_got_a_seat_waits_nowhere_else(self) -> None:
        """Unless they asked for another one afterwards."""
        for group in WaitGroup.objects.filter(bookings__status="confirmed").distinct():
            live = Booking.objects.live().filter(wait_group=group)
            journal = JournalEntry.objects.filter(booking__wait_group=group)
            got = journal.filter(booking__status="confirmed", verb__in=_GOT_A_SEAT).last()
            asked = journal.filter(verb="waits_for_any").last()
            if got and (asked is None or asked.pk < got.pk):
                assert [booking.pk for booking in live] == [got.booking_id]

    def offers_and_offered_bookings_are_the_same(self) -> None:
        offered = Booking.objects.filter(status="offered").values_list("pk", flat=True)
        pending = PlaceOffer.objects.filter(state="pending").values_list("booking", flat=True)
        assert sorted(offered) == sorted(pending)

    def no_seat_is_idle_while_the_head_of_the_queue_fits(self) -> None:
        for kind in PlaceKind.objects.with_counts(timezone.now()):
            head = Booking.objects.in_queue().filter(place_kind=kind).first()
            if head is not None and not Attendee.objects.filter(held_until__gt=timezone.now()).exists():
                if Attendee.objects.filter(held_until__isnull=False).exists():
                    actions.promote(occasion_id=kind.occasion_id)
                    continue
                assert head.attendees.live().count() > kind.capacity - kind.taken

    def nobody_was_overtaken(self) -> None:
        """Whoever was given or offered a seat left nobody behind who was in front of them in the queue."""
        rows = list(Booking.objects.all())
        for booking in rows:
            status, queue_no = self.before.get(booking.pk, ("waitlisted", booking.queue_no))
            if booking.status in {"confirmed", "offered"} and status == "waitlisted":
                ahead = [
                    other.pk
                    for other in rows
                    if other.status == "waitlisted"
                    and other.place_kind_id == booking.place_kind_id
                    and other.queue_no < queue_no
                ]
                assert ahead == []
        self.before = {booking.pk: (booking.status, booking.queue_no) for booking in rows}


class TestSelection(TransactionTestCase):
    @settings(
        max_examples=6,
        deadline=None,
        # Shrinking a seed means nothing.
        phases=[Phase.explicit, Phase.reuse, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(seed=st.integers(0, 2**32 - 1))
    def test_no_sequence_breaks_the_rules_of_selection(self, seed: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "TRUNCATE bookings_occasion, bookings_waitgroup, people_person, accounts_user,"
                " correspondence_message CASCADE"
            )
        world = World(seed)
        try:
            for _ in range(60):
                world.step()
        finally:
            world.stop()
