"""An occasion takes place at another time, or at one still to be found."""

import pytest

from portal.bookings import actions, errors
from portal.bookings.models import (
    PostponementAnswer,
)
from portal.correspondence.kinds import get_kind, render
from portal.correspondence.models import Message
from tests import factories
from tests.bookings.seats import apply_for, revision, statuses

pytestmark = pytest.mark.django_db(transaction=True)

pytestmark = pytest.mark.django_db(transaction=True)


def test_postponed_without_a_day_promotes_nobody_until_there_is_one(staff):
    training = factories.make_training(capacity=1)
    first = apply_for(training)
    apply_for(training)
    actions.postpone(
        occasion_id=training.pk, periods=None, reason="大雪", by=staff, revision=revision(training)
    )

    actions.cancel(booking_id=first.pk)
    actions.sweep_promotions()
    while_open = statuses(training)
    period = (factories.in_days(50), factories.in_days(50, 16))
    actions.postpone(
        occasion_id=training.pk,
        periods={training.dates.get().pk: period},
        reason="",
        by=staff,
        revision=revision(training),
    )

    assert while_open == ["cancelled", "waitlisted"]
    assert statuses(training) == ["cancelled", "confirmed"]


@pytest.mark.parametrize(
    "period",
    [
        (factories.in_days(10, 15), factories.in_days(10, 13)),
        (factories.in_days(-2), factories.in_days(-2, 16)),
    ],
)
def test_postponed_to_an_impossible_day_is_refused_whole(staff, period):
    training = factories.make_training()
    before = training.dates.get().starts_at

    with pytest.raises(errors.DatesAreWrong):
        actions.postpone(
            occasion_id=training.pk,
            periods={training.dates.get().pk: period},
            reason="",
            by=staff,
            revision=revision(training),
        )

    assert training.dates.get().starts_at == before
    assert not training.postponements.exists()


def test_postponed_without_a_day_asks_nothing(staff):
    training = factories.make_training()
    apply_for(training)
    actions.postpone(
        occasion_id=training.pk, periods=None, reason="大雪", by=staff, revision=revision(training)
    )
    answer = PostponementAnswer.objects.get()

    with pytest.raises(errors.AlreadyDecided):
        actions.answer_postponement(answer_id=answer.pk, can_come=False)

    told = Message.objects.get(kind="bookings.postponed_undated")
    assert get_kind(told.kind).on_answer is None
    assert "決まりしだい" in render(told).call


def test_staff_enter_somebody_while_no_new_day_is_known_and_they_wait(staff):
    training = factories.make_training()
    actions.postpone(
        occasion_id=training.pk, periods=None, reason="大雪", by=staff, revision=revision(training)
    )

    booking = apply_for(training, by=staff, channel="phone")

    assert booking.status == "waitlisted"
