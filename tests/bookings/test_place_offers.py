import datetime

import pytest
import time_machine

from portal.bookings import actions
from portal.bookings.errors import AlreadyDecided, OfferIsOver
from portal.bookings.models import Booking, PlaceOffer
from portal.correspondence.actions import record_try
from portal.correspondence.models import CallListLine, CallTry, Message
from portal.correspondence.outbox import send_due
from tests import factories
from tests.bookings.seats import apply_for, person, revision, statuses

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]

# A Thursday; Friday and Monday are the two working days to answer in.
NOW = factories.local(2026, 6, 4, 10)
DEADLINE = factories.local(2026, 6, 8, 17, 15)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def training():
    return factories.make_training(capacity=1, promotion="offer", starts_at=factories.local(2026, 7, 1, 13))


@pytest.fixture
def free_a_seat(training, django_capture_on_commit_callbacks):
    """One has the seat, ``waiting`` people wait; the one gives it back."""

    def free(*waiting):
        first = apply_for(training)
        bookings = [apply_for(training, people=[who]) for who in waiting]
        with django_capture_on_commit_callbacks(execute=True):
            actions.cancel(booking_id=first.pk)
        return bookings

    return free


def pending():
    return PlaceOffer.objects.get(state="pending")


def by_mail(**fields):
    return person(email="mihon@example.com", contact_wish="mail", **fields)


def test_promotion_asks_the_head_of_the_queue_and_keeps_the_seat(training, free_a_seat):
    first, second = free_a_seat(person(), person())

    assert statuses(training) == ["cancelled", "offered", "waitlisted"]
    assert pending().booking == first
    assert apply_for(training).status == "waitlisted"
    assert actions.promote(occasion_id=training.pk) == 0
    assert second.place_offers.count() == 0


def test_offer_has_no_deadline_before_the_person_is_reached(training, free_a_seat, clock):
    free_a_seat(person())
    clock.move_to(factories.local(2026, 6, 20, 10))

    assert (pending().contacted_at, pending().expires_at) == (None, None)
    assert actions.expire_offers() == 0
    assert statuses(training) == ["cancelled", "offered"]


def test_offer_by_mail_counts_from_the_sending_and_names_the_deadline(free_a_seat, mailoutbox):
    free_a_seat(by_mail())

    send_due()

    assert (pending().contacted_at, pending().expires_at) == (NOW, DEADLINE)
    text = next(mail.body for mail in mailoutbox if "お席が空きました" in mail.subject)
    assert "お返事の期限：2026年6月8日" in text


def test_offer_by_telephone_counts_from_the_first_talk(free_a_seat, staff, clock):
    free_a_seat(person())
    line = CallListLine.objects.get(message__kind="bookings.offer")
    record_try(line=line, result=CallTry.Result.NO_ANSWER, by=staff)
    assert pending().contacted_at is None

    clock.move_to(factories.local(2026, 6, 5, 9))
    record_try(line=line, result=CallTry.Result.SPOKE, by=staff)

    assert pending().contacted_at == factories.local(2026, 6, 5, 9)
    assert pending().expires_at == factories.local(2026, 6, 9, 17, 15)


def test_offer_yes_on_the_telephone_gives_the_seat_in_the_same_press(training, free_a_seat, staff):
    free_a_seat(person())
    line = CallListLine.objects.get(message__kind="bookings.offer")

    record_try(line=line, result=CallTry.Result.YES, by=staff)

    assert statuses(training) == ["cancelled", "confirmed"]
    assert PlaceOffer.objects.get().answered_by == staff


def test_offer_no_on_the_telephone_asks_the_next(
    training, free_a_seat, staff, django_capture_on_commit_callbacks
):
    _first, second = free_a_seat(person(), person())
    line = CallListLine.objects.get(message__kind="bookings.offer")

    with django_capture_on_commit_callbacks(execute=True):
        record_try(line=line, result=CallTry.Result.NO, by=staff)

    assert statuses(training) == ["cancelled", "cancelled", "offered"]
    assert pending().booking == second


def test_accept_twice_is_one_seat_and_one_message(training, free_a_seat):
    free_a_seat(by_mail())
    offer = pending()

    actions.accept_offer(offer_id=offer.pk)
    actions.accept_offer(offer_id=offer.pk)

    assert statuses(training) == ["cancelled", "confirmed"]
    assert Message.objects.filter(kind="bookings.accepted").count() == 1


def test_accept_after_the_deadline_is_refused_even_before_the_periodic_run(training, free_a_seat, clock):
    free_a_seat(by_mail())
    send_due()
    clock.move_to(DEADLINE)

    with pytest.raises(OfferIsOver):
        actions.accept_offer(offer_id=pending().pk)

    assert statuses(training) == ["cancelled", "offered"]


