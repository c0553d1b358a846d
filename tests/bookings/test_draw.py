import datetime
import hashlib

import pytest
import time_machine

from portal.bookings import actions
from portal.bookings.errors import (
    AlreadyDrawn,
    DrawTooEarly,
    NotALottery,
    OccasionIsOver,
    ReasonNeeded,
    UndecidedApplications,
)
from portal.bookings.models import Booking, Draw, DrawEntry
from portal.correspondence.models import Message
from tests import factories
from tests.bookings.seats import apply_for, person, revision, statuses

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("office"),
]

CLOSES_AT = factories.local(2026, 6, 10, 17)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(factories.local(2026, 6, 1, 10), tick=False) as traveller:
        yield traveller


@pytest.fixture
def lottery(staff):
    occasion = factories.make_training(
        capacity=3,
        state="planned",
        selection="lottery",
        closes_at=CLOSES_AT,
        starts_at=factories.local(2026, 7, 1, 13),
    )
    actions.publish(occasion_id=occasion.pk, by=staff)
    return occasion


def seed(occasion, text):
    Draw.objects.filter(occasion=occasion, drawn_at=None).update(seed=text)


def order_of(seed, bookings):
    return sorted(bookings, key=lambda b: hashlib.sha256(f"{seed}:{b.receipt_number}".encode()).hexdigest())


def test_publish_of_a_lottery_fixes_the_hash_of_a_seed_nobody_has_seen(lottery):
    draw = lottery.draws.get()

    assert len(draw.seed) == 64
    assert draw.seed_hash == hashlib.sha256(draw.seed.encode()).hexdigest()
    assert (draw.drawn_at, draw.entries.count()) == (None, 0)


def test_apply_to_a_lottery_awaits_the_draw_and_takes_no_seat(lottery):
    booking = apply_for(lottery)

    assert (booking.status, booking.awaits) == ("received", "draw")
    assert Message.objects.get(recipient=booking.contact).kind == "bookings.received"


def test_draw_follows_the_order_of_the_hashes_and_the_waiting_list_keeps_it(lottery, staff, clock):
    bookings = [apply_for(lottery) for _ in range(8)]
    seed(lottery, "known")
    clock.move_to(CLOSES_AT)

    draw = actions.draw(occasion_id=lottery.pk, by=staff)

    expected = order_of("known", bookings)
    in_queue = Booking.objects.filter(occasion=lottery).order_by("queue_no")
    assert [b.pk for b in in_queue] == [b.pk for b in expected]
    assert statuses(lottery) == ["confirmed"] * 3 + ["waitlisted"] * 5
    assert set(in_queue.values_list("awaits", flat=True)) == {""}
    assert list(draw.entries.values_list("rank", "booking", "is_selected")) == [
        (rank, booking.pk, rank <= 3) for rank, booking in enumerate(expected, start=1)
    ]
    told = Message.objects.filter(kind="bookings.outcome")
    assert sorted(told.values_list("recipient", flat=True)) == sorted(b.contact_id for b in bookings)


def test_draw_takes_a_party_as_one_and_lets_nobody_past_one_that_does_not_fit(lottery, staff, clock):
    bookings = [apply_for(lottery, size=size) for size in (2, 2, 1)]
    by_pk = {b.pk: b for b in bookings}
    # A seed under which the two pairs come before the single one.
    chosen = next(
        text
        for text in map(str, range(1000))
        if [b.pk for b in order_of(text, bookings)][2] == bookings[2].pk
    )
    seed(lottery, chosen)
    clock.move_to(CLOSES_AT)

    actions.draw(occasion_id=lottery.pk, by=staff)

    sizes = [
        (by_pk[pk].attendees.count(), status)
        for pk, status in Booking.objects.order_by("queue_no").values_list("pk", "status")
    ]
    assert sizes == [(2, "confirmed"), (2, "waitlisted"), (1, "waitlisted")]


def test_draw_puts_paper_that_came_too_late_behind_the_others(lottery, staff, clock):
    clock.move_to(CLOSES_AT + datetime.timedelta(days=1))
    late = apply_for(lottery, by=staff, channel="fax")
    in_time = apply_for(
        lottery, by=staff, channel="fax", received_at=CLOSES_AT - datetime.timedelta(minutes=1)
    )

    draw = actions.draw(occasion_id=lottery.pk, by=staff)

    assert list(draw.entries.values_list("booking", "is_late")) == [(in_time.pk, False), (late.pk, True)]


def test_draw_draws_each_kind_of_place_for_itself(lottery, staff, clock):
    online = factories.make_place_kind(lottery, 1, kind="online")
    hall = [apply_for(lottery) for _ in range(3)]
    on_screen = [apply_for(lottery, place_kind=online) for _ in range(2)]
    clock.move_to(CLOSES_AT)

    actions.draw(occasion_id=lottery.pk, by=staff)

    def confirmed(bookings):
        return Booking.objects.filter(pk__in=[b.pk for b in bookings], status="confirmed").count()

    assert (confirmed(hall), confirmed(on_screen)) == (3, 1)


def test_draw_before_the_deadline_is_refused_and_nothing_is_drawn(lottery, staff, clock):
    booking = apply_for(lottery)
    clock.move_to(CLOSES_AT - datetime.timedelta(seconds=1))

    with pytest.raises(DrawTooEarly):
        actions.draw(occasion_id=lottery.pk, by=staff)

    booking.refresh_from_db()
    assert (booking.status, lottery.draws.get().drawn_at) == ("received", None)


