"""The same person twice, or not: a suspicion, and who decides about it."""

import pytest

from portal.bookings import actions, errors
from portal.bookings.models import (
    Attendee,
    Booking,
)
from portal.correspondence.kinds import render
from portal.correspondence.models import Message
from portal.people.models import Person
from tests import factories
from tests.bookings.seats import apply_for, person, statuses

pytestmark = pytest.mark.django_db(transaction=True)

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_people_on_one_address_are_no_twins():
    training = factories.make_training()
    shared = {"email": "home@example.com", "telephone": "0857000001"}

    apply_for(training, people=[person("見本 花子", kana="ミホン ハナコ", **shared)])
    apply_for(training, people=[person("見本 太郎", kana="ミホン タロウ", **shared)])

    assert statuses(training) == ["confirmed", "confirmed"]


def test_two_of_one_name_with_different_numbers_are_no_twins():
    training = factories.make_training()

    apply_for(training, people=[person("山田 よしこ", kana="ヤマダ ヨシコ", telephone="0857000001")])
    apply_for(training, people=[person("山田 芳子", kana="ヤマダ ヨシコ", telephone="0857000002")])

    assert statuses(training) == ["confirmed", "confirmed"]


def test_companion_who_applies_too_is_a_likely_twin():
    training = factories.make_training()
    apply_for(
        training,
        people=[
            person("見本 花子", kana="ミホン ハナコ", telephone="0857000001"),
            person("見本 太郎", kana="ミホン タロウ", telephone=""),
        ],
    )

    own = apply_for(training, people=[person("見本 太郎", kana="みほん たろう", telephone="0857000001")])

    assert own.status == Booking.Status.RECEIVED


def test_join_by_web_and_fax_keeps_one_person_with_both_addresses(staff):
    training = factories.make_training(capacity=1)
    web = apply_for(
        training,
        people=[person("髙橋 花子", kana="タカハシ ハナコ", email="h@example.com", telephone="0857000001")],
    )
    fax = apply_for(
        training,
        people=[person("高橋 花子", kana="たかはし はなこ", telephone="0857000001", fax="0857000002")],
        channel=Booking.Channel.FAX,
        by=staff,
    )

    actions.join_twin(booking_id=fax.pk, by=staff)

    kept = Person.objects.get(pk=web.contact_id)
    assert statuses(training) == ["confirmed", "cancelled"]
    assert (kept.name, kept.email, kept.fax) == ("髙橋 花子", "h@example.com", "0857000002")
    assert Person.objects.get(pk=fax.contact_id).merged_into == kept
    assert Attendee.objects.live().filter(person=kept).count() == 1
    told = Message.objects.get(kind="bookings.joined")
    assert (told.recipient, told.subject) == (kept, web)
    assert web.receipt_number[:4] in render(told).mail
    with pytest.raises(errors.AlreadyDecided):
        actions.admit(booking_id=fax.pk, by=staff)


def test_admit_keeps_the_order_of_arrival(staff):
    training = factories.make_training(capacity=1)
    apply_for(training, people=[person("山田 よしこ", kana="ヤマダ ヨシコ", telephone="0857000001")])
    twin = apply_for(training, people=[person("山田 佳子", kana="ヤマダ ヨシコ", telephone="0857000001")])
    later = apply_for(training)

    actions.admit(booking_id=twin.pk, by=staff)

    assert list(Booking.objects.in_queue()) == [twin, later]


def test_admit_does_not_overtake_a_pair_that_waited_before(staff):
    training = factories.make_training(capacity=2)
    apply_for(training, people=[person("山田 よしこ", kana="ヤマダ ヨシコ", telephone="0857000001")])
    apply_for(training, size=2)
    twin = apply_for(training, people=[person("山田 佳子", kana="ヤマダ ヨシコ", telephone="0857000001")])

    actions.admit(booking_id=twin.pk, by=staff)

    twin.refresh_from_db()
    assert twin.status == Booking.Status.WAITLISTED


def test_join_of_a_party_with_two_of_one_reading_merges_one_of_them(staff):
    training = factories.make_training()
    apply_for(training, people=[person("山田 よしこ", kana="ヤマダ ヨシコ", telephone="0857000001")])
    party = [
        person("山田 よしこ", kana="ヤマダ ヨシコ", telephone="0857000001"),
        person("山田 芳子", kana="ヤマダ ヨシコ", telephone=""),
    ]
    again = apply_for(training, people=party)

    actions.join_twin(booking_id=again.pk, by=staff)

    assert [a.person.name for a in again.attendees.live()] == ["山田 芳子"]
    assert Booking.objects.get(pk=again.pk).status == Booking.Status.CONFIRMED
