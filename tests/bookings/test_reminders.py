"""Who has a seat is reminded once of each day, in time and in their own way; nobody else is."""

import datetime

import pytest
import time_machine

from portal.bookings import actions
from portal.bookings.models import Booking, Reminder
from portal.bookings.reminders import announced_moment, moment_for, runs_of
from portal.correspondence.kinds import NoLongerTrue, render
from portal.correspondence.models import CallListLine, Message, OutboxMail
from portal.office.models import ClosedDay
from portal.people.models import ContactWish
from tests import factories
from tests.bookings.seats import apply_for, person, revision
from tests.factories import local

pytestmark = pytest.mark.django_db

# Saturday 5 December 2026; two days before is Thursday.
START = local(2026, 12, 5, 13, 30)
EARLY = local(2026, 11, 1, 10, 0)
MOMENT = local(2026, 12, 3, 9, 0)


def at(moment):
    return time_machine.travel(moment, tick=False)


@pytest.fixture
def training(office):
    with at(EARLY):
        return factories.make_training(starts_at=START, capacity=3, bring="筆記用具")


def booked(training, moment=EARLY, **who):
    with at(moment):
        return apply_for(training, people=[person(**who)])


def run_at(*moment):
    with at(local(*moment)):
        return actions.send_reminders()


def reminded():
    return list(Reminder.objects.order_by("pk").values_list("booking", flat=True))


def by_mail(training, moment=EARLY):
    return booked(training, moment, contact_wish="mail", email="a@example.com")


def test_reminder_goes_out_at_nine_once(training):
    booking = by_mail(training)

    counts = [run_at(2026, 12, 3, 8, 59), run_at(2026, 12, 3, 9, 0), run_at(2026, 12, 3, 9, 1)]

    assert counts == [0, 1, 0]
    assert reminded() == [booking.pk]
    message = Message.objects.get(kind="bookings.reminder")
    assert (message.recipient, message.way) == (booking.contact, "mail")
    assert OutboxMail.objects.filter(message=message).count() == 1


def test_reminder_says_everything_that_one_needs(training):
    training.dates.update(access_note="バス停「見本町」から3分")
    training.reminder_text = "動きやすい服でお越しください。"
    training.save()
    by_mail(training)
    run_at(2026, 12, 3, 9, 0)

    text = render(Message.objects.get(kind="bookings.reminder"))

    for part in (
        "2026年12月5日（土）13:30〜15:30",
        "見本会館 大会議室（見本町1丁目1）",
        "バス停「見本町」から3分",
        "筆記用具",
        "動きやすい服でお越しください。",
        "/bookings/",
        "0857-51-0295",
        "中止・延期の知らせ方：中止や延期のときは、",
    ):
        assert part in text.mail
    for part in (
        "2026年12月5日（土）13:30",
        "見本会館",
        "筆記用具",
        "動きやすい服",
        "お電話でお知らせください",
    ):
        assert part in text.call
    assert training.title not in text.subject


def test_reminder_is_for_those_with_a_seat_only(training):
    seated = by_mail(training)
    cancelled, waiting, received, offered = [by_mail_of(training, n) for n in range(4)]
    Booking.objects.filter(pk=waiting.pk).update(status="waitlisted")
    Booking.objects.filter(pk=received.pk).update(status="received", awaits="draw")
    Booking.objects.filter(pk=offered.pk).update(status="offered")
    with at(EARLY):
        actions.cancel(booking_id=cancelled.pk)

    run_at(2026, 12, 3, 9, 0)

    assert reminded() == [seated.pk]


def by_mail_of(training, number):
    return booked(training, contact_wish="mail", email=f"p{number}@example.com")


@pytest.mark.parametrize(
    ("got_seat", "is_reminded"),
    [
        (local(2026, 12, 2, 8, 59), True),
        (local(2026, 12, 2, 9, 0), False),
        (local(2026, 12, 3, 12, 0), False),
        (local(2026, 12, 4, 23, 0), False),
    ],
)
def test_reminder_is_left_out_for_whom_the_confirmation_just_told_the_same(training, got_seat, is_reminded):
    by_mail(training, got_seat)

    run_at(2026, 12, 5, 9, 30)

    assert bool(reminded()) == is_reminded


def test_promoted_person_counts_from_the_promotion(training):
    late = by_mail(training)
    Booking.objects.filter(pk=late.pk).update(status="waitlisted")
    with at(local(2026, 12, 2, 15)):
        actions.promote_by_hand(booking_id=late.pk, by=factories.make_user())

    run_at(2026, 12, 3, 9, 0)

    assert Booking.objects.get(pk=late.pk).status == "confirmed"
    assert reminded() == []


def test_reminder_waits_for_daytime(training):
    by_mail(training)

    assert [run_at(2026, 12, 3, 20, 0), run_at(2026, 12, 4, 3, 0), run_at(2026, 12, 4, 9, 0)] == [0, 0, 1]


