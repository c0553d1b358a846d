"""The rules of the seat, one by one; the state machine plays them against each other."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from portal.bookings import actions, errors
from portal.bookings.models import (
    Attendance,
    Booking,
    JournalEntry,
    PostponementAnswer,
)
from portal.correspondence.models import Message, OutboxMail
from tests import factories
from tests.bookings.seats import apply_for, person, revision, statuses

pytestmark = pytest.mark.django_db(transaction=True)


def test_apply_single_does_not_overtake_a_waiting_pair():
    training = factories.make_training(capacity=3)
    apply_for(training, size=2)
    apply_for(training, size=2)

    single = apply_for(training)

    assert single.status == Booking.Status.WAITLISTED
    assert statuses(training) == ["confirmed", "waitlisted", "waitlisted"]


def test_apply_helpers_take_no_place():
    training = factories.make_training(capacity=1)

    booking = apply_for(training, helpers=2)

    assert booking.status == Booking.Status.CONFIRMED


def test_cancel_by_staff_keeps_the_seat_for_ten_minutes(staff):
    training = factories.make_training(capacity=1)
    held = apply_for(training)
    waiting = apply_for(training)

    with time_machine.travel(timezone.now(), tick=False) as clock:
        actions.cancel(booking_id=held.pk, by=staff)
        at_once = statuses(training)
        clock.shift(datetime.timedelta(minutes=9, seconds=59))
        actions.sweep_promotions()
        still_held = statuses(training)
        clock.shift(datetime.timedelta(seconds=2))
        actions.sweep_promotions()

    assert at_once == still_held == ["cancelled", "waitlisted"]
    assert statuses(training) == ["cancelled", "confirmed"]
    assert Booking.objects.get(pk=waiting.pk).journal.last().verb == JournalEntry.Verb.PROMOTED


def test_cancel_by_staff_lets_no_newcomer_into_the_held_seat(staff):
    training = factories.make_training(capacity=1)
    actions.cancel(booking_id=apply_for(training).pk, by=staff)

    assert apply_for(training).status == Booking.Status.WAITLISTED


def test_undo_brings_back_the_seat_and_takes_back_the_message(staff):
    training = factories.make_training(capacity=1)
    booking = apply_for(training, people=[person(email="a@example.com", contact_wish="mail")])
    apply_for(training)

    actions.cancel(booking_id=booking.pk, by=staff)
    entry = actions.restore(booking_id=booking.pk, by=staff)

    assert entry.verb == JournalEntry.Verb.UNDONE
    assert statuses(training) == ["confirmed", "waitlisted"]
    cancelled = Message.objects.get(kind="bookings.cancelled")
    assert cancelled.withdrawn_at is not None
    assert OutboxMail.objects.get(message=cancelled).state == OutboxMail.State.WITHDRAWN


def test_restore_later_goes_above_capacity_and_throws_nobody_out(staff):
    training = factories.make_training(capacity=1)
    first = apply_for(training)
    apply_for(training)
    actions.cancel(booking_id=first.pk)

    entry = actions.restore(booking_id=first.pk, by=staff)

    assert entry.verb == JournalEntry.Verb.RESTORED_ABOVE_CAPACITY
    assert entry.actor == staff
    assert statuses(training) == ["confirmed", "confirmed"]


def test_restore_of_a_waiting_party_returns_to_its_old_place(staff):
    training = factories.make_training(capacity=1)
    apply_for(training)
    second = apply_for(training)
    third = apply_for(training)
    actions.cancel(booking_id=second.pk)

    actions.restore(booking_id=second.pk, by=staff)

    assert list(Booking.objects.in_queue()) == [second, third]


def test_restore_of_what_is_not_cancelled_is_refused(staff):
    training = factories.make_training()
    booking = apply_for(training)

    with pytest.raises(errors.NothingToRestore):
        actions.restore(booking_id=booking.pk, by=staff)


def test_capacity_below_the_confirmed_is_refused(staff):
    training = factories.make_training(capacity=3)
    apply_for(training, size=2)
    kind = training.place_kinds.get()

    with pytest.raises(errors.CapacityBelowTaken):
        actions.set_capacity(place_kind_id=kind.pk, capacity=1, by=staff, revision=revision(training))
    actions.set_capacity(place_kind_id=kind.pk, capacity=2, by=staff, revision=revision(training))

    kind.refresh_from_db()
    assert kind.capacity == 2


def test_capacity_from_a_stale_page_is_refused(staff):
    training = factories.make_training(capacity=3)
    kind = training.place_kinds.get()
    seen = revision(training)
    actions.set_capacity(place_kind_id=kind.pk, capacity=5, by=staff, revision=seen)

    with pytest.raises(errors.StaleRevision):
        actions.set_capacity(place_kind_id=kind.pk, capacity=10, by=staff, revision=seen)

    kind.refresh_from_db()
    assert kind.capacity == 5


def test_promotion_stops_a_day_before_and_staff_can_still_promote(staff):
    training = factories.make_training(capacity=1, starts_at=timezone.now() + datetime.timedelta(hours=20))
    first = apply_for(training)
    waiting = apply_for(training)
    actions.cancel(booking_id=first.pk)
    by_itself = statuses(training)

    actions.promote_by_hand(booking_id=waiting.pk, by=staff)

    assert by_itself == ["cancelled", "waitlisted"]
    assert statuses(training) == ["cancelled", "confirmed"]


def test_promotion_by_hand_above_capacity_must_be_meant(staff):
    training = factories.make_training(capacity=1)
    apply_for(training)
    apply_for(training)
    last = apply_for(training)

    with pytest.raises(errors.NoPlaceFree):
        actions.promote_by_hand(booking_id=last.pk, by=staff)
    actions.promote_by_hand(booking_id=last.pk, by=staff, above_capacity=True)

    assert last.journal.last().note == "定員を超えて決定、先に待っていた組：1"


def test_move_to_a_full_kind_keeps_the_old_seat(staff):
    training = factories.make_training(capacity=1)
    online = factories.make_place_kind(training, 0, kind="online")
    booking = apply_for(training)

    with pytest.raises(errors.NoPlaceFree):
        actions.move(booking_id=booking.pk, place_kind_id=online.pk, by=staff)

    booking.refresh_from_db()
    assert booking.place_kind.kind == "hall"
    assert booking.status == Booking.Status.CONFIRMED


def test_move_frees_the_old_seat_for_the_next(staff):
    training = factories.make_training(capacity=1)
    online = factories.make_place_kind(training, 5, kind="online")
    booking = apply_for(training)
    waiting = apply_for(training)

    actions.move(booking_id=booking.pk, place_kind_id=online.pk, by=staff)

    waiting.refresh_from_db()
    assert waiting.status == Booking.Status.CONFIRMED


def test_cancelled_occasion_tells_everybody_and_promotes_nobody(staff):
    training = factories.make_training(capacity=1)
    apply_for(training)
    apply_for(training)

    actions.cancel_occasion(occasion_id=training.pk, reason="台風", by=staff, revision=revision(training))
    training.place_kinds.update(capacity=5)
    actions.promote(occasion_id=training.pk)
    actions.sweep_promotions()

    assert statuses(training) == ["confirmed", "waitlisted"]
    assert Message.objects.filter(kind="bookings.occasion_cancelled").count() == 2
    with pytest.raises(errors.NotOpenForApplications):
        apply_for(training, by=staff)


def test_attendance_is_kept_once_and_unmarking_is_a_write(staff):
    training = factories.make_training()
    attendee = apply_for(training).attendees.get()
    date = training.dates.get()
    mark = Attendance.Status

    changed = [
        actions.mark_attendance(date=date, marks={attendee.pk: status}, by=staff)
        for status in (mark.PRESENT, mark.PRESENT, mark.UNMARKED)
    ]

    assert changed == [1, 0, 1]
    assert Attendance.objects.get().status == mark.UNMARKED


def test_attendance_of_somebody_without_a_seat_is_refused_whole(staff):
    training = factories.make_training(capacity=1)
    coming = apply_for(training).attendees.get()
    waiting = apply_for(training).attendees.get()
    present = Attendance.Status.PRESENT

    with pytest.raises(errors.NotComing):
        actions.mark_attendance(
            date=training.dates.get(), marks={coming.pk: present, waiting.pk: present}, by=staff
        )

    assert not Attendance.objects.exists()


def test_move_does_not_overtake_those_who_wait_there(staff):
    training = factories.make_training(capacity=5)
    online = factories.make_place_kind(training, 1, kind="online")
    apply_for(training, size=2, place_kind=online)
    booking = apply_for(training)

    with pytest.raises(errors.NoPlaceFree):
        actions.move(booking_id=booking.pk, place_kind_id=online.pk, by=staff)

    booking.refresh_from_db()
    assert booking.place_kind != online


def test_move_gives_up_a_seat_kept_for_undo(staff):
    training = factories.make_training(capacity=2)
    online = factories.make_place_kind(training, 1, kind="online")
    pair = apply_for(training, size=2)
    leaver = pair.attendees.get(position=2)
    actions.cancel(booking_id=pair.pk, attendee_ids=[leaver.pk], by=staff)

    actions.move(booking_id=pair.pk, place_kind_id=online.pk, by=staff)
    entry = actions.restore(booking_id=pair.pk, attendee_ids=[leaver.pk], by=staff)

    assert entry.verb == JournalEntry.Verb.RESTORED_ABOVE_CAPACITY


def test_cancel_and_answer_after_the_occasion_was_called_off_are_refused(staff):
    training = factories.make_training()
    booking = apply_for(training)
    date = training.dates.get()
    actions.postpone(
        occasion_id=training.pk,
        periods={date.pk: (factories.in_days(60), factories.in_days(60, 16))},
        reason="大雪",
        by=staff,
        revision=revision(training),
    )
    actions.cancel_occasion(occasion_id=training.pk, reason="台風", by=staff, revision=revision(training))
    answer = PostponementAnswer.objects.get()

    with pytest.raises(errors.OccasionIsOver):
        actions.cancel(booking_id=booking.pk)
    with pytest.raises(errors.OccasionIsOver):
        actions.answer_postponement(answer_id=answer.pk, can_come=False)

    assert statuses(training) == ["confirmed"]


def test_move_of_somebody_waiting_joins_the_end_of_the_other_queue(staff):
    training = factories.make_training(capacity=0)
    online = factories.make_place_kind(training, 0, kind="online")
    early = apply_for(training)
    late = apply_for(training, place_kind=online)

    actions.move(booking_id=early.pk, place_kind_id=online.pk, by=staff)

    assert list(Booking.objects.in_queue().filter(place_kind=online)) == [late, early]
