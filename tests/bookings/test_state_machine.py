"""No sequence of what people and staff can do oversells, loses, doubles or overtakes anyone."""

import datetime
from typing import Any

import time_machine
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TransactionTestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from portal.bookings import actions
from portal.bookings.errors import (
    AlreadyDecided,
    AlreadyHasPlace,
    CapacityBelowTaken,
    NoPlaceFree,
    NothingToRestore,
    NotOpenForApplications,
    OccasionIsOver,
)
from portal.bookings.models import Attendee, Booking, JournalEntry, Occasion, PostponementAnswer
from portal.bookings.models.place_kind import PlaceKind, seat_is_taken
from tests import factories
from tests.bookings.seats import apply_for, person

_ABOVE = {
    JournalEntry.Verb.RESTORED_ABOVE_CAPACITY,
    JournalEntry.Verb.MOVED_ABOVE_CAPACITY,
}
nths = st.integers(0, 11)
_NOW = datetime.datetime(2026, 6, 1, 9, 0, tzinfo=datetime.UTC)


class SeatMachine(RuleBasedStateMachine):
    """Rules pick among the bookings there are (``nth``), so that nearly every step does something."""

    @initialize(hall=st.integers(1, 4), online=st.integers(0, 3))
    def open_occasion(self, hall: int, online: int) -> None:
        self.clock = time_machine.travel(_NOW, tick=False)
        self.traveller = self.clock.start()
        self.staff = factories.make_user(is_staff=True)
        self.occasion: Any = factories.make_training(
            starts_at=_NOW + datetime.timedelta(days=20), capacity=hall
        )
        factories.make_place_kind(self.occasion, online, kind=PlaceKind.Kind.ONLINE)
        self.kinds = list(self.occasion.place_kinds.order_by("id"))
        self.acknowledged: dict[int, int] = {}
        self.before: dict[int, str] = {}
        self.went_above = False
        self.postponed = 0

    def teardown(self) -> None:
        self.clock.stop()

    def _occasion(self) -> Occasion:
        return Occasion.objects.get(pk=self.occasion.pk)

    def _is(self, *states: str) -> bool:
        return self._occasion().state in states

    def _pick(self, nth: int, *statuses: str) -> Booking | None:
        rows = Booking.objects.filter(occasion=self.occasion).order_by("pk")
        chosen = list(rows.filter(status__in=statuses) if statuses else rows)
        return chosen[nth % len(chosen)] if chosen else None

    def _above(self, entry: JournalEntry | None) -> None:
        self.went_above |= entry is not None and entry.verb in _ABOVE

    @rule(sizes=st.lists(st.integers(1, 3), min_size=1, max_size=4), kind=st.sampled_from([0, 0, 1]))
    def apply(self, sizes: list[int], kind: int) -> None:
        for size in sizes:
            try:
                booking = apply_for(self.occasion, size=size, place_kind=self.kinds[kind])
            except NotOpenForApplications:
                assert not self._is("published")
                return
            self.acknowledged[booking.pk] = size
            self.nobody_was_overtaken()

    @rule(nth=nths, kind=st.integers(0, 1))
    def apply_as_likely_twin(self, nth: int, kind: int) -> None:
        """The first person of another application applies again from somewhere else."""
        other = self._pick(nth, "confirmed", "waitlisted", "received")
        if other is None or not self._is("published"):
            return
        first = other.attendees.live().order_by("position")[0]
        again = person(first.person.name, kana=first.person.kana, telephone=other.contact.telephone)
        booking = apply_for(self.occasion, place_kind=self.kinds[kind], people=[again])
        assert booking.status == Booking.Status.RECEIVED
        self.acknowledged[booking.pk] = 1

    @rule(nth=nths, how=st.sampled_from(["admit", "admit", "join", "withdraw"]))
    def decide_on_twin(self, nth: int, how: str) -> None:
        booking = self._pick(nth, "received") or self._pick(nth)
        if booking is None:
            return
        try:
            if how == "admit":
                actions.admit(booking_id=booking.pk, by=self.staff)
            elif how == "join":
                actions.join_twin(booking_id=booking.pk, by=self.staff)
            else:
                actions.withdraw_twin(booking_id=booking.pk)
        except AlreadyDecided:
            assert booking.status != Booking.Status.RECEIVED
        except OccasionIsOver:
            assert self._is("cancelled")
        else:
            assert booking.status == Booking.Status.RECEIVED

    @rule(nth=nths)
    def apply_again_with_the_same_key(self, nth: int) -> None:
        booking = self._pick(nth)
        if booking is not None:
            assert apply_for(self.occasion, key=booking.submission_key).pk == booking.pk

    @rule(nth=nths, by_staff=st.booleans(), only_last=st.booleans())
    def cancel(self, nth: int, by_staff: bool, only_last: bool) -> None:
        booking = self._pick(nth, "confirmed", "waitlisted", "received")
        if booking is None:
            return
        last = booking.attendees.live().order_by("-position").values_list("pk", flat=True)[:1]
        try:
            actions.cancel(
                booking_id=booking.pk,
                attendee_ids=list(last) if only_last else None,
                by=self.staff if by_staff else None,
            )
        except OccasionIsOver:
            assert self._is("cancelled")

    @rule(nth=nths)
    def restore(self, nth: int) -> None:
        booking = self._pick(nth, "cancelled") or self._pick(nth)
        if booking is None:
            return
        try:
            entry = actions.restore(booking_id=booking.pk, by=self.staff)
        except NothingToRestore:
            assert booking.status != Booking.Status.CANCELLED
        except OccasionIsOver:
            assert self._is("cancelled")
        except AlreadyHasPlace:
            assert booking.status == Booking.Status.CANCELLED
        else:
            assert Booking.objects.get(pk=booking.pk).queue_no == booking.queue_no
            self._above(entry)

    @rule(nth=nths)
    def restore_one_who_left(self, nth: int) -> None:
        gone = list(Attendee.objects.filter(occasion=self.occasion, is_live=False).order_by("pk"))
        if not gone:
            return
        one = gone[nth % len(gone)]
        try:
            self._above(actions.restore(booking_id=one.booking_id, by=self.staff, attendee_ids=[one.pk]))
        except OccasionIsOver:
            assert self._is("cancelled")
        except AlreadyHasPlace:
            assert Attendee.objects.live().filter(person=one.person_id).exists()

    @rule(nth=nths, kind=st.integers(0, 1), above=st.sampled_from([False, False, False, True]))
    def move(self, nth: int, kind: int, above: bool) -> None:
        booking = self._pick(nth)
        if booking is None:
            return
        try:
            actions.move(
                booking_id=booking.pk, place_kind_id=self.kinds[kind].pk, by=self.staff, above_capacity=above
            )
        except (NoPlaceFree, AlreadyDecided, OccasionIsOver):
            return
        self._above(booking.journal.last())
        if (
            booking.status == Booking.Status.CONFIRMED
            and kind != self.kinds.index(booking.place_kind)
            and not above
        ):
            assert not Booking.objects.in_queue().filter(place_kind=self.kinds[kind]).exists()

    @rule(kind=st.integers(0, 1), capacity=st.integers(0, 5))
    def change_capacity(self, kind: int, capacity: int) -> None:
        try:
            actions.set_capacity(
                place_kind_id=self.kinds[kind].pk,
                capacity=capacity,
                by=self.staff,
                revision=self._occasion().revision,
            )
        except CapacityBelowTaken:
            now = timezone.now()
            assert capacity < PlaceKind.objects.with_counts(now).get(pk=self.kinds[kind].pk).taken
        except OccasionIsOver:
            assert self._is("cancelled")

    @rule(minutes=st.sampled_from([1, 9, 11, 60 * 24]))
    def time_passes(self, minutes: int) -> None:
        self.traveller.shift(datetime.timedelta(minutes=minutes))
        actions.sweep_promotions()

    @precondition(lambda self: len(self.acknowledged) > 4)
    @rule(has_new_day=st.sampled_from([True, True, False]))
    def postpone(self, has_new_day: bool) -> None:
        # Never the day that is announced already: that would be no news.
        self.postponed += 1
        start = timezone.now() + datetime.timedelta(days=20, minutes=self.postponed)
        date = self.occasion.dates.get()
        try:
            actions.postpone(
                occasion_id=self.occasion.pk,
                periods={date.pk: (start, start + datetime.timedelta(hours=2))} if has_new_day else None,
                reason="大雪のため",
                by=self.staff,
                revision=self._occasion().revision,
            )
        except OccasionIsOver:
            assert self._is("cancelled")

    @rule(nth=nths, can_come=st.booleans())
    def answer(self, nth: int, can_come: bool) -> None:
        answers = list(PostponementAnswer.objects.filter(booking__occasion=self.occasion).order_by("-pk"))
        if not answers:
            return
        answer = answers[nth % len(answers)]
        latest = self.occasion.postponements.last()
        try:
            actions.answer_postponement(answer_id=answer.pk, can_come=can_come)
        except AlreadyDecided:
            is_asked = answer.postponement_id == latest.pk and latest.has_new_dates
            assert answer.booking.status == "cancelled" or not is_asked
        except OccasionIsOver:
            assert self._is("cancelled")

    @precondition(lambda self: len(self.acknowledged) > 12)
    @rule()
    def cancel_occasion(self) -> None:
        actions.cancel_occasion(
            occasion_id=self.occasion.pk, reason="台風", by=self.staff, revision=self._occasion().revision
        )

    @invariant()
    def nobody_is_lost_or_doubled(self) -> None:
        rows = Booking.objects.filter(occasion=self.occasion)
        assert set(rows.values_list("pk", flat=True)) == set(self.acknowledged)
        for booking in rows.prefetch_related("attendees"):
            assert booking.attendees.count() == self.acknowledged[booking.pk]
            live = sum(a.is_live for a in booking.attendees.all())
            assert (live == 0) == (booking.status == Booking.Status.CANCELLED)
        assert rows.count() == rows.values("receipt_number").distinct().count()

    @invariant()
    def nothing_is_oversold(self) -> None:
        if self.went_above:
            return
        for kind in self.kinds:
            taken = Attendee.objects.filter(seat_is_taken(timezone.now()), booking__place_kind=kind).count()
            assert taken <= PlaceKind.objects.get(pk=kind.pk).capacity

    @invariant()
    def no_seat_is_idle_while_the_head_of_the_queue_fits(self) -> None:
        if not self._is("published"):
            return
        now = timezone.now()
        for kind in PlaceKind.objects.filter(occasion=self.occasion).with_counts(now):
            head = Booking.objects.in_queue().filter(place_kind=kind).first()
            if head is not None and not Attendee.objects.filter(held_until__isnull=False).exists():
                assert head.attendees.live().count() > kind.capacity - kind.taken

    @invariant()
    def nobody_was_overtaken(self) -> None:
        """Whoever got a seat from the queue, or straight on arrival, left nobody behind who was there before."""
        rows = list(Booking.objects.filter(occasion=self.occasion))
        for booking in rows:
            came_from = self.before.get(booking.pk)
            if booking.status == Booking.Status.CONFIRMED and came_from in {None, "waitlisted", "received"}:
                ahead = [
                    other.pk
                    for other in rows
                    if other.status == Booking.Status.WAITLISTED
                    and other.place_kind_id == booking.place_kind_id
                    and other.queue_no < booking.queue_no
                ]
                assert ahead == []
        self.before = {booking.pk: booking.status for booking in rows}


class TestSeatMachine(TransactionTestCase):
    def test_no_sequence_breaks_the_rules_of_the_seat(self) -> None:
        from hypothesis.stateful import run_state_machine_as_test

        def machine() -> SeatMachine:
            with connection.cursor() as cursor:
                cursor.execute(
                    "TRUNCATE bookings_occasion, people_person, accounts_user, correspondence_message CASCADE"
                )
            return SeatMachine()

        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=30,
                stateful_step_count=30,
                deadline=None,
                # A failing sequence is short enough to read; shrinking it would take minutes.
                phases=[Phase.explicit, Phase.reuse, Phase.generate],
                suppress_health_check=list(HealthCheck),
            ),
        )