@pytest.mark.parametrize("state", ["cancelled", "postponed", "closed", "planned"])
def test_nobody_is_reminded_of_what_does_not_take_place(training, state):
    by_mail(training)
    training.state = state
    training.save()

    assert run_at(2026, 12, 3, 9, 0) == 0


def test_reminder_that_is_off_is_not_sent(training):
    by_mail(training)
    training.reminder_days = None
    training.save()

    assert run_at(2026, 12, 3, 9, 0) == 0


def test_person_to_be_called_is_listed_on_the_working_day_before_a_holiday(office):
    # Tuesday 5 May 2026 is a holiday like the three days before it and Sunday 3 May; so is the 4th.
    with at(local(2026, 4, 1, 10)):
        training = factories.make_training(starts_at=local(2026, 5, 7, 13, 30))
    booked(training, local(2026, 4, 1, 10), contact_wish="telephone")

    assert [run_at(2026, 5, 1, 8, 0), run_at(2026, 5, 1, 9, 0)] == [0, 1]
    line = CallListLine.objects.get(message__kind="bookings.reminder")
    assert line.opened_at == local(2026, 5, 1, 9, 0)


def test_closed_day_of_the_office_moves_the_calls(training):
    ClosedDay.objects.create(date=datetime.date(2026, 12, 3))
    run = runs_of(training.dates.all())[0]

    assert moment_for(run, 2, ContactWish.FAX) == local(2026, 12, 2, 9, 0)
    assert moment_for(run, 2, ContactWish.MAIL) == announced_moment(run, 2) == MOMENT


def test_letter_goes_out_five_days_before(training):
    booked(training, contact_wish="letter", address="見本町2")

    # 30 November is a Monday.
    counts = [run_at(2026, 11, 29, 12, 0), run_at(2026, 11, 30, 9, 0)]

    assert counts == [0, 1]
    assert Message.objects.get(kind="bookings.reminder").way == "letter"


def test_letter_that_would_be_late_becomes_a_call(training):
    booked(training, local(2026, 12, 1, 12), contact_wish="letter", address="見本町2")

    counts = [run_at(2026, 12, 1, 15, 0), run_at(2026, 12, 3, 9, 0)]

    assert counts == [0, 1]
    assert Message.objects.get(kind="bookings.reminder").way == "telephone"


def test_days_in_a_row_are_one_reminder_and_others_their_own(training):
    factories.make_date(training, local(2026, 12, 6, 10))
    factories.make_date(training, local(2026, 12, 20, 10))
    by_mail(training)

    counts = [run_at(2026, 12, day, 10, 0) for day in (3, 4, 17, 18, 19)]

    assert counts == [1, 0, 0, 1, 0]
    with at(MOMENT):
        first, second = Message.objects.filter(kind="bookings.reminder").order_by("pk")
        assert "12月5日" in render(first).mail
        assert "12月6日" in render(first).mail
        assert "12月20日" not in render(first).mail
        assert "12月20日" in render(second).mail
        assert "12月5日" not in render(second).mail


def test_postponed_occasion_reminds_of_the_new_day(training, staff):
    by_mail(training)
    run_at(2026, 12, 3, 9, 0)
    old = Message.objects.get(kind="bookings.reminder")
    with at(local(2026, 12, 4, 12)):
        actions.postpone(
            occasion_id=training.pk,
            periods={training.dates.get().pk: (local(2026, 12, 19, 13), local(2026, 12, 19, 15))},
            reason="大雪",
            by=staff,
            revision=revision(training),
        )

    assert [run_at(2026, 12, 5, 9, 0), run_at(2026, 12, 17, 9, 0)] == [0, 1]
    with pytest.raises(NoLongerTrue):
        render(old)
    assert "12月19日" in render(Message.objects.latest("pk")).mail


def test_reminder_to_who_cancelled_meanwhile_is_taken_back(training):
    booking = by_mail(training)
    run_at(2026, 12, 3, 9, 0)
    message = Message.objects.get(kind="bookings.reminder")
    with at(local(2026, 12, 3, 9, 1)):
        actions.cancel(booking_id=booking.pk)

    with pytest.raises(NoLongerTrue):
        render(Message.objects.get(pk=message.pk))


def test_sent_now_reminds_everybody_with_a_seat_once(training, staff):
    by_mail(training)
    by_mail_of(training, 1)
    date = training.dates.get()

    with at(local(2026, 11, 20, 14)):
        counts = [actions.remind_now(occasion_id=training.pk, date_id=date.pk, by=staff) for _ in range(2)]

    assert counts == [2, 0]
    assert run_at(2026, 12, 3, 9, 0) == 0
    assert Message.objects.filter(kind="bookings.reminder").count() == 2


def test_periodic_run_with_nothing_due_costs_four_queries(training, django_assert_num_queries):
    by_mail(training)

    # the occasions, their dates, the closed days before a letter and before a call
    with at(EARLY), django_assert_num_queries(4):
        assert actions.send_reminders() == 0
