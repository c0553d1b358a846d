"""Real threads on a real database: the same seat wanted by many at once."""

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import close_old_connections, connections

from portal.bookings import actions
from portal.bookings.models import Attendee, Booking, Occasion, PlaceKind
from tests import factories
from tests.bookings.seats import apply_for, person, statuses

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(jobs: Iterable[Callable[[], Any]]) -> list[Any]:
    """Run all jobs at the same moment, each on its own connection; results in order, errors raised."""
    jobs = list(jobs)
    gate = threading.Barrier(len(jobs))

    def run(job: Callable[[], Any]) -> Any:
        close_old_connections()
        gate.wait()
        try:
            return job()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def test_apply_sixty_people_for_ten_places_confirms_ten_in_order_of_arrival():
    training = factories.make_training(capacity=10)

    bookings = at_once([lambda: apply_for(training) for _ in range(60)])

    assert statuses(training) == ["confirmed"] * 10 + ["waitlisted"] * 50
    assert sorted(b.queue_no for b in bookings) == list(range(1, 61))
    assert len({b.receipt_number for b in bookings}) == 60


def test_apply_one_submission_from_two_tabs_is_one_booking():
    training = factories.make_training(capacity=10)

    first, second = at_once([lambda: apply_for(training, key="one-draft") for _ in range(2)])

    assert first.pk == second.pk
    assert Booking.objects.count() == 1
    assert Attendee.objects.count() == 1


def test_apply_same_person_from_two_drafts_takes_one_seat():
    training = factories.make_training(capacity=10)

    def apply() -> Booking:
        return apply_for(
            training, people=[person("山田 よしこ", kana="ヤマダ ヨシコ", telephone="0857000001")]
        )

    at_once([apply, apply])

    assert statuses(training) == ["confirmed", "received"]


def test_cancel_five_at_once_promotes_five_different_people(staff):
    training = factories.make_training(capacity=5)
    holders = [apply_for(training) for _ in range(5)]
    waiting = [apply_for(training) for _ in range(8)]

    at_once([lambda b=b: actions.cancel(booking_id=b.pk) for b in holders])

    assert statuses(training) == ["cancelled"] * 5 + ["confirmed"] * 5 + ["waitlisted"] * 3
    promoted = Booking.objects.filter(pk__in=[b.pk for b in waiting], status="confirmed")
    assert promoted.count() == 5
    assert all(b.journal.filter(verb="promoted").count() == 1 for b in promoted)


def test_capacity_raised_while_people_apply_serves_the_queue_first(staff):
    training = factories.make_training(capacity=2)
    early = [apply_for(training) for _ in range(6)]
    kind = training.place_kinds.get()

    def raise_capacity() -> PlaceKind:
        revision = Occasion.objects.get(pk=training.pk).revision
        return actions.set_capacity(place_kind_id=kind.pk, capacity=10, by=staff, revision=revision)

    at_once([raise_capacity, *([lambda: apply_for(training)] * 12)])

    assert statuses(training) == ["confirmed"] * 10 + ["waitlisted"] * 8
    assert Booking.objects.filter(pk__in=[b.pk for b in early], status="confirmed").count() == 6


def test_promote_by_many_workers_at_once_is_harmless():
    training = factories.make_training(capacity=3)
    for _ in range(6):
        apply_for(training)
    PlaceKind.objects.update(capacity=5)

    promoted = at_once([lambda: actions.promote(occasion_id=training.pk)] * 6)

    assert sum(promoted) == 2
    assert statuses(training) == ["confirmed"] * 5 + ["waitlisted"]


def test_cancel_and_restore_across_two_occasions_does_not_deadlock(staff):
    trainings = [factories.make_training(capacity=1) for _ in range(2)]
    people = [person(f"見本 {n}", telephone=f"090000000{n}", kana=f"ミホン {'アイ'[n]}") for n in range(2)]
    bookings = [apply_for(t, people=[p]) for t in trainings for p in people]

    def churn(booking: Booking) -> None:
        for _ in range(5):
            actions.cancel(booking_id=booking.pk, by=staff)
            actions.restore(booking_id=booking.pk, by=staff)

    at_once([lambda b=b: churn(b) for b in bookings])

    for training in trainings:
        assert statuses(training) == ["confirmed", "waitlisted"]


def test_admit_and_join_pressed_at_once_decides_once(staff):
    training = factories.make_training(capacity=5)
    apply_for(training, people=[person("山田 よしこ", kana="ヤマダ ヨシコ", telephone="0857000001")])
    twin = apply_for(training, people=[person("山田 芳子", kana="やまだ よしこ", telephone="0857000001")])

    def attempt(action: Callable[..., Any]) -> str:
        from portal.bookings.errors import AlreadyDecided

        try:
            action(booking_id=twin.pk, by=staff)
        except AlreadyDecided:
            return "too late"
        return "decided"

    results = at_once([lambda: attempt(actions.admit), lambda: attempt(actions.join_twin)])

    assert sorted(results) == ["decided", "too late"]