def test_draw_a_second_time_is_refused(lottery, staff, clock):
    clock.move_to(CLOSES_AT)
    actions.draw(occasion_id=lottery.pk, by=staff)

    with pytest.raises(AlreadyDrawn):
        actions.draw(occasion_id=lottery.pk, by=staff)


def test_draw_with_an_undecided_twin_is_refused(lottery, staff, clock):
    first = apply_for(lottery)
    twin = apply_for(lottery, people=[person(kana=first.contact.kana, telephone=first.contact.telephone)])
    assert twin.awaits == "twin"
    clock.move_to(CLOSES_AT)

    with pytest.raises(UndecidedApplications):
        actions.draw(occasion_id=lottery.pk, by=staff)

    actions.admit(booking_id=twin.pk, by=staff)
    twin.refresh_from_db()
    assert (twin.status, twin.awaits) == ("received", "draw")
    assert actions.draw(occasion_id=lottery.pk, by=staff).entries.count() == 2


def test_draw_is_for_lotteries_that_go_on(lottery, staff, clock):
    clock.move_to(CLOSES_AT)
    actions.cancel_occasion(occasion_id=lottery.pk, reason="大雪", by=staff, revision=revision(lottery))

    with pytest.raises(OccasionIsOver):
        actions.draw(occasion_id=lottery.pk, by=staff)
    with pytest.raises(NotALottery):
        actions.draw(occasion_id=factories.make_training().pk, by=staff)


def test_apply_after_the_draw_goes_to_the_end_of_the_queue(lottery, staff, clock):
    for _ in range(4):
        apply_for(lottery)
    clock.move_to(CLOSES_AT)
    actions.draw(occasion_id=lottery.pk, by=staff)

    late = apply_for(lottery, by=staff)

    assert late.status == "waitlisted"
    assert statuses(lottery) == ["confirmed"] * 3 + ["waitlisted"] * 2
    assert Booking.objects.order_by("queue_no").last() == late


def test_draw_leaves_out_the_cancelled_and_a_later_return_waits_at_the_end(lottery, staff, clock):
    gone = apply_for(lottery)
    stays = apply_for(lottery)
    actions.cancel(booking_id=gone.pk)
    clock.move_to(CLOSES_AT)
    draw = actions.draw(occasion_id=lottery.pk, by=staff)

    actions.restore(booking_id=gone.pk, by=staff)

    gone.refresh_from_db()
    stays.refresh_from_db()
    assert [entry.booking_id for entry in draw.entries.all()] == [stays.pk]
    # Two places are free: the promotion after the return gives one away.
    assert (gone.status, gone.awaits, gone.queue_no > stays.queue_no) == ("waitlisted", "", True)


def test_void_draw_stays_on_record_and_everybody_is_drawn_again(lottery, manager, clock):
    bookings = [apply_for(lottery) for _ in range(5)]
    clock.move_to(CLOSES_AT)
    old = actions.draw(occasion_id=lottery.pk, by=manager)
    late = apply_for(lottery, by=manager)

    actions.void_draw(draw_id=old.pk, reason="FAXの申込が一件もれていた", by=manager)

    assert set(Booking.objects.values_list("status", "awaits")) == {("received", "draw")}
    old.refresh_from_db()
    assert (old.voided_by, old.void_reason, old.entries.count()) == (
        manager,
        "FAXの申込が一件もれていた",
        5,
    )
    assert Message.objects.filter(kind="bookings.draw_voided").count() == 6
    new = actions.draw(occasion_id=lottery.pk, by=manager)
    assert new.seed != old.seed
    assert [e.booking_id for e in new.entries.all()][-1] == late.pk
    assert {e.booking_id for e in new.entries.filter(is_late=False)} == {b.pk for b in bookings}
    assert statuses(lottery) == ["confirmed"] * 3 + ["waitlisted"] * 3


def test_who_has_a_seat_elsewhere_by_then_is_not_drawn_again(
    lottery, manager, clock, django_capture_on_commit_callbacks
):
    for _ in range(4):
        apply_for(lottery)
    clock.move_to(CLOSES_AT)
    old = actions.draw(occasion_id=lottery.pk, by=manager)
    waiting = lottery.bookings.get(status="waitlisted")
    elsewhere = factories.make_training(capacity=1, starts_at=factories.local(2026, 8, 1, 13))
    seated = apply_for(elsewhere)
    place_kind = elsewhere.place_kinds.get()
    there = actions.swap(booking_id=waiting.pk, place_kind_id=place_kind.pk, or_wait=True, by=manager)
    actions.void_draw(draw_id=old.pk, reason="FAXの申込がもれていた", by=manager)

    with django_capture_on_commit_callbacks(execute=True):
        actions.cancel(booking_id=seated.pk)
    new = actions.draw(occasion_id=lottery.pk, by=manager)

    there.refresh_from_db()
    waiting.refresh_from_db()
    assert there.status == "confirmed"
    assert (waiting.status, waiting.cancelled_by) == ("cancelled", "other_place")
    assert waiting.pk not in {entry.booking_id for entry in new.entries.all()}


def test_void_draw_needs_a_reason_and_a_result(lottery, manager, clock):
    prepared = lottery.draws.get()

    with pytest.raises(NotALottery):
        actions.void_draw(draw_id=prepared.pk, reason="なんとなく", by=manager)
    clock.move_to(CLOSES_AT)
    actions.draw(occasion_id=lottery.pk, by=manager)
    with pytest.raises(ReasonNeeded):
        actions.void_draw(draw_id=prepared.pk, reason="　", by=manager)
    assert DrawEntry.objects.count() == 0
