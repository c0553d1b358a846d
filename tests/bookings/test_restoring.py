"""What comes back with a cancellation that is taken back: the people, what they were told, what they missed."""

import pytest

from portal.bookings import actions
from portal.bookings.models import Attendee, Booking, Occasion, PostponementAnswer
from portal.correspondence.models import Message
from portal.people.merging import merge_people
from tests import factories
from tests.bookings.seats import apply_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def training():
    return factories.make_training(capacity=5)


def waiting_kinds(booking: Booking) -> set[str]:
    """What the contact of a booking still has to be told, without what was said at the beginning."""
    waiting = Message.objects.filter(recipient=booking.contact, told_at=None, withdrawn_at=None)
    return set(waiting.values_list("kind", flat=True)) - {"bookings.confirmed"}


def postpone(training, staff):
    date = training.dates.get()
    return actions.postpone(
        occasion_id=training.pk,
        periods={date.pk: (factories.in_days(60), factories.in_days(60, 16))},
        reason="大雪のため",
        by=staff,
        revision=Occasion.objects.get(pk=training.pk).revision,
    )


def test_undo_tells_nothing_when_nothing_had_been_told(training, staff):
    booking = apply_for(training)
    actions.cancel(booking_id=booking.pk, by=staff)

    actions.restore(booking_id=booking.pk, by=staff)

    assert waiting_kinds(booking) == set()


def test_undo_of_what_staff_had_told_already_is_told_too(training, staff):
    booking = apply_for(training)
    actions.cancel(booking_id=booking.pk, by=staff, told=True)

    actions.restore(booking_id=booking.pk, by=staff)

    assert waiting_kinds(booking) == {"bookings.restored"}


def test_undo_for_one_of_a_party_tells_that_the_others_left(training, staff):
    booking = apply_for(training, size=2)
    first = booking.attendees.get(position=1)
    actions.cancel(booking_id=booking.pk, by=staff)

    actions.restore(booking_id=booking.pk, by=staff, attendee_ids=[first.pk])

    assert waiting_kinds(booking) == {"bookings.attendee_left"}
    assert list(booking.attendees.live()) == [first]


def test_restore_of_a_party_whose_members_turned_out_to_be_one_person_brings_back_one(training, staff):
    booking = apply_for(training, size=2)
    first, second = booking.attendees.order_by("position")
    actions.cancel(booking_id=booking.pk)
    merge_people(keep_id=first.person_id, drop_id=second.person_id, by=staff)

    actions.restore(booking_id=booking.pk, by=staff)

    assert list(Attendee.objects.live().filter(booking=booking)) == [first]


def test_restore_after_a_postponement_asks_about_the_new_day(training, staff):
    booking = apply_for(training)
    actions.cancel(booking_id=booking.pk, by=staff)
    postponement = postpone(training, staff)

    actions.restore(booking_id=booking.pk, by=staff)

    answer = PostponementAnswer.objects.get()
    assert (answer.booking, answer.postponement, answer.answer) == (booking, postponement, "pending")
    assert waiting_kinds(booking) == {"bookings.postponed"}


def test_restore_of_an_application_made_after_the_postponement_asks_nothing(training, staff):
    postpone(training, staff)
    booking = apply_for(training)
    actions.cancel(booking_id=booking.pk)

    actions.restore(booking_id=booking.pk, by=staff)

    assert not PostponementAnswer.objects.exists()


def test_restore_of_who_could_not_come_lets_them_answer_again(training, staff):
    booking = apply_for(training)
    postpone(training, staff)
    answer = PostponementAnswer.objects.get()
    actions.answer_postponement(answer_id=answer.pk, can_come=False)

    actions.restore(booking_id=booking.pk, by=staff)
    again = PostponementAnswer.objects.get()
    actions.answer_postponement(answer_id=answer.pk, can_come=False)

    assert (again.answer, again.answered_at) == ("pending", None)
    assert Booking.objects.get(pk=booking.pk).status == Booking.Status.CANCELLED
