"""Real threads on a real database: the same seat wanted by many at once."""

import datetime
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import close_old_connections, connections
from django.utils import timezone

from portal.bookings import actions
from portal.bookings.models import Attendee, Booking, Draw, Occasion, PlaceKind, PlaceOffer
from portal.errors import PortalError
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


def offer_training(**fields: Any) -> Any:
    factories.make_office()
    return factories.make_training(promotion="offer", **fields)


def answered(job: Callable[[], Any]) -> Callable[[], Any]:
    """The job, or the name of the rule that refused it."""

    def run() -> Any:
        try:
            return job()
        except PortalError as error:
            return type(error).__name__

    return run


def test_offer_accepted_and_declined_at_once_is_one_of_the_two():
    training = offer_training(capacity=1)
    first, second = apply_for(training), apply_for(training)
    actions.cancel(booking_id=first.pk)
    offer = second.place_offers.get()

    results = at_once(
        [
            answered(lambda: actions.accept_offer(offer_id=offer.pk)),
            answered(lambda: actions.decline_offer(offer_id=offer.pk)),
        ]
    )

    assert results.count("OfferIsOver") == 1
    offer.refresh_from_db()
    second.refresh_from_db()
    assert (offer.state, second.status) in {("accepted", "confirmed"), ("declined", "cancelled")}


def test_offer_accepted_while_it_expires_gives_the_seat_to_one():
    training = offer_training(capacity=1)
    first, second, third = apply_for(training), apply_for(training), apply_for(training)
    actions.cancel(booking_id=first.pk)
    offer = second.place_offers.get()
    moment = timezone.now() - datetime.timedelta(seconds=1)
    PlaceOffer.objects.filter(pk=offer.pk).update(contacted_at=moment, expires_at=moment)
    staff = factories.make_user(is_staff=True)

    at_once([answered(lambda: actions.accept_offer(offer_id=offer.pk, by=staff)), actions.expire_offers])

    second.refresh_from_db()
    third.refresh_from_db()
    assert (second.status, third.status) in {("confirmed", "waitlisted"), ("cancelled", "offered")}


def test_swaps_across_two_sessions_at_once_deadlock_and_oversell_nobody():
    factories.make_office()
    one, two = factories.make_training(capacity=3), factories.make_training(capacity=3)
    places = {one.pk: two.place_kinds.get().pk, two.pk: one.place_kinds.get().pk}
    bookings = [apply_for(occasion) for occasion in (one, two) for _ in range(6)]

    at_once(
        [
            answered(
                lambda b=b: actions.swap(booking_id=b.pk, place_kind_id=places[b.occasion_id], or_wait=True)
            )
            for b in bookings
        ]
    )

    for booking in bookings:
        live = Booking.objects.live().filter(contact=booking.contact)
        assert live.filter(status="confirmed").count() <= 1
        assert live.exists()
    for occasion in (one, two):
        assert Booking.objects.filter(occasion=occasion, status="confirmed").count() == 3
    in_groups = Booking.objects.live().filter(wait_group__bookings__status="confirmed")
    for confirmed in in_groups.filter(status="confirmed").distinct():
        waits = confirmed.wait_group.bookings.filter(status="waitlisted")
        # Who keeps a seat while waiting for another asked for that; nobody has two seats.
        assert confirmed.wait_group.bookings.filter(status="confirmed").count() == 1
        assert waits.count() <= 1


def test_seats_freed_at_once_in_several_sessions_give_one_waiting_party_one_seat():
    factories.make_office()
    sessions = [factories.make_training(capacity=1) for _ in range(3)]
    sitting = [apply_for(session) for session in sessions]
    # They wait everywhere, each having begun at another session: the locks are asked for in every order.
    for start in range(3):
        booking = apply_for(sessions[start])
        for step in (1, 2):
            kind = sessions[(start + step) % 3].place_kinds.get()
            actions.swap(booking_id=booking.pk, place_kind_id=kind.pk, or_wait=True)

    at_once([lambda b=b: actions.cancel(booking_id=b.pk) for b in sitting])

    confirmed = Booking.objects.filter(status="confirmed")
    assert confirmed.count() == 3
    assert confirmed.values("contact").distinct().count() == 3
    assert not Booking.objects.filter(status="waitlisted").exists()


def test_draw_pressed_by_two_at_once_draws_once():
    factories.make_office()
    training = factories.make_training(
        capacity=2, selection="lottery", closes_at=timezone.now() + datetime.timedelta(hours=1)
    )
    for _ in range(5):
        apply_for(training)
    Occasion.objects.filter(pk=training.pk).update(closes_at=timezone.now())
    staff = factories.make_user(is_staff=True)

    results = at_once([answered(lambda: actions.draw(occasion_id=training.pk, by=staff)) for _ in range(2)])

    assert results.count("AlreadyDrawn") == 1
    assert statuses(training) == ["confirmed"] * 2 + ["waitlisted"] * 3
    assert Draw.objects.get().entries.count() == 5