def test_accept_after_somebody_else_took_the_seat_is_refused(
    training, free_a_seat, clock, django_capture_on_commit_callbacks
):
    first, second = free_a_seat(by_mail(), by_mail())
    send_due()
    lost = pending()
    clock.move_to(DEADLINE)

    with django_capture_on_commit_callbacks(execute=True):
        assert actions.expire_offers() == 1

    assert statuses(training) == ["cancelled", "cancelled", "offered"]
    first.refresh_from_db()
    assert first.cancelled_by == "no_answer"
    assert Message.objects.get(kind="bookings.offer_expired").recipient == first.contact
    with pytest.raises(OfferIsOver):
        actions.accept_offer(offer_id=lost.pk)
    actions.accept_offer(offer_id=pending().pk)
    second.refresh_from_db()
    assert second.status == "confirmed"


def test_who_did_not_answer_can_come_back_to_the_old_place_in_the_queue(training, free_a_seat, staff, clock):
    first, _second = free_a_seat(by_mail(), by_mail())
    send_due()
    clock.move_to(DEADLINE)
    actions.expire_offers()

    actions.restore(booking_id=first.pk, by=staff)

    restored = Booking.objects.get(pk=first.pk)
    assert (restored.status, restored.queue_no) == ("waitlisted", first.queue_no)


def test_decline_cancels_and_asks_the_next(training, free_a_seat, django_capture_on_commit_callbacks):
    free_a_seat(person(), person())

    with django_capture_on_commit_callbacks(execute=True):
        actions.decline_offer(offer_id=pending().pk)

    assert statuses(training) == ["cancelled", "cancelled", "offered"]
    assert PlaceOffer.objects.filter(state="declined").count() == 1


def test_pass_on_asks_the_next_and_keeps_the_first_waiting(
    training, free_a_seat, staff, django_capture_on_commit_callbacks
):
    first, second = free_a_seat(person(), person())

    with django_capture_on_commit_callbacks(execute=True):
        actions.pass_on_offer(offer_id=pending().pk, by=staff)

    assert pending().booking == second
    first.refresh_from_db()
    assert first.status == "waitlisted"
    assert first.queue_no > second.queue_no


def test_cancelling_what_is_offered_withdraws_the_offer_and_undoing_waits_again(
    training, free_a_seat, staff, django_capture_on_commit_callbacks
):
    first, second = free_a_seat(person(), person())

    with django_capture_on_commit_callbacks(execute=True):
        actions.cancel(booking_id=first.pk, by=staff)

    assert pending().booking == second
    assert first.place_offers.get().state == "withdrawn"
    actions.restore(booking_id=first.pk, by=staff)
    first.refresh_from_db()
    assert first.status == "waitlisted"


def test_calling_off_withdraws_offers_and_tells_of_the_cancellation(training, free_a_seat, staff):
    free_a_seat(person())

    actions.cancel_occasion(occasion_id=training.pk, reason="台風", by=staff, revision=revision(training))

    assert PlaceOffer.objects.get().state == "withdrawn"
    assert statuses(training) == ["cancelled", "waitlisted"]
    with pytest.raises(OfferIsOver):
        actions.accept_offer(offer_id=PlaceOffer.objects.get().pk)


def test_no_offer_is_made_when_there_is_no_time_left_to_answer(training, free_a_seat, clock):
    # Two working days from Friday end on Tuesday evening, the day after the start.
    training.dates.update(starts_at=factories.local(2026, 6, 8, 18), ends_at=factories.local(2026, 6, 8, 20))
    clock.move_to(factories.local(2026, 6, 5, 9))

    free_a_seat(person())

    assert statuses(training) == ["cancelled", "waitlisted"]


def test_answer_by_never_lies_after_the_start(training):
    training.dates.update(starts_at=factories.local(2026, 6, 8, 13), ends_at=factories.local(2026, 6, 8, 15))

    from portal.bookings.actions.place_offers import answer_by

    assert answer_by(training, NOW) == factories.local(2026, 6, 5, 17, 15)
    assert answer_by(training, factories.local(2026, 6, 6, 10)) == factories.local(2026, 6, 8, 13)


def test_moving_what_is_offered_is_refused(training, free_a_seat, staff):
    free_a_seat(person())
    online = factories.make_place_kind(training, 5, kind="online")

    with pytest.raises(AlreadyDecided):
        actions.move(booking_id=pending().booking_id, place_kind_id=online.pk, by=staff)


@pytest.mark.parametrize(
    ("contacted", "days", "expected"),
    [
        ((2026, 6, 4, 10), 1, (2026, 6, 5)),
        ((2026, 6, 5, 23), 1, (2026, 6, 8)),
        # The sea day (20 July 2026) and the weekend before it are no working days.
        ((2026, 7, 16, 9), 2, (2026, 7, 21)),
        ((2026, 12, 28, 9), 1, (2027, 1, 4)),
    ],
)
def test_end_of_working_day_skips_what_is_closed(contacted, days, expected):
    from portal.office.working_days import end_of_working_day

    assert end_of_working_day(factories.local(*contacted), days) == factories.local(*expected, 17, 15)


def test_end_of_working_day_skips_days_on_which_the_office_is_closed():
    from portal.office.models import ClosedDay
    from portal.office.working_days import end_of_working_day

    ClosedDay.objects.create(date=datetime.date(2026, 6, 5))

    assert end_of_working_day(NOW, 1) == factories.local(2026, 6, 8, 17, 15)
