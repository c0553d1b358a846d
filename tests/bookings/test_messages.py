"""What people are told: the facts without the link, and nothing that is no longer so."""

import pytest

from portal.bookings import actions
from portal.bookings.decision_notes import decision_note
from portal.bookings.models import Booking, Occasion, PostponementAnswer
from portal.correspondence.kinds import NoLongerTrue, Text, render
from portal.correspondence.models import CallListLine, Message, OutboxMail
from portal.ui.dates import format_period
from tests import factories
from tests.bookings.seats import apply_for, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def training(office):
    return factories.make_training(capacity=5, bring="筆記用具")


def said(booking: Booking, kind: str) -> Text:
    """The text of the latest message of a kind about a booking, as it would go out now."""
    return render(Message.objects.filter(recipient=booking.contact, kind=f"bookings.{kind}").first())


def postpone(training, staff, *, days: int | None = 60):
    date = training.dates.get()
    period = (factories.in_days(days), factories.in_days(days, 16)) if days else None
    return actions.postpone(
        occasion_id=training.pk,
        periods={date.pk: period} if period else None,
        reason="大雪のため",
        by=staff,
        revision=Occasion.objects.get(pk=training.pk).revision,
    )


def cancel_occasion(training, staff):
    revision = Occasion.objects.get(pk=training.pk).revision
    actions.cancel_occasion(occasion_id=training.pk, reason="台風", by=staff, revision=revision)


def test_mail_of_a_decision_carries_every_fact(training):
    booking = apply_for(training, people=[person("{% foo %} O'Brien & <b>"), person("見本 次郎")])
    date = training.dates.get()

    mail = said(booking, "confirmed").mail

    for fact in (
        training.title,
        format_period(date.starts_at, date.ends_at),
        "見本会館 大会議室（見本町1丁目1）",
        "会場",
        "{% foo %} O'Brien & <b> 様、見本 次郎 様",
        f"{booking.receipt_number[:4]}-{booking.receipt_number[4:]}",
        "筆記用具",
        "電話 0857-51-0295　FAX 0857-24-8067",
    ):
        assert fact in mail


def test_mail_of_a_cancellation_names_those_whose_places_were_given_back(training):
    booking = apply_for(training, people=[person("見本 花子"), person("見本 次郎"), person("見本 三郎")])
    third = booking.attendees.get(position=3)
    actions.cancel(booking_id=booking.pk, attendee_ids=[third.pk])
    actions.cancel(booking_id=booking.pk)

    mail = said(booking, "cancelled").mail

    assert "お名前　：見本 花子 様、見本 次郎 様\n" in mail


def test_mails_without_an_office_and_without_a_venue_have_no_empty_labels(staff):
    training = factories.make_training(dated=False)
    factories.make_date(training, venue_name="", venue_address="")

    mail = said(apply_for(training), "confirmed").mail

    assert "場所" not in mail
    assert "電話 " not in mail


def test_mail_while_a_new_day_is_looked_for_names_no_old_one(training, staff):
    booking = apply_for(training)
    date = training.dates.get()
    postpone(training, staff, days=None)

    text = said(booking, "confirmed")

    old = format_period(date.starts_at, date.ends_at)
    assert old not in text.mail
    assert old not in text.call
    assert "決まりしだい" in text.mail
    assert said(booking, "postponed_undated").mail.count(old) == 1


@pytest.mark.parametrize("size", [1, 9])
def test_messages_about_a_seat_are_overtaken_when_the_occasion_is_called_off(training, staff, size):
    booking = [apply_for(training) for _ in range(size)][-1]
    postpone(training, staff)
    cancel_occasion(training, staff)

    for kind in ("confirmed" if size == 1 else "waitlisted", "postponed"):
        with pytest.raises(NoLongerTrue):
            said(booking, kind)
    assert "中止になりました" in said(booking, "occasion_cancelled").mail


@pytest.mark.parametrize("can_come", [True, False])
def test_question_about_the_new_day_is_overtaken_by_the_answer(training, staff, can_come):
    booking = apply_for(training)
    postpone(training, staff)
    before = said(booking, "postponed").call
    actions.answer_postponement(answer_id=PostponementAnswer.objects.get().pk, can_come=can_come)

    assert "新しい日に来られますか" in before
    with pytest.raises(NoLongerTrue):
        said(booking, "postponed")


def test_question_about_a_new_day_is_overtaken_by_cancelling_and_by_the_next_postponement(training, staff):
    cancelled, moved = apply_for(training), apply_for(training)
    postpone(training, staff)
    first = Message.objects.get(recipient=moved.contact, kind="bookings.postponed")
    actions.cancel(booking_id=cancelled.pk)
    postpone(training, staff, days=90)

    for message in (first, Message.objects.get(recipient=cancelled.contact, kind="bookings.postponed")):
        with pytest.raises(NoLongerTrue):
            render(message)
    assert "新しい日に来られますか" in said(moved, "postponed").call


@pytest.mark.parametrize("names_mail", [True, False])
def test_likely_twin_is_asked_by_mail_only_at_an_address_that_both_gave(training, names_mail):
    """Whoever typed a telephone number of somebody else must not be told when that person applies."""
    apply_for(
        training,
        people=[
            person(
                "見本 花子",
                kana="ミホン ハナコ",
                telephone="0857000001",
                email="first@example.com",
                contact_wish="mail",
            )
        ],
    )
    again = person(
        "見本 花子",
        kana="ミホン ハナコ",
        telephone="0857000001",
        email="First@example.com" if names_mail else "second@example.com",
        contact_wish="mail",
    )

    apply_for(training, people=[again])

    asked = Message.objects.get(kind="bookings.possible_twin")
    assert OutboxMail.objects.filter(message=asked).exists() == names_mail
    assert CallListLine.objects.filter(message=asked).exists() != names_mail


def test_second_application_taken_back_by_link_is_answered_by_its_own_way_of_contact(training):
    apply_for(training, people=[person("見本 花子", kana="ミホン ハナコ", telephone="0857000001")])
    again = apply_for(training, people=[person("見本 花子", kana="ミホン ハナコ", telephone="0857000001")])

    actions.withdraw_twin(booking_id=again.pk)

    text = said(again, "cancelled")
    assert "取り消しました" in text.mail
    assert "もう一件" not in text.mail


def test_note_on_calling_off_reads_right_on_paper_and_on_the_telephone(office):
    note = decision_note(factories.make_training(), office)

    assert "つながりポータル" in note
    assert "このサイト" not in note
