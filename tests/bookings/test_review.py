import pytest

from portal.bookings import actions
from portal.bookings.actions import Outcome
from portal.bookings.errors import AlreadyDecided, NoPlaceFree, NotAReview
from portal.correspondence.models import Message
from tests import factories
from tests.bookings.seats import apply_for, statuses

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]


@pytest.fixture
def review():
    return factories.make_training(capacity=2, selection="review")


def test_apply_to_a_review_awaits_it(review):
    booking = apply_for(review)

    assert (booking.status, booking.awaits) == ("received", "review")


def test_review_decides_together_and_tells_everybody(review, staff):
    chosen, waiting, refused, open_ = [apply_for(review) for _ in range(4)]

    count = actions.decide_review(
        occasion_id=review.pk,
        outcomes={
            chosen.pk: Outcome.SELECTED,
            waiting.pk: Outcome.WAITING,
            refused.pk: Outcome.NOT_SELECTED,
        },
        by=staff,
    )

    assert count == 3
    assert statuses(review) == ["confirmed", "waitlisted", "not_selected", "received"]
    told = Message.objects.filter(kind="bookings.outcome").values_list("recipient", flat=True)
    assert sorted(told) == sorted(b.contact_id for b in (chosen, waiting, refused))
    assert open_.journal.count() == 1


def test_review_that_selects_too_many_decides_nothing(review, staff):
    bookings = [apply_for(review, size=2), apply_for(review)]

    with pytest.raises(NoPlaceFree):
        actions.decide_review(
            occasion_id=review.pk, outcomes={b.pk: Outcome.SELECTED for b in bookings}, by=staff
        )

    assert statuses(review) == ["received", "received"]
    assert not Message.objects.filter(kind="bookings.outcome").exists()


def test_review_of_what_is_decided_or_cancelled_is_refused(review, staff):
    decided, cancelled, fresh = [apply_for(review) for _ in range(3)]
    actions.decide_review(occasion_id=review.pk, outcomes={decided.pk: Outcome.SELECTED}, by=staff)
    actions.cancel(booking_id=cancelled.pk)

    for stale in (decided, cancelled):
        with pytest.raises(AlreadyDecided):
            actions.decide_review(
                occasion_id=review.pk,
                outcomes={stale.pk: Outcome.NOT_SELECTED, fresh.pk: Outcome.SELECTED},
                by=staff,
            )

    assert statuses(review) == ["confirmed", "cancelled", "received"]


def test_review_can_still_select_who_was_not_selected(review, staff):
    booking = apply_for(review)
    actions.decide_review(occasion_id=review.pk, outcomes={booking.pk: Outcome.NOT_SELECTED}, by=staff)

    actions.decide_review(occasion_id=review.pk, outcomes={booking.pk: Outcome.SELECTED}, by=staff)

    assert statuses(review) == ["confirmed"]


def test_review_is_for_reviewed_occasions(staff):
    with pytest.raises(NotAReview):
        actions.decide_review(occasion_id=factories.make_training().pk, outcomes={}, by=staff)


def test_supporters_only_is_checked_by_staff_before_a_seat_is_given(staff):
    training = factories.make_training(capacity=2, eligibility="supporters")

    public = apply_for(training)
    entered = apply_for(training, by=staff)

    assert (public.status, public.awaits) == ("received", "check")
    assert entered.status == "confirmed"
    actions.admit(booking_id=public.pk, by=staff)
    assert statuses(training) == ["confirmed", "confirmed"]
    assert public.journal.last().verb == "checked"
